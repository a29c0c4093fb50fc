"""Let people in and out of circles, and out of single rounds."""

import datetime as dt

from msgspec import Struct

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.dates.local_time import local_date, utc_instant
from bot.pairings.keys import notice_subject
from bot.pairings.programs import records
from bot.pairings.programs.access import _candidate_programs
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.views import invitation as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Instant

router = Router()

PAUSE_LENGTH = dt.timedelta(days=30)


class UpcomingRound(Struct, frozen=True):
    """One round of a circle that is still to be drawn."""

    program: PairingProgram
    day: dt.date
    draw: Instant


@router.command(
    "mingle join",
    "Take part in the lunch pairings of a channel",
    Role.ANYONE,
    example="/mingle join",
)
async def join_here(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody into the circle of this channel, or the only one."""
    return await _ask_which_program(call, tx, "people.join") or await _join(
        call, tx, await _only_one(call, tx)
    )


@router.command(
    "mingle leave", "Leave the lunch pairings of a channel", Role.ANYONE, example="/mingle leave"
)
async def leave_here(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody out of the circle of this channel, or the only one they are in."""
    return await _ask_which_program(call, tx, "people.leave") or await _leave(
        call, tx, await _only_one(call, tx)
    )


@router.command("mingle skip", "Sit out the next lunch round", Role.ANYONE, example="/mingle skip")
async def skip_here(call: Invocation, tx: Transaction) -> Answer:
    """Skip the next round in this channel's circle, or in the only one."""
    choice = await _ask_which_program(call, tx, "lunch.skip")
    return choice or await _skip(call, tx, await _next_round(tx, await _only_one(call, tx)))


@router.button("people.join", Role.ANYONE)
async def join_program(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody in who clicked."""
    return await _join(call, tx, await _program_of_click(call, tx))


@router.button("people.decline", Role.ANYONE)
async def decline_invitation(call: Invocation, tx: Transaction) -> Answer:
    """Take a no; nobody is asked twice."""
    circle = await _program_of_click(call, tx)
    await _set(call, tx, circle, "out")
    return Reply(views.declined_card())


@router.button("people.leave", Role.ANYONE)
async def leave_program(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody out who clicked."""
    return await _leave(call, tx, await _program_of_click(call, tx))


@router.button("people.stay", Role.ANYONE)
async def stay_in_program(call: Invocation, tx: Transaction) -> Answer:
    """Keep somebody in who had been silent."""
    circle = await _program_of_click(call, tx)
    await _member(call, tx, circle)
    await _touch(call, tx, circle)
    return Reply(views.stays_card(circle))


@router.button("people.pause_month", Role.ANYONE)
async def pause_month(call: Invocation, tx: Transaction) -> Answer:
    """Pause everything for somebody for a month."""
    circle = await _program_of_click(call, tx)
    zone = (await people.get_caller(call, tx)).zone
    until = local_date(call.now, zone) + PAUSE_LENGTH
    await people.update_person(tx, call.workspace, call.person, paused_until=until)
    await _touch(call, tx, circle)
    return Reply(views.pauses_card(Instant(utc_instant(until, dt.time(12), zone), zone, "day")))


@router.button("lunch.skip", Role.ANYONE)
async def skip_round(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody sit out one round."""
    if call.field_text("choice"):
        return await _skip(call, tx, await _next_round(tx, await _program_of_click(call, tx)))
    return await _skip(call, tx, await _round_of(call, tx))


@router.button("lunch.unskip", Role.ANYONE)
async def unskip_round(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody take part in a round after all."""
    chosen = await _round_of(call, tx)
    mine = await _member(call, tx, chosen.program)
    await records.remove_skip(tx, chosen.program, chosen.day, call.person)
    await records.record_click(tx, chosen.program, call.person, call.now)
    await outbox.invalidate(tx, call.workspace, notice_subject(chosen.program, chosen.day, mine))
    return Reply(views.takes_part_card(chosen.program, chosen.draw))


async def _ask_which_program(call: Invocation, tx: ReadTransaction, action: str) -> Answer:
    circles = await _candidate_programs(call, tx)
    return Reply(views.which_program_card(action, circles)) if len(circles) > 1 else None


async def _only_one(call: Invocation, tx: ReadTransaction) -> PairingProgram:
    return (await _candidate_programs(call, tx))[0]


async def _program_of_click(call: Invocation, tx: ReadTransaction) -> PairingProgram:
    circle = await records.find_program(
        tx, call.workspace, row_number(call.field_text("choice") or call.value)
    )
    if circle is None or not circle.active:
        raise Refusal(views.PROGRAM_STOPPED)
    return circle


async def _round_of(call: Invocation, tx: ReadTransaction) -> UpcomingRound:
    number, _, day = call.value.partition(":")
    circle = await records.find_program(tx, call.workspace, row_number(number))
    planned = await records.next_draw(tx, circle) if circle else None
    if circle is None or planned is None or planned[0].isoformat() != day:
        raise Refusal(views.ROUND_PASSED)
    return UpcomingRound(circle, planned[0], Instant(planned[1], circle.zone))


async def _next_round(tx: ReadTransaction, program: PairingProgram) -> UpcomingRound:
    planned = await records.next_draw(tx, program)
    if planned is None:
        raise Refusal(views.NO_ROUND)
    return UpcomingRound(program, planned[0], Instant(planned[1], program.zone))


async def _join(call: Invocation, tx: Transaction, program: PairingProgram) -> Answer:
    await _set(call, tx, program, "in")
    planned = await records.next_draw(tx, program)
    return Reply(views.joined_card(program, Instant(planned[1], program.zone) if planned else None))


async def _leave(call: Invocation, tx: Transaction, program: PairingProgram) -> Answer:
    await _member(call, tx, program)
    await _set(call, tx, program, "out")
    return Reply(views.left_card(program))


async def _skip(call: Invocation, tx: Transaction, chosen: UpcomingRound) -> Answer:
    mine = await _member(call, tx, chosen.program)
    await records.add_skip(tx, chosen.program, chosen.day, call.person)
    await records.record_click(tx, chosen.program, call.person, call.now)
    await outbox.invalidate(tx, call.workspace, notice_subject(chosen.program, chosen.day, mine))
    return Reply(views.skips_card(chosen.program, chosen.day.isoformat(), chosen.draw))


async def _member(call: Invocation, tx: ReadTransaction, program: PairingProgram) -> Membership:
    mine = await records.find_membership(tx, program, call.person)
    if mine is None or mine.state != "in":
        raise Refusal(views.NOT_IN)
    return mine


async def _set(call: Invocation, tx: Transaction, program: PairingProgram, state: str) -> None:
    await records.set_membership_state(tx, program, call.person, state, call.now)
    await _invalidate_cards(call, tx, program)


async def _touch(call: Invocation, tx: Transaction, program: PairingProgram) -> None:
    await records.record_click(tx, program, call.person, call.now)
    await _invalidate_cards(call, tx, program)


async def _invalidate_cards(call: Invocation, tx: Transaction, program: PairingProgram) -> None:
    mine = await records.find_membership(tx, program, call.person)
    planned = await records.next_draw(tx, program)
    if mine:
        notices = [notice_subject(program, planned[0], mine)] if planned else []
        await outbox.invalidate(tx, call.workspace, f"invite:{mine.id}", *notices)
