"""Changes of the next round by an organiser: moved, left out, and put back."""

import datetime as dt

from bot.core.interactions import Refusal
from bot.pairings import rules
from bot.pairings.agreements.records import last_moment
from bot.pairings.programs import change_records, records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.programs.round_changes import RoundChange, with_change, without_change
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds import timetable
from bot.pairings.rounds.corrections import correct_notices, refresh_notices
from bot.pairings.views import changes as views
from bot.pairings.views.changes import NextRound
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say


async def find_next_round(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime
) -> NextRound:
    """Return the next round of a program, where it can be moved, and which can be put back."""
    left_out = []
    for change in program.changes:
        if change.moved_to is None and await _may_put_back(tx, program, change.day, now):
            left_out.append(change.day)

    following = await records.next_draw(tx, program)
    if following is None:
        return NextRound(None, None, left_out=left_out)
    day = following[0]
    date = rules.round_date(program, day)
    returns = date != day and await _may_put_back(tx, program, day, now)
    dates = await _move_dates(tx, program, day, now)
    return NextRound(day, date, dates, left_out, returns)


async def move_round(
    tx: Transaction, program: PairingProgram, day: dt.date, date: dt.date, now: dt.datetime
) -> PairingProgram:
    """Move the round of a day to another date; whoever was told of it hears so."""
    if date not in await _move_dates(tx, program, day, now):
        raise Refusal(views.not_a_date())
    return await _change(tx, program, day, RoundChange(day, date), now)


async def leave_out(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> PairingProgram:
    """Leave out the round of a day; the running one goes on until the next."""
    return await _change(tx, program, day, RoundChange(day), now)


async def put_back(
    tx: Transaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> PairingProgram:
    """Put a round that was moved or left out back on its own day."""
    if not await _may_put_back(tx, program, day, now):
        raise Refusal(say(views.NOT_BACK))
    return await _change(tx, program, day, None, now)


async def _change(
    tx: Transaction,
    program: PairingProgram,
    day: dt.date,
    change: RoundChange | None,
    now: dt.datetime,
) -> PairingProgram:
    """Save a change and reschedule; the caller holds the lock of the program."""
    before = await records.next_draw(tx, program)
    if before is None or not await change_records.withdraw_draw(tx, program, before[0]):
        raise Refusal(views.drawn_already())

    if change:
        since = await records.last_round_date(tx, program) or day
        changed = with_change(program.changes, change, since)
    else:
        changed = without_change(program.changes, day)
    changed_program = await change_records.save_changes(tx, program, changed)
    is_left_out = change is not None and change.moved_to is None
    await timetable.reschedule_rounds(tx, changed_program, now, None if is_left_out else day)
    await correct_notices(tx, changed_program, day, now)
    for other in changed:
        if other.moved_to is None and other.day != day:
            await refresh_notices(tx, changed_program, other.day)
    return changed_program


async def _may_put_back(
    tx: ReadTransaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> bool:
    last_day = await records.last_round_date(tx, program)
    if last_day and last_day >= day:
        return False
    announced = await change_records.is_announced(tx, program, day)
    return rules.may_put_back(program, day, now, announced=announced)


async def _move_dates(
    tx: ReadTransaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> list[dt.date]:
    """Return where a round can be moved to, after all that the running one still offers."""
    not_before = now
    running = await round_records.last_round(tx, program)
    if running and running.state == "drawn":
        offered = await last_moment(tx, running.workspace, running.id)
        not_before = max(now, offered or now)
    return rules.move_dates(program, day, now, not_before)
