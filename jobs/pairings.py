"""Hold lunch rounds: the notice, the draw, and the end of circles that were stopped."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core.alerts import tell_organisers
from bot.core.schedule import Apart, Due, Job, Run
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import Circle
from bot.pairings.rounds import draw, notices, timetable
from bot.pairings.rounds import proposal as drafts
from bot.pairings.rounds import records as round_records
from bot.pairings.views import rounds as views
from bot.store.engine import Database, Transaction
from bot.ui.text import Instant

Step = Callable[[Transaction, Circle, Due, datetime, random.Random], Awaitable[None]]


def about_circle(step: Step) -> Run:
    """Make a job of a step in the life of a circle; a circle that is no more needs none."""

    async def run(tx: Transaction, due: Due, now: datetime, rng: random.Random) -> None:
        circle = await records.circle(tx, due.workspace, int(due.subject))
        if circle:
            await step(tx, circle, due, now, rng)

    return run


async def _announce(tx: Transaction, circle: Circle, due: Due, now: datetime, _rng: random.Random) -> None:
    await notices.announce(tx, circle, due.local_date, now)


async def _draw(tx: Transaction, circle: Circle, due: Due, now: datetime, rng: random.Random) -> None:
    await draw.hold(tx, circle, due.local_date, now, rng)


async def _draft(database: Database, due: Due, now: datetime, rng: random.Random, apart: Apart) -> Run:
    async with database.reading() as tx:
        circle = await records.circle(tx, due.workspace, int(due.subject))
        everybody = await draw.expect(tx, circle, due.local_date, now) if circle else None
    if everybody is None or drafts.is_quick(len(everybody.people), everybody.inputs.rules.size):
        return _DRAW
    drawn = await drafts.make(everybody, drafts.new_seed(rng), apart)

    async def hold(tx: Transaction, circle: Circle, due: Due, now: datetime, rng: random.Random) -> None:
        await draw.hold(tx, circle, due.local_date, now, rng, drawn)

    return about_circle(hold)


async def _too_late(tx: Transaction, circle: Circle, due: Due, now: datetime, _rng: random.Random) -> None:
    days = rules.missed_days(circle, due.local_date, now)
    following = await timetable.plan_following(tx, circle, days[-1], now)
    card = views.missed(circle, days, Instant(following, circle.zone) if following else None)
    await tell_organisers(tx, circle.workspace, f"missed:{circle.id}:{due.local_date}", card, now)


async def _close(tx: Transaction, circle: Circle, _due: Due, _now: datetime, _rng: random.Random) -> None:
    if not circle.active:
        await round_records.close_rounds(tx, circle)


_DRAW = about_circle(_draw)
JOBS = {
    "round.notice": Job(about_circle(_announce)),
    "round.draw": Job(_DRAW, grace=rules.GRACE, too_late=about_circle(_too_late), prepare=_draft),
    "round.close": Job(about_circle(_close)),
}
