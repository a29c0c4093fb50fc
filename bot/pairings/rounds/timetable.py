"""Plan when the rounds of a circle happen."""

import datetime as dt

from bot.core import schedule
from bot.dates.recurrence import local_date, working_days_before
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.records import PairingRound
from bot.store.engine import Transaction


async def schedule_round(tx: Transaction, program: PairingProgram, day: dt.date) -> None:
    """Note the notice and the draw of one round."""
    await schedule.schedule(
        tx, program.workspace, "round.notice", str(program.id), rules.notice_at(program, day), day
    )
    await schedule.schedule(
        tx, program.workspace, "round.draw", str(program.id), rules.draw_at(program, day), day
    )


async def schedule_following(
    tx: Transaction, program: PairingProgram, done: dt.date, now: dt.datetime
) -> dt.datetime | None:
    """Note the round after one that is done with; give the instant of its draw."""
    day = rules.following_day(program, done, now)
    if day is None:
        return None
    await schedule_round(tx, program, day)
    return rules.draw_at(program, day)


async def schedule_during(tx: Transaction, program: PairingProgram, running: PairingRound) -> None:
    """Note what happens while a round runs."""
    when = {"round.nudge": running.drawn_at + rules.NUDGE_AFTER}
    if running.ends_at - running.drawn_at >= rules.LONG_ROUND:
        when["round.midpoint"] = running.midpoint
    for kind, due in when.items():
        await schedule.schedule(
            tx, program.workspace, kind, str(program.id), due, running.local_date
        )


async def reschedule_rounds(
    tx: Transaction, program: PairingProgram, now: dt.datetime
) -> dt.datetime | None:
    """Drop what was planned and plan the next round by new settings; give the instant of its draw.

    A round that runs already goes on until that draw; in a circle that ends it still has its
    check-in and its close.
    """
    await records.unschedule_rounds(tx, program)
    running = await round_records.last_round(tx, program)
    if not program.active:
        if running and running.state == "drawn":
            await _schedule_end(tx, program, running)
        return None
    day = rules.first_day(program, running.local_date if running else None, now)
    if day is None:
        return None
    await schedule_round(tx, program, day)
    await round_records.move_round_end(tx, program, rules.draw_at(program, day))
    return rules.draw_at(program, day)


async def _schedule_end(tx: Transaction, program: PairingProgram, running: PairingRound) -> None:
    last_day = working_days_before(local_date(running.ends_at, program.zone), 1, program.blackout)
    ends = {"round.checkin": rules.draw_at(program, last_day), "round.close": running.ends_at}
    for kind, due in ends.items():
        await schedule.schedule(
            tx, program.workspace, kind, str(program.id), due, running.local_date
        )
