"""Follow a lunch round up: the nudge, the check-in at the midpoint, and the last one of a circle that was stopped."""

import random
from datetime import datetime, timedelta

from bot.core.schedule import Due, Job
from bot.pairings.programs.records import Circle
from bot.pairings.rounds import group_details, notices, records
from bot.store.engine import Transaction
from jobs.pairings import about_circle

GRACE = timedelta(days=1)


async def _nudge(tx: Transaction, circle: Circle, due: Due, now: datetime, _rng: random.Random) -> None:
    running = await records.last_round(tx, circle)
    if running and running.local_date == due.local_date:
        await notices.nudge(tx, circle, running, now)


async def _midpoint(tx: Transaction, circle: Circle, due: Due, now: datetime, _rng: random.Random) -> None:
    await _check_in(tx, circle, due, now, "mid")


async def _end(tx: Transaction, circle: Circle, due: Due, now: datetime, _rng: random.Random) -> None:
    await _check_in(tx, circle, due, now, "end")


async def _check_in(tx: Transaction, circle: Circle, due: Due, now: datetime, which: str) -> None:
    running = await records.last_round(tx, circle)
    if running and running.local_date == due.local_date:
        await notices.check_in(tx, circle, running, await group_details.of_round(tx, running), now, which)


JOBS = {
    "round.nudge": Job(about_circle(_nudge), grace=GRACE),
    "round.midpoint": Job(about_circle(_midpoint), grace=GRACE),
    "round.checkin": Job(about_circle(_end), grace=GRACE),
}
