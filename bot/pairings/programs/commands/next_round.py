"""Command and buttons of organisers about the next round: move it, leave it out, put it back."""

import datetime as dt

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.pairings import rules
from bot.pairings.programs import change_records, records
from bot.pairings.programs.access import candidate_programs, program_of_click
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import changes
from bot.pairings.views import changes as views
from bot.pairings.views import invitation
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark
from bot.ui.text import Text

router = Router()


@router.command(
    "round next",
    mark("Move the next lunch round to another day, or leave it out"),
    Role.ORGANISER,
    example="/round next",
)
async def show_next_round(call: Invocation, tx: Transaction) -> Answer:
    """Show the next round of this channel's program or of the only one; of several, ask which."""
    programs = await candidate_programs(call, tx)
    if len(programs) > 1:
        return Reply(invitation.which_program_card("round.plan", programs))
    return await _answer(call, tx, programs[0])


@router.button("round.plan", Role.ORGANISER)
async def show_planned_round(call: Invocation, tx: Transaction) -> Answer:
    """Show the next round of a program, by a button or by the choice between several."""
    return await _answer(call, tx, await program_of_click(call, tx))


@router.button("round.move", Role.ORGANISER)
async def move_round(call: Invocation, tx: Transaction) -> Answer:
    """Move the next round to the date of a button, or to the one that was chosen."""
    value = call.field_text("choice") or call.value
    program, day, shown, to = await _read(call, tx, value)
    if to is None:
        raise Refusal(views.not_a_date())

    date = rules.round_date(program, day)
    if date == to:
        return await _answer(call, tx, program, views.already_so_text())
    if not await _is_next(tx, program, day) or date != shown:
        return await _answer(call, tx, program, views.changed_since_text())
    program = await changes.move_round(tx, program, day, to, call.now)
    return await _answer(call, tx, program, views.moved_text(program, to))


@router.button("round.leave_out", Role.ORGANISER)
async def leave_out_round(call: Invocation, tx: Transaction) -> Answer:
    """Leave out the next round."""
    program, day, shown, _ = await _read(call, tx, call.value)
    change = program.change_of(day)
    if change and change.moved_to is None:
        return await _answer(call, tx, program, views.already_so_text())
    date = rules.round_date(program, day)
    if not await _is_next(tx, program, day) or date != shown:
        return await _answer(call, tx, program, views.changed_since_text())
    program = await changes.leave_out(tx, program, day, call.now)
    return await _answer(call, tx, program, views.left_out_text(date))


@router.button("round.put_back", Role.ORGANISER)
async def put_round_back(call: Invocation, tx: Transaction) -> Answer:
    """Put a round that was moved or left out back on its own day."""
    program, day, _, _ = await _read(call, tx, call.value)
    if program.change_of(day) is None:
        return await _answer(call, tx, program, views.already_so_text())
    program = await changes.put_back(tx, program, day, call.now)
    return await _answer(call, tx, program, views.put_back_text(program, day))


async def _read(
    call: Invocation, tx: Transaction, value: str
) -> tuple[PairingProgram, dt.date, dt.date | None, dt.date | None]:
    """Lock the program of a click; return it, the day, its date as shown, and the date to go to.

    The round of the day must not have been drawn.
    """
    number, *dates = value.split(":")
    days = [_date(text) for text in (*dates, "", "", "")]
    program = await change_records.lock_program(tx, call.workspace, row_number(number))
    if program is None or not program.active:
        raise Refusal(invitation.program_stopped())

    day = days[0]
    last_day = await records.last_round_date(tx, program)
    if day is None or (last_day and day <= last_day):
        raise Refusal(views.drawn_already())
    return program, day, days[1], days[2]


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


async def _is_next(tx: ReadTransaction, program: PairingProgram, day: dt.date) -> bool:
    following = await records.next_draw(tx, program)
    return following is not None and following[0] == day


async def _answer(
    call: Invocation, tx: ReadTransaction, program: PairingProgram, done: Text = ()
) -> Answer:
    upcoming = await changes.find_next_round(tx, program, call.now)
    return Reply(views.next_round_card(program, upcoming, done))
