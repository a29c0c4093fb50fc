"""`/lunch` and the forms behind it: find a seat, or open a table."""

from datetime import datetime

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.ids import belongs_to_workspace, row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import zone_info
from bot.open_tables import notifications, records, rules
from bot.open_tables import seats as table_seats
from bot.open_tables.form_input import (
    TableRequest,
    channel_for_lunch,
    read_button_time,
    read_table_request,
)
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import answers
from bot.pairings.programs import channels as program_channels
from bot.people import records as people
from bot.people.hours.records import working_time_of
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card, past_moment
from bot.ui.speech import mark, say

router = Router()

_MAX_LISTED = 10


@router.command(
    "lunch",
    mark("Find company for lunch today"),
    Role.ANYONE,
    Option(
        "when",
        mark("a day and a time, such as tomorrow 12:30"),
        rest=True,
        posted=True,
        reads="lunch",
        also=rules.NAMES_OF_WHEN,
    ),
    Option(
        "seats",
        mark("how many seats, yours included (2 to 12)"),
        "number",
        also=rules.NAMES_OF_SEATS,
    ),
    Option("at", mark("where you eat"), posted=True, also=rules.NAMES_OF_PLACE),
    Option(
        "topic",
        mark("what you would like to talk about"),
        posted=True,
        also=rules.NAMES_OF_TOPIC,
    ),
    example='/lunch tomorrow 12:30 seats:4 at:"Ramen bar" topic:python',
    also=("/coffee", "/table", "/eat", "/food", "/lunchtime", "/breakfast", "/dinner"),
    people_go_to="lunch with",
)
async def find_lunch(call: Invocation, tx: Transaction) -> Answer:
    """Open a table as it was described; of nothing, offer today's free seats or the form.

    What is missing is asked for in the form, with all that was understood in it.
    """
    caller = await people.get_caller(call, tx)
    request, errors = read_table_request(call, caller.zone)
    if not any(call.fields.values()):
        return await _find_company(call, tx, caller)
    if errors.keys() == {"when"} and request.asked:
        return await _ask_for_time(call, tx, caller, request)
    if errors:
        raise Refusal(next(iter(errors.values())))
    if not call.field_text("when"):
        return await _ask_for_time(call, tx, caller, request)
    return await _open(call, tx, caller, request)


@router.command(
    "lunch tables",
    mark("See what is open today and tomorrow"),
    Role.ANYONE,
    also=(
        "list",
        "open",
        "who",
        "join",
        "status",
        "today's tables",
        "anything open",
        "what's open",
        "whats open",
        "any tables",
        "free seats",
        "show",
        "wer",
        "liste",
        "offen",
        "lista",
    ),
)
async def list_tables(call: Invocation, tx: Transaction) -> Answer:
    """List the tables of today and tomorrow."""
    caller = await people.get_caller(call, tx)
    until = rules.midnight_after(call.now, caller.zone, days=2)
    tables = await records.upcoming_tables(tx, call.workspace, call.now, until, _MAX_LISTED)
    return Reply(answers.open_tables_card(tables, caller.id))


@router.command(
    "lunch cancel",
    mark("Call your table off, or give your seat back"),
    Role.ANYONE,
    also=("stop", "leave", "off", "delete", "remove", "mine", "my table", "cancel my table"),
)
async def list_own_tables(call: Invocation, tx: Transaction) -> Answer:
    """Show the tables at which the caller sits, each with what ends it."""
    numbers = await records.tables_of_person(tx, call.workspace, call.person, call.now)
    found = [await records.find_table(tx, call.workspace, number) for number in numbers]
    tables = [table for table in found if table is not None]
    return Reply(answers.own_tables_card(tables[: answers.MAX_OFFERED], call.person, call.now))


@router.button("table.mend", Role.ANYONE)
async def ask_for_change(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a table that nobody else has joined yet, with all that it says."""
    table = await _own_table(call, tx)
    local = f"{table.starts_at.astimezone(zone_info(table.zone)):%Y-%m-%d %H:%M}"
    form = answers.table_form(
        local,
        str(table.seats),
        table.place,
        table.topic,
        table.channel,
        table.zone,
        changes=table.id,
    )
    return OpenForm(form)


@router.form("table.change_it", Role.ANYONE, posted=("at", "topic"), unposted=("when",))
async def change_table(call: Invocation, tx: Transaction) -> Answer:
    """Open the table anew as the form has it, in place of the one that was misunderstood."""
    table = await _own_table(call, tx)
    caller = await people.get_caller(call, tx)
    request, errors = read_table_request(call, table.zone)
    if errors or request.starts_at is None:
        return FormErrors(errors or {"when": past_moment("today")})
    clashes = await records.overlapping_for_update(tx, call.workspace, caller.id, request.starts_at)
    others = [other for other in clashes if other.id != table.id]
    if others:
        return FormErrors({"when": answers.seat_elsewhere(others[0])})
    changed = await table_seats.change_table(
        tx,
        call.workspace,
        table,
        call.now,
        starts_at=request.starts_at,
        seats=request.seats,
        place=request.place,
        topic=request.topic,
    )
    return Reply(answers.table_opened_card(changed, call.now))


@router.button("table.open", Role.ANYONE)
async def ask_for_table(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a table, with the time that the button names."""
    caller = await people.get_caller(call, tx)
    working_time = await working_time_of(tx, call.workspace, caller)
    when = read_button_time(call.value, call.now, working_time)
    if when is None:
        return Reply(outdated_button_card())

    channel, _ = await program_channels.main_channel(tx, call.workspace)
    if not channel:
        channel, _ = channel_of(call)
    seats = str(rules.DEFAULT_SEATS)
    return OpenForm(answers.table_form(when, seats, "", "", channel, caller.zone))


@router.form("table.create", Role.ANYONE, posted=("at", "topic"), unposted=("when",))
async def create_table(call: Invocation, tx: Transaction) -> Answer:
    """Open the table that was described in the form, or return the errors at its fields."""
    caller = await people.get_caller(call, tx)
    request, errors = read_table_request(call, caller.zone)
    starts_at = request.starts_at or rules.next_lunch(call.now, caller.zone)
    if starts_at is None:
        errors.setdefault("when", past_moment("today"))

    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = answers.no_channel()
    if errors or starts_at is None:
        return FormErrors(errors)

    clashes = await records.overlapping_for_update(tx, call.workspace, caller.id, starts_at)
    if clashes:
        return FormErrors({"when": answers.seat_elsewhere(clashes[0])})

    name = await resolve_channel_name(call, tx, channel)
    return await _open_and_announce(call, tx, caller, request, starts_at, (channel, name))


async def _find_company(call: Invocation, tx: Transaction, caller: Person) -> Answer:
    """Show the caller's own table or the free seats of today, or else ask for a table's details."""
    tonight = rules.midnight_after(call.now, caller.zone)
    tables = await records.joinable_tables(
        tx, call.workspace, caller.id, call.now, tonight, answers.MAX_OFFERED
    )
    own = [table for table in tables if table.seats_person(caller.id)]
    if own:
        return Reply(answers.your_seat_card(own[0], caller.id, call.now))
    if tables:
        return Reply(answers.offers_card(tables))

    starts_at = rules.next_lunch(call.now, caller.zone)
    working_time = await working_time_of(tx, call.workspace, caller)
    when = read_button_time("", call.now, working_time) or ""
    channel, _ = await channel_for_lunch(call, tx)
    if channel in call.closed:
        channel, _ = await program_channels.main_channel(tx, call.workspace)
    return OpenForm(
        answers.table_form(
            when,
            str(rules.DEFAULT_SEATS),
            "",
            "",
            channel,
            caller.zone,
            is_late=starts_at is None,
        )
    )


async def _own_table(call: Invocation, tx: Transaction) -> OpenTable:
    """Return the caller's own table of a click, which nobody else has joined."""
    table = await records.find_table_for_update(tx, call.workspace, row_number(call.value))
    if table is None or table.state != "open":
        raise Refusal(answers.table_gone())
    if table.host.person != call.person:
        raise Refusal(answers.host_only(organiser=call.organiser))
    if call.now >= table.starts_at:
        raise Refusal(answers.table_begun())
    if len(table.seated) > 1:
        raise Refusal(answers.others_have_joined())
    return table


async def _ask_for_time(
    call: Invocation, tx: Transaction, caller: Person, request: TableRequest
) -> Answer:
    """Open the form with what was understood, and ask for the rest."""
    when = call.field_text("when")
    if not when:
        working_time = await working_time_of(tx, call.workspace, caller)
        when = read_button_time("", call.now, working_time) or ""
    channel, _ = await channel_for_lunch(call, tx)
    form = answers.table_form(
        when,
        str(request.seats),
        request.place,
        request.topic,
        channel,
        caller.zone,
        asked=request.asked or say(answers.ASK_WHEN),
    )
    return OpenForm(form)


async def _open(call: Invocation, tx: Transaction, caller: Person, request: TableRequest) -> Answer:
    starts_at = request.starts_at or rules.next_lunch(call.now, caller.zone)
    if starts_at is None:
        working_time = await working_time_of(tx, call.workspace, caller)
        again = rules.lunch_after(call.now, caller.zone, working_time)
        return Reply(answers.lunch_over_card(again, caller.zone))

    clashes = await records.overlapping_for_update(tx, call.workspace, caller.id, starts_at)
    if clashes:
        return Reply(answers.seat_clash_card(clashes[0], call.now))

    channel, name = await channel_for_lunch(call, tx)
    if not channel:
        when = (
            call.field_text("when")
            or read_button_time("", call.now, await working_time_of(tx, call.workspace, caller))
            or ""
        )
        return OpenForm(
            answers.table_form(
                when, str(request.seats), request.place, request.topic, "", caller.zone
            )
        )
    return await _open_and_announce(call, tx, caller, request, starts_at, (channel, name))


async def _open_and_announce(
    call: Invocation,
    tx: Transaction,
    caller: Person,
    request: TableRequest,
    starts_at: datetime,
    channel: tuple[str, str],
) -> Answer:
    table = await table_seats.open_table(
        tx,
        call.workspace,
        (caller.mention,),
        call.now,
        office=caller.office,
        starts_at=starts_at,
        seats=request.seats,
        place=request.place,
        topic=request.topic,
        zone=caller.zone,
        channel=channel[0],
        channel_name=channel[1],
    )
    why_closed = call.closed.get(table.channel, "")
    if not why_closed:
        await notifications.announce_table(tx, call.workspace, table, call.now)
    return Reply(answers.table_opened_card(table, call.now, why_closed))
