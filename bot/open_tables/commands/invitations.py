"""`/lunch with`: invite colleagues to lunch."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.open_tables import records, rules, seats
from bot.open_tables.access import may_ask
from bot.open_tables.form_input import TableRequest, channel_for_lunch, read_table_request
from bot.open_tables.notifications import ASKED
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers, invitations
from bot.people import records as people
from bot.people.hours.records import working_time_of
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.speech import mark, say
from bot.ui.text import Mention

router = Router()
_PEOPLE = ("person", "second", "third")  # the options that name colleagues
_ONESELF = frozenset(("me", "myself", "mich", "mir", "moi", "mi", "conmigo", "yourself", "mingle"))


@router.command(
    "lunch with",
    mark("Ask a colleague to lunch"),
    Role.ANYONE,
    Option(
        "person",
        mark("whom you would like to eat with"),
        "person",
        required=True,
        also=("who", "with"),
    ),
    Option(
        "when",
        mark("a day and a time, such as tomorrow 12:30"),
        rest=True,
        posted=True,
        reads="lunch",
        also=rules.NAMES_OF_WHEN,
    ),
    Option("second", mark("another colleague"), "person"),
    Option("third", mark("one more colleague"), "person"),
    Option("at", mark("where you eat"), posted=True, also=rules.NAMES_OF_PLACE),
    Option(
        "topic",
        mark("what you would like to talk about"),
        posted=True,
        also=rules.NAMES_OF_TOPIC,
    ),
    example="/lunch with @Jun tomorrow 12:30",
    also=("invite", "ask"),
)
async def invite_colleagues(call: Invocation, tx: Transaction) -> Answer:
    """Open a table and invite colleagues to it, or ask for what is missing in the form."""
    caller = await people.get_caller(call, tx)
    named = [call.field_text(name) for name in _PEOPLE if call.field_text(name)]
    if any(word.casefold().strip("@") in _ONESELF for word in named) or caller.id in named:
        raise Refusal(invitations.not_with_yourself())
    invited, problem = await _find_named(call, tx, named)
    request, errors = read_table_request(call, caller.zone)
    question = problem or request.asked
    if not question and not errors and not call.field_text("when"):
        question = say(answers.ASK_WHEN)
    if question:
        return OpenForm(
            invitations.invitation_form(
                invited,
                call.field_text("when"),
                (call.field_text("at"), call.field_text("topic")),
                caller.zone,
                question,
            )
        )
    if errors:
        raise Refusal(next(iter(errors.values())))
    return await _invite(call, tx, caller, invited, request)


@router.form(
    "invite.create", Role.ANYONE, posted=("at", "topic"), unposted=("when",), people=("people",)
)
async def submit_invitation(call: Invocation, tx: Transaction) -> Answer:
    """Open a table and invite the colleagues in the form, or return the errors at its fields."""
    caller = await people.get_caller(call, tx)
    request, errors = read_table_request(call, caller.zone)
    invited = list(dict.fromkeys(call.field_values("people")))
    here = [person for person in invited if belongs_to_workspace(person, call.workspace)]
    if caller.id in invited:
        errors["people"] = invitations.not_with_yourself()
    elif not here or here != invited or len(here) > len(_PEOPLE):
        errors["people"] = invitations.choose_colleagues(len(_PEOPLE))
    if request.starts_at is None:
        errors.setdefault("when", say(answers.ASK_WHEN))
    if errors:
        return FormErrors(errors)
    return await _invite(call, tx, caller, invited, request)


@router.button("table.ask", Role.ANYONE)
async def ask_to_own_table(call: Invocation, tx: Transaction) -> Answer:
    """Ask a colleague to a table that the caller hosts already."""
    number, _, invited = call.value.partition(":")
    table = await records.find_table_for_update(tx, call.workspace, row_number(number))
    if table is None or table.state != "open" or call.now >= table.starts_at:
        raise Refusal(answers.table_gone())
    if table.host.person != call.person:
        raise Refusal(answers.host_only(organiser=call.organiser))
    if not belongs_to_workspace(invited, call.workspace) or invited == call.person:
        raise Refusal(invitations.nobody_named())
    if not table.free_seats:
        return Reply(answers.table_full_card(table, []))
    await _refuse_beyond_allowance(call, tx, invited)
    await _send_invitation(call, tx, table, invited)
    known = await people.find_people(tx, call.workspace, [invited])
    mentions = [known[invited].mention] if invited in known else [Mention(invited, "them")]
    return Reply(invitations.invitation_sent_card(table, mentions, call.now))


async def _find_named(
    call: Invocation, tx: Transaction, named: Sequence[str]
) -> tuple[list[str], str]:
    """Return the people who are named by id or by name, and what to ask where that is not clear."""
    found: list[str] = []
    problem = ""
    if not named:
        return [], say(invitations.WHOM)
    everybody = await people.list_people(tx, call.workspace)
    for words in named:
        if belongs_to_workspace(words, call.workspace):
            found.append(words)
            continue
        fitting = [p for p in rules.called(words, everybody) if p.id != call.person]
        if len(fitting) == 1:
            found.append(fitting[0].id)
        elif fitting:
            problem = problem or invitations.which_of_them(words, [p.name for p in fitting])
        else:
            problem = problem or invitations.nobody_called(words)
    return list(dict.fromkeys(found)), problem


async def _invite(
    call: Invocation,
    tx: Transaction,
    caller: Person,
    invited: Sequence[str],
    request: TableRequest,
) -> Answer:
    if not invited:
        raise Refusal(invitations.nobody_named())
    working_time = await working_time_of(tx, call.workspace, caller)
    starts_at = (
        request.starts_at
        or rules.next_lunch(call.now, caller.zone)
        or rules.lunch_after(call.now, caller.zone, working_time)
    )
    return await _ask(call, tx, caller, invited, starts_at, request)


async def ask_to_lunch(
    call: Invocation, tx: Transaction, invited: str, starts_at: datetime
) -> Answer:
    """Open a table for the caller and one colleague, and ask the colleague, if both are free."""
    caller = await people.get_caller(call, tx)
    request = TableRequest(starts_at, 2, "", "")
    return await _ask(call, tx, caller, [invited], starts_at, request)


async def _ask(
    call: Invocation,
    tx: Transaction,
    caller: Person,
    invited: Sequence[str],
    starts_at: datetime,
    request: TableRequest,
) -> Answer:
    known = await people.find_people(tx, call.workspace, list(invited))
    mentions = [
        known[person].mention if person in known else Mention(person, "them") for person in invited
    ]
    clashes = await records.overlapping_for_update(tx, call.workspace, caller.id, starts_at)
    if clashes:
        own = clashes[0]
        if own.host.person == caller.id and own.free_seats and call.now < own.starts_at:
            return Reply(invitations.own_table_offer_card(own, mentions, call.now))
        return Reply(answers.seat_clash_card(own, call.now))

    for person in invited:
        await _refuse_beyond_allowance(call, tx, person)
    table = await _open_table(call, tx, caller, starts_at, request, 1 + len(invited))
    for person in invited:
        await _send_invitation(call, tx, table, person)
    return Reply(invitations.invitation_sent_card(table, mentions, call.now))


async def _refuse_beyond_allowance(call: Invocation, tx: Transaction, invited: str) -> None:
    """Refuse a request for which the week of the invited person has no place.

    The words are the same whatever the reason, so that nobody learns how often others asked.
    """
    person = await people.find_person(tx, call.workspace, invited)
    name = person.name if person else "them"
    await people.lock_people(tx, call.workspace, call.person, invited)
    if not await may_ask(tx, call.workspace, call.person, invited, call.now):
        raise Refusal(invitations.ask_in_person(name))


async def _open_table(
    call: Invocation,
    tx: Transaction,
    caller: Person,
    starts_at: datetime,
    request: TableRequest,
    seats_wanted: int,
) -> OpenTable:
    channel, name = await channel_for_lunch(call, tx)
    return await seats.open_table(
        tx,
        call.workspace,
        (caller.mention,),
        call.now,
        office=caller.office,
        starts_at=starts_at,
        seats=seats_wanted,
        place=request.place,
        topic=request.topic,
        zone=caller.zone,
        channel=channel,
        channel_name=name,
    )


async def _send_invitation(
    call: Invocation, tx: Transaction, table: OpenTable, invited: str
) -> None:
    # Somebody who avoids the caller gets no invitation. The caller's answer is the same, so that
    # nobody learns of the list; and the request counts as any other.
    avoided = call.person in await people.avoid_list(tx, call.workspace, invited)
    key = records.request_key(table.subject, invited, call.person)
    await outbox.send_dm(
        tx,
        call.workspace,
        key,
        invited,
        None,
        subject=Subject("asked", table.id, invited),
        reason=ASKED,
        due=call.now,
        expires=table.starts_at,
    )
    if avoided:
        await outbox.cancel_messages(tx, call.workspace, key)
