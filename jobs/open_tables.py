"""Jobs of open tables: usual lunches, mergers, the last call, and the close."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import DueOccurrence, Job
from bot.open_tables import mergers, rules, seats, usual_records
from bot.open_tables.commands import usual
from bot.store.engine import Transaction


async def send_last_call(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Write to those at a table who comes and where."""
    await seats.run_last_call(tx, due.workspace, due.subject.id, now)


async def offer_merge(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Ask the hosts of two half-empty tables whether they join."""
    await mergers.propose_merger(tx, due.workspace, due.subject.id, now)


async def begin_meal(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    """End what can be done about a table before its meal."""
    await seats.begin_meal(tx, due.workspace, due.subject.id)


async def close_table(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Close a table when lunch is over."""
    await seats.close_table(tx, due.workspace, due.subject.id, now)


async def seat_usual(
    tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random
) -> None:
    """Seat somebody on one of their usual days, and schedule the next."""
    for eater in await usual_records.find_eaters(
        tx, due.workspace, usual_records.usual_id_is(due.subject.id)
    ):
        await usual.schedule_next_usual(tx, due.workspace, eater, due.local_date)
        await usual.seat_usual_eaters(tx, due.workspace, eater, due.local_date, now, rng)


async def schedule_next_usual(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    """Skip a day that is too long ago, and schedule the next."""
    for eater in await usual_records.find_eaters(
        tx, due.workspace, usual_records.usual_id_is(due.subject.id)
    ):
        await usual.schedule_next_usual(tx, due.workspace, eater, due.local_date)


JOBS = {
    seats.LAST_CALL: Job(send_last_call, grace=rules.LAST_CALL),
    seats.MERGE: Job(offer_merge, grace=rules.LAST_CALL),
    seats.BEGIN: Job(begin_meal, let_go=begin_meal),
    seats.CLOSE: Job(close_table, let_go=close_table),
    usual.JOB: Job(seat_usual, grace=timedelta(hours=3), too_late=schedule_next_usual),
}
