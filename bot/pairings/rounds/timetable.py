"""Plan when the rounds of a circle happen."""

import datetime as dt

from bot.core import schedule
from bot.dates.recurrence import local_date, working_days_before
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import Circle
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.records import Round
from bot.store.engine import Transaction


async def plan_round(tx: Transaction, circle: Circle, day: dt.date) -> None:
    """Note the notice and the draw of one round."""
    await schedule.plan(tx, circle.workspace, "round.notice", str(circle.id), rules.notice_at(circle, day), day)
    await schedule.plan(tx, circle.workspace, "round.draw", str(circle.id), rules.draw_at(circle, day), day)


async def plan_following(tx: Transaction, circle: Circle, done: dt.date, now: dt.datetime) -> dt.datetime | None:
    """Note the round after one that is done with; give the instant of its draw."""
    day = rules.following_day(circle, done, now)
    if day is None:
        return None
    await plan_round(tx, circle, day)
    return rules.draw_at(circle, day)


async def plan_during(tx: Transaction, circle: Circle, running: Round) -> None:
    """Note what happens while a round runs."""
    when = {"round.nudge": running.drawn_at + rules.NUDGE_AFTER}
    if running.ends_at - running.drawn_at >= rules.LONG_ROUND:
        when["round.midpoint"] = running.midpoint
    for kind, due in when.items():
        await schedule.plan(tx, circle.workspace, kind, str(circle.id), due, running.local_date)


async def plan_anew(tx: Transaction, circle: Circle, now: dt.datetime) -> dt.datetime | None:
    """Drop what was planned and plan the next round by new settings; give the instant of its draw.

    A round that runs already goes on until that draw; in a circle that ends it still has its check-in and its close.
    """
    await records.forget_plans(tx, circle)
    running = await round_records.last_round(tx, circle)
    if not circle.active:
        if running and running.state == "drawn":
            await _plan_end(tx, circle, running)
        return None
    day = rules.first_day(circle, running.local_date if running else None, now)
    if day is None:
        return None
    await plan_round(tx, circle, day)
    await round_records.move_end(tx, circle, rules.draw_at(circle, day))
    return rules.draw_at(circle, day)


async def _plan_end(tx: Transaction, circle: Circle, running: Round) -> None:
    last_day = working_days_before(local_date(running.ends_at, circle.zone), 1, circle.blackout)
    ends = {"round.checkin": rules.draw_at(circle, last_day), "round.close": running.ends_at}
    for kind, due in ends.items():
        await schedule.plan(tx, circle.workspace, kind, str(circle.id), due, running.local_date)
