"""Timetable of a program: what is scheduled before, during and after a round."""

import datetime as dt
from itertools import takewhile

from bot.core import outbox, schedule
from bot.core.signals import HoursChanged
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.pairings import rules
from bot.pairings.programs import change_records, records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.corrections import correct_notices
from bot.pairings.rounds.records import PairingRound
from bot.pairings.rounds.running_cards import refresh_cards
from bot.store.engine import ReadTransaction, Transaction


async def schedule_round(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> None:
    """Schedule the notice and the draw of the round of a day, and a look at its channel before.

    If it was announced already, whoever has joined since hears of it by a second notice.
    """
    announced_at = rules.notice_at(program, day)
    await _schedule(tx, program, "round.notice", announced_at, day)
    await _schedule(tx, program, "round.look", rules.look_at(program, day), day)
    await _schedule(tx, program, "round.draw", rules.draw_at(program, day), day)
    if announced_at > now and await change_records.is_announced(tx, program, day):
        await _schedule(tx, program, "round.second_notice", announced_at, day)


async def schedule_following(
    tx: Transaction, program: PairingProgram, done: dt.date, now: dt.datetime
) -> dt.datetime | None:
    """Schedule the round after the one of `done`; return when it is drawn, or None."""
    day = rules.following_day(program, done, now)
    if day is None:
        return None

    await schedule_round(tx, program, day, now)
    return rules.draw_at(program, day)


async def schedule_during(tx: Transaction, program: PairingProgram, running: PairingRound) -> None:
    """Schedule the nudge of a running round, and the check-in at its midpoint if it is long."""
    nudge_at = running.drawn_at + rules.NUDGE_AFTER
    await _schedule(tx, program, "round.nudge", nudge_at, running.local_date)
    if running.ends_at - running.drawn_at >= rules.LONG_ROUND:
        await _schedule(tx, program, "round.midpoint", running.midpoint, running.local_date)


async def schedule_since(
    tx: Transaction, program: PairingProgram, running: PairingRound, group: int, now: dt.datetime
) -> None:
    """Schedule the nudge of a group that was made after the draw, and its midpoint's check-in.

    Both are counted from its own introduction.
    """
    about, day = Subject("group", group), local_date(now, program.zone)
    ahead = [("group.nudge", now + rules.NUDGE_AFTER, day)]
    if running.ends_at - now >= rules.LONG_ROUND:
        midpoint = rules.round_midpoint(program, now, running.ends_at)
        ahead.append(("group.check_in", midpoint, day))
    await schedule.schedule_many(tx, program.workspace, about, ahead)


async def reschedule_rounds(
    tx: Transaction, program: PairingProgram, now: dt.datetime, day: dt.date | None = None
) -> dt.datetime | None:
    """Reschedule a program after its settings changed; return when it draws next, or None.

    A round that was announced takes place on its day wherever the settings still allow it; without
    it, `day` may name the one to draw. Whoever was told of another time hears of the change. A
    running round is extended or cut to the next draw; if the program was stopped, the round keeps
    its end, with a check-in.
    """
    before = await records.next_draw(tx, program)
    await records.unschedule_rounds(tx, program)
    running = await round_records.last_round(tx, program)
    following = None
    if program.active:
        following = day or await _announced_day(tx, program, before, now)
        following = following or rules.first_day(
            program, running.local_date if running else None, now
        )
    elif running and running.state == "drawn":
        await _schedule_end(tx, program, running)

    if following:
        await schedule_round(tx, program, following, now)
        if running and running.state == "drawn":
            await _move_end(tx, program, running, rules.draw_at(program, following))
    await _correct(tx, program, before, now)
    return rules.draw_at(program, following) if following else None


async def plan_rounds_anew(tx: Transaction, program: PairingProgram, now: dt.datetime) -> None:
    """Reschedule a program for the next round that can be announced, whatever was announced."""
    last = await round_records.last_round(tx, program)
    day = rules.first_day(program, last.local_date if last else None, now)
    await reschedule_rounds(tx, program, now, day)


async def _announced_day(
    tx: ReadTransaction,
    program: PairingProgram,
    before: tuple[dt.date, dt.datetime] | None,
    now: dt.datetime,
) -> dt.date | None:
    """Return the day of the round that was to be drawn next if it was announced and still may."""
    if before is None or not await change_records.is_announced(tx, program, before[0]):
        return None
    day = before[0]
    days = takewhile(lambda other: other <= day, rules.round_days(program, day - rules.DAY))
    in_time = rules.draw_at(program, day) >= now + rules.SHORT_NOTICE
    return day if in_time and day in days else None


async def _move_end(
    tx: Transaction, program: PairingProgram, running: PairingRound, ends_at: dt.datetime
) -> None:
    if running.ends_at != ends_at:
        await round_records.move_round_end(tx, program, ends_at)
        await refresh_cards(tx, running)
        await outbox.invalidate(tx, program.workspace, running.subject)


async def _correct(
    tx: Transaction,
    program: PairingProgram,
    before: tuple[dt.date, dt.datetime] | None,
    now: dt.datetime,
) -> None:
    """Correct the notices of what was to be drawn, if that is not so any more."""
    if before and await records.next_draw(tx, program) != before:
        await correct_notices(tx, program, before[0], now)


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
