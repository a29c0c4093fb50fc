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
    """Compute the dry run before the transaction; return the job that sends its result."""
    async with database.read_transaction() as tx:
        compute = await _collect_inputs(tx, due, now, rng)

    card = await compute(offload) if compute else None
    return partial(_send_result, card)


async def _run_here(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
    compute = await _collect_inputs(tx, due, now, rng)
    card = await compute(asyncio.to_thread) if compute else None
    await _send_result(card, tx, due, now, rng)


async def _collect_inputs(
    tx: ReadTransaction, due: DueOccurrence, now: datetime, rng: random.Random
) -> Compute | None:
    program = await records.find_program(tx, due.workspace, due.subject.id)
    if program is None:
        return None
    return await DRY_RUNS[due.kind](tx, program, now, rng)


async def _send_result(
    card: Card | None, tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    if card:
        person, _call_id = due.subject.parts
        await outbox.send_dm(
            tx,
            due.workspace,
            f"{due.kind}:{due.id}",
            person,
            card,
            reason=rules.DRY_RUN,
            due=now,
            solicited=True,
        )


JOBS = {kind: Job(_run_here, prepare=_prepare_dry_run) for kind in DRY_RUNS}
