"""Commands and buttons of members: join, leave, pause, and skip single rounds."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct, structs

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.parser import DateInPast, UnreadableDate
from bot.dates.periods import parse_days
from bot.pairings import rules
from bot.pairings.keys import notice_subject
from bot.pairings.programs import hosts, records
from bot.pairings.programs.access import candidate_programs, program_of_click
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.rounds import confirmation, group_details, notices
from bot.pairings.rounds.late_joiners import place_late_joiner
from bot.pairings.rounds.once import people_done
from bot.pairings.rounds.opt_outs import pending_round
from bot.pairings.rounds.records import PairingRound
from bot.pairings.views import confirmation as still_views
from bot.pairings.views import invitation as views
from bot.pairings.views import joined as joined_views
from bot.pairings.views.joined import FirstRound
from bot.people import newcomers, one_line
from bot.people import records as people
from bot.people.records import Person
from bot.people.rules import STOPPING
from bot.people.views.pauses import long_date
from bot.people.views.problems import input_problem
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Part
from bot.ui.speech import mark, say
from bot.ui.text import Instant

router = Router()

PAUSE_LENGTH = dt.timedelta(days=30)


class UpcomingRound(Struct, frozen=True):
    """A round that is still to be drawn."""

    program: PairingProgram
    day: dt.date
    draw: Instant


@router.command(
    "mingle join",
    mark("Take part in the lunch pairings of a channel"),
    Role.ANYONE,
    example="/mingle join",
    also=(
        "in",
        "start",
        "subscribe",
        "sign up",
        "signup",
        "opt in",
        "optin",
        "enter",
        "round join",
    ),
)
async def join_here(call: Invocation, tx: Transaction) -> Answer:
    """Join the program of this channel or the only one; of several, ask which."""
    programs = await candidate_programs(call, tx)
    if len(programs) > 1:
        return Reply(views.which_program_card("people.join", programs))
    return await _join(call, tx, programs[0])


@router.command(
    "round once",
    mark("Take part in the next lunch round, and in no other"),
    Role.ANYONE,
    example="/round once",
)
async def join_once_here(call: Invocation, tx: Transaction) -> Answer:
    """Join this channel's program or the only one for one round; of several, ask which."""
    programs = await candidate_programs(call, tx)
    if len(programs) > 1:
        return Reply(views.which_program_card("people.once", programs))
    return await _join(call, tx, programs[0], once=True)


@router.command(
    "mingle leave",
    mark("Leave the lunch pairings of a channel"),
    Role.ANYONE,
    example="/mingle leave",
    also=(*STOPPING, "opt out of lunches", "round leave", "round stop"),
)
async def leave_here(call: Invocation, tx: Transaction) -> Answer:
    """Leave the program of this channel or the only one; of several, ask which."""
    programs = await candidate_programs(call, tx)
    if len(programs) > 1:
        return Reply(views.which_program_card("people.leave", programs))
    return await _leave(call, tx, programs[0])


@router.command(
    "mingle skip",
    mark("Sit out the next lunch round"),
    Role.ANYONE,
    Option(
        "day",
        mark("the day of the round, or nothing for the next one"),
        rest=True,
        posted=False,
        reads="days",
    ),
    example="/mingle skip",
    also=("not this time", "miss", "sit out", "skip next", "round skip", "lunch skip"),
)
async def skip_here(call: Invocation, tx: Transaction) -> Answer:
    """Skip the next round of this channel's program or of the only one; of several, ask which.

    A round that is drawn, but has not introduced the caller yet, is still the next one. A day that
    is named has to be that of the round: no other is skipped instead.
    """
    programs = await candidate_programs(call, tx)
    words = call.field_text("day")
    if words and words.casefold() not in rules.NEXT_ROUND:
        return await _skip_on(call, tx, programs, words)
    if len(programs) > 1:
        return Reply(views.which_program_card("lunch.skip", programs))
    return await _skip(call, tx, await _next_round(call, tx, programs[0]))


async def _skip_on(
    call: Invocation, tx: Transaction, programs: Sequence[PairingProgram], words: str
) -> Answer:
    """Skip the round of a day, or say which one could be skipped."""
    zone = (await people.get_caller(call, tx)).zone
    try:
        wanted = parse_days(words, call.now, zone)
    except (UnreadableDate, DateInPast) as error:
        raise Refusal(input_problem(error)) from error
    rounds = [await _next_round(call, tx, program) for program in programs]
    on_day = [upcoming for upcoming in rounds if wanted.first <= upcoming.day <= wanted.last]
    if not on_day:
        raise Refusal(views.no_round_on(wanted, [upcoming.day for upcoming in rounds]))
    if len(on_day) > 1:
        those = [upcoming.program for upcoming in on_day]
        return Reply(views.which_program_card("lunch.skip", those))
    return await _skip(call, tx, on_day[0])


@router.button("people.join", Role.ANYONE)
async def join_program(call: Invocation, tx: Transaction) -> Answer:
    """Join a program by a button, or by the choice between several."""
    return await _join(call, tx, await program_of_click(call, tx))


@router.button("people.once", Role.ANYONE)
async def join_once(call: Invocation, tx: Transaction) -> Answer:
    """Join a program for one round by a button, or by the choice between several."""
    return await _join(call, tx, await program_of_click(call, tx), once=True)


@router.button("people.decline", Role.ANYONE)
async def decline_invitation(call: Invocation, tx: Transaction) -> Answer:
    """Decline an invitation; nobody is asked twice."""
    program = await program_of_click(call, tx)
    await _set_state(call, tx, program, "out")
    return Reply(views.declined_card())


@router.button("people.leave", Role.ANYONE)
async def leave_program(call: Invocation, tx: Transaction) -> Answer:
    """Leave a program by a button, or by the choice between several."""
    return await _leave(call, tx, await program_of_click(call, tx))


@router.button("people.stay", Role.ANYONE)
async def stay_in_program(call: Invocation, tx: Transaction) -> Answer:
    """Stay in after rounds of silence; the click ends the silence."""
    program = await program_of_click(call, tx)
    await _membership_of_caller(call, tx, program)
    await _record_click(call, tx, program)
    return Reply(views.stays_card(program))


@router.button("people.pause_month", Role.ANYONE)
async def pause_month(call: Invocation, tx: Transaction) -> Answer:
    """Pause the caller in all programs for a month."""
    program = await program_of_click(call, tx)
    await people.lock_people(tx, call.workspace, call.person)
    zone = (await people.get_caller(call, tx)).zone
    until = local_date(call.now, zone) + PAUSE_LENGTH
    await people.update_person(tx, call.workspace, call.person, paused_until=until)
    await notices.refresh_notices_of(tx, call.workspace, call.person)
    await _record_click(call, tx, program)
    noon = utc_instant(until, dt.time(12), zone)
    questions = await confirmation.ask_about_lunches(call, tx)
    return Reply(views.pauses_card(Instant(noon, zone, "day"), questions))


@router.button("lunch.skip", Role.ANYONE)
async def skip_round(call: Invocation, tx: Transaction) -> Answer:
    """Skip the round of a notice, or the next one of the program that was chosen."""
    if call.field_text("choice"):
        program = await program_of_click(call, tx)
        return await _skip(call, tx, await _next_round(call, tx, program))

    questions = await _ask_of_drawn_round(call, tx)
    if questions:
        return Reply(still_views.passed_skip_card(questions))
    return await _skip(call, tx, await _round_of_click(call, tx))


@router.button("lunch.unskip", Role.ANYONE)
async def unskip_round(call: Invocation, tx: Transaction) -> Answer:
    """Take part in a round after all."""
    upcoming = await _round_of_click(call, tx)
    member = await _membership_of_caller(call, tx, upcoming.program)
    await records.remove_skip(tx, upcoming.program, upcoming.day, call.person)
    await records.record_click(tx, upcoming.program, call.person, call.now)
    notice = notice_subject(upcoming.program, upcoming.day, member)
    await outbox.invalidate(tx, call.workspace, notice)
    return Reply(views.takes_part_card(upcoming.program, upcoming.draw))


async def _round_of_click(call: Invocation, tx: Transaction) -> UpcomingRound:
    number, _, day = call.value.partition(":")
    program = await records.find_program(tx, call.workspace, row_number(number))
    if program is None:
        raise Refusal(views.round_passed())

    await people.lock_people(tx, call.workspace, call.person)
    pending = await pending_round(tx, program, call.person)
    if pending and pending.local_date.isoformat() == day:
        return _drawn_round(program, pending)

    planned = await records.next_draw(tx, program)
    if planned is None or planned[0].isoformat() != day:
        raise Refusal(views.round_passed())
    return UpcomingRound(program, planned[0], Instant(planned[1], program.zone))


async def _ask_of_drawn_round(call: Invocation, tx: Transaction) -> list[Part]:
    """Return the question about a lunch of the round that a notice was about, if it stands."""
    number, _, day = call.value.partition(":")
    for details in await confirmation.introduced_groups(tx, call.workspace, call.person, call.now):
        drawn = details.round.local_date.isoformat()
        if details.program.id == row_number(number) and drawn == day:
            return list(still_views.question_parts(details, call.person))
    return []


async def _next_round(call: Invocation, tx: Transaction, program: PairingProgram) -> UpcomingRound:
    await people.lock_people(tx, call.workspace, call.person)
    pending = await pending_round(tx, program, call.person)
    if pending:
        return _drawn_round(program, pending)

    planned = await records.next_draw(tx, program)
    if planned is None:
        raise Refusal(say(views.NO_ROUND))
    return UpcomingRound(program, planned[0], Instant(planned[1], program.zone))


def _drawn_round(program: PairingProgram, drawn: PairingRound) -> UpcomingRound:
    return UpcomingRound(program, drawn.local_date, Instant(drawn.drawn_at, program.zone))


async def _join(
    call: Invocation, tx: Transaction, program: PairingProgram, *, once: bool = False
) -> Answer:
    before = await records.find_membership(tx, program, call.person)
    if once and before and before.state == "in" and not before.once:
        return Reply(joined_views.already_in_card(program))

    await _set_state(call, tx, program, "in", once=once)
    await _refresh_check_ins(call, tx)
    caller = await people.get_caller(call, tx)
    if not caller.describes_likes:
        await one_line.record_questions(tx, call.workspace, {call.person: one_line.AT_JOINING})
    is_new = before is None or before.state == "asked"
    first = await _first_round(call, tx, program, caller, is_new=is_new)
    today = local_date(call.now, caller.zone)
    offered = await newcomers.find_ahead(tx, call.workspace, call.person, today)
    host = await hosts.mention_host(tx, program)
    card = joined_views.joined_card(
        program,
        first,
        described=caller.describes_likes,
        once=once,
        ahead=offered,
        host=host,
    )
    return Reply(card)


async def _first_round(
    call: Invocation, tx: Transaction, program: PairingProgram, caller: Person, *, is_new: bool
) -> FirstRound:
    """Return what comes first for the caller, who has just joined, and match them if it is time."""
    if caller.paused_until and people.is_paused(caller, local_date(call.now, program.zone)):
        return FirstRound(paused_until=long_date(caller.paused_until))

    chance = await place_late_joiner(tx, program, call.person, call.now, call.rng)
    planned = await records.next_draw(tx, program)
    if planned is None:
        first = FirstRound(is_first=is_new)
    else:
        draw = Instant(planned[1], program.zone)
        later = rules.notice_at(program, planned[0]) > call.now
        first = FirstRound(draw, is_new, is_announced_later=later)
    if chance and chance.company:
        company = chance.company
        return structs.replace(first, company=company.names, at_once=company.at_once)
    if chance:
        return structs.replace(first, waits_until=Instant(chance.until, program.zone))
    return first


async def _refresh_check_ins(call: Invocation, tx: Transaction) -> None:
    """Render the caller's check-ins again, which ask whoever is in for one round to stay."""
    for details in await group_details.load_open_groups_of(tx, call.workspace, call.person):
        mine = [member for member in details.members if member.person == call.person]
        questions = [Subject("checkin", member.id) for member in mine]
        await outbox.invalidate(tx, call.workspace, *questions)


async def _leave(call: Invocation, tx: Transaction, program: PairingProgram) -> Answer:
    await people.lock_people(tx, call.workspace, call.person)
    await _membership_of_caller(call, tx, program)
    await _set_state(call, tx, program, "out")
    questions = await confirmation.ask_about_lunches(call, tx, program)
    return Reply(views.left_card(program, questions))


async def _skip(call: Invocation, tx: Transaction, upcoming: UpcomingRound) -> Answer:
    member = await _membership_of_caller(call, tx, upcoming.program)
    is_running = upcoming.draw.at <= call.now  # and has not introduced the caller yet
    if not is_running and call.person in await people_done(tx, upcoming.program):
        raise Refusal(views.once_is_running())
    await records.add_skip(tx, upcoming.program, upcoming.day, call.person)
    await records.record_click(tx, upcoming.program, call.person, call.now)
    notice = notice_subject(upcoming.program, upcoming.day, member)
    await outbox.invalidate(tx, call.workspace, notice)
    return Reply(views.skips_card(upcoming.program, upcoming.day.isoformat(), upcoming.draw))


async def _membership_of_caller(
    call: Invocation, tx: ReadTransaction, program: PairingProgram
) -> Membership:
    member = await records.find_membership(tx, program, call.person)
    if member is None or member.state != "in":
        raise Refusal(views.not_in())
    return member


async def _set_state(
    call: Invocation, tx: Transaction, program: PairingProgram, state: str, *, once: bool = False
) -> None:
    await records.set_membership_state(tx, program, call.person, state, call.now, once=once)
    await _invalidate_cards(call, tx, program)


async def _record_click(call: Invocation, tx: Transaction, program: PairingProgram) -> None:
    await records.record_click(tx, program, call.person, call.now)
    await _invalidate_cards(call, tx, program)


async def _invalidate_cards(call: Invocation, tx: Transaction, program: PairingProgram) -> None:
    member = await records.find_membership(tx, program, call.person)
    if member is None:
        return

    subjects = [Subject("invite", member.id)]
    planned = await records.next_draw(tx, program)
    if planned:
        subjects.append(notice_subject(program, planned[0], member))
    await outbox.invalidate(tx, call.workspace, *subjects)
