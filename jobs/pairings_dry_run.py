"""Jobs of dry runs: compute a round on trial and send the result to whoever asked."""

import asyncio
import random
from datetime import datetime
from functools import partial

from bot.core import outbox
from bot.core.schedule import DueOccurrence, Job, Offload, Run
from bot.pairings import rules
from bot.pairings.insights.dry_run import DRY_RUNS, Compute
from bot.pairings.programs import records
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Card


async def _prepare_dry_run(
    database: Database, due: DueOccurrence, now: datetime, rng: random.Random, offload: Offload
) -> Run:
    async with database.read_transaction() as tx:
        think = await _ask(tx, due, now, rng)
    return partial(_tell, await think(offload) if think else None)


async def _try(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
    think = await _ask(tx, due, now, rng)
    await _tell(await think(asyncio.to_thread) if think else None, tx, due, now, rng)


async def _ask(
    tx: ReadTransaction, due: DueOccurrence, now: datetime, rng: random.Random
) -> Compute | None:
    circle = await records.find_program(tx, due.workspace, due.subject.id)
    return await DRY_RUNS[due.kind](tx, circle, now, rng) if circle else None


async def _tell(
    card: Card | None, tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    if card:
        whom, _call = due.subject.parts
        await outbox.send_dm(
            tx,
            due.workspace,
            f"{due.kind}:{due.id}",
            whom,
            card,
            reason=rules.DRY_RUN,
            due=now,
            solicited=True,
        )


JOBS = {kind: Job(_try, prepare=_prepare_dry_run) for kind in DRY_RUNS}
