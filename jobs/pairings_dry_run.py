"""Draw a round on trial for whoever asked, and write to them how it came out."""

import asyncio
import random
from datetime import datetime
from functools import partial

from bot.core import outbox
from bot.core.schedule import Apart, Due, Job, Run
from bot.pairings import rules
from bot.pairings.insights.dry_run import TRIALS, Think
from bot.pairings.programs import records
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card


async def _think_before(database: Database, due: Due, now: datetime, rng: random.Random, apart: Apart) -> Run:
    async with database.reading() as tx:
        think = await _ask(tx, due, now, rng)
    return partial(_tell, await think(apart) if think else None)


async def _try(tx: Transaction, due: Due, now: datetime, rng: random.Random) -> None:
    think = await _ask(tx, due, now, rng)
    await _tell(await think(asyncio.to_thread) if think else None, tx, due, now, rng)


async def _ask(tx: Transaction, due: Due, now: datetime, rng: random.Random) -> Think | None:
    circle = await records.circle(tx, due.workspace, int(due.subject.split()[0]))
    return await TRIALS[due.kind](tx, circle, now, rng) if circle else None


async def _tell(card: Card | None, tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    if card:
        whom = due.subject.split()[1]
        await outbox.whisper(
            tx, due.workspace, f"{due.kind}:{due.id}", whom, card, rule=rules.TRIAL, due=now, asked=True
        )


JOBS = {kind: Job(_try, prepare=_think_before) for kind in TRIALS}
