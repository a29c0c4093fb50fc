"""See tables through the day: seat the usual eaters, join half-empty tables, last call, tidying up."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import Due, Job
from bot.open_tables import mergers, rules, seats, usual_records
from bot.open_tables.commands import usual
from bot.store.engine import Transaction


async def last_call(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    """Tell those at a table who comes and where."""
    await seats.last_call(tx, due.workspace, due.number, now)


async def merge(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    """Ask two half-empty tables whether they join."""
    await mergers.propose(tx, due.workspace, due.number, now)


async def close(tx: Transaction, due: Due, now: datetime, _rng: random.Random) -> None:
    """Put a table away when lunch is over."""
    await seats.close(tx, due.workspace, due.number, now)


async def seat_usual(tx: Transaction, due: Due, now: datetime, rng: random.Random) -> None:
    """Seat somebody on one of their usual days, and plan the next."""
    for eater in await usual_records.find_eaters(tx, due.workspace, usual_records.usual_is(due.number)):
        await usual.plan_next(tx, due.workspace, eater, due.local_date)
        await usual.seat(tx, due.workspace, eater, due.local_date, now, rng)


async def plan_usual(tx: Transaction, due: Due, _now: datetime, _rng: random.Random) -> None:
    """Leave a day that is too far gone, and plan the next."""
    for eater in await usual_records.find_eaters(tx, due.workspace, usual_records.usual_is(due.number)):
        await usual.plan_next(tx, due.workspace, eater, due.local_date)


JOBS = {
    seats.LAST_CALL: Job(last_call, grace=rules.LAST_CALL),
    seats.MERGE: Job(merge, grace=rules.LAST_CALL),
    seats.CLOSE: Job(close),
    usual.JOB: Job(seat_usual, grace=timedelta(hours=3), too_late=plan_usual),
}
