"""Timetable of a program: what is scheduled before, during and after a round."""

import datetime as dt

from bot.core import schedule
from bot.core.signals import HoursChanged
from bot.dates.local_time import local_date
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.records import PairingRound
from bot.store.engine import Transaction


async def schedule_round(tx: Transaction, program: PairingProgram, day: dt.date) -> None:
    """Schedule the notice and the draw of the round of a day."""
    await _schedule(tx, program, "round.notice", rules.notice_at(program, day), day)
    await _schedule(tx, program, "round.draw", rules.draw_at(program, day), day)


async def schedule_following(
    tx: Transaction, program: PairingProgram, done: dt.date, now: dt.datetime
) -> dt.datetime | None:
    """Schedule the round after the one of `done`; return when it is drawn, or None."""
    day = rules.following_day(program, done, now)
    if day is None:
        return None

    await schedule_round(tx, program, day)
    return rules.draw_at(program, day)


async def schedule_during(tx: Transaction, program: PairingProgram, running: PairingRound) -> None:
    """Schedule the nudge of a running round, and the check-in at its midpoint if it is long."""
    nudge_at = running.drawn_at + rules.NUDGE_AFTER
    await _schedule(tx, program, "round.nudge", nudge_at, running.local_date)
    if running.ends_at - running.drawn_at >= rules.LONG_ROUND:
        await _schedule(tx, program, "round.midpoint", running.midpoint, running.local_date)


async def reschedule_rounds(
    tx: Transaction, program: PairingProgram, now: dt.datetime
) -> dt.datetime | None:
    """Reschedule a program after its settings changed; return when it draws next, or None.

    A running round is extended or cut to that draw; if the program was stopped, the round keeps its
    end, with a check-in.
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


async def reschedule_channels(tx: Transaction, signal: HoursChanged) -> None:
    """Reschedule the rounds of a channel, or of all, after its hours changed.

    A round that was announced takes place as announced.
    """
    for program in await records.active_programs(tx, signal.workspace):
        if signal.channel not in ("", program.channel):
            continue
        following = await records.next_draw(tx, program)
        if following is None or rules.notice_at(program, following[0]) > signal.now:
            await reschedule_rounds(tx, program, signal.now)


async def _schedule_end(tx: Transaction, program: PairingProgram, running: PairingRound) -> None:
    day = running.local_date
    last_day = local_date(running.ends_at, program.zone)
    await _schedule(tx, program, "round.checkin", rules.notice_at(program, last_day), day)
    await _schedule(tx, program, "round.close", running.ends_at, day)


async def _schedule(
    tx: Transaction, program: PairingProgram, kind: str, due: dt.datetime, day: dt.date
) -> None:
    await schedule.schedule(tx, program.workspace, kind, program.subject, due, day)
