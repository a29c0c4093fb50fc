"""Find company for lunch, or open a table."""

from datetime import datetime

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.ids import belongs_to_workspace
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.open_tables import notifications, records, rules
from bot.open_tables import seats as table_seats
from bot.open_tables.form_input import (
    TableRequest,
    channel_for_lunch,
    read_button_time,
    read_table_request,
)
from bot.open_tables.views import answers
from bot.pairings.programs import channels as program_channels
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card

router = Router()

_MAX_LISTED = 10


@router.command(
    "lunch",
    "Find company for lunch today",
    Role.ANYONE,
    Option("when", "a day and a time, such as tomorrow 12:30", rest=True),
    Option("seats", "how many seats, yours included (2 to 12)", "number"),
    Option("at", "where you eat"),
    Option("topic", "what you would like to talk about"),
    example='/lunch tomorrow 12:30 seats:4 at:"Ramen bar" topic:python',
)
async def find_lunch(call: Invocation, tx: Transaction) -> Answer:
    """Offer the seats that are free today, or open a table."""
    me = await people.get_caller(call, tx)
    wish, errors = read_table_request(call, me.zone)
    if errors:
        raise Refusal(next(iter(errors.values())))
    find_or_open = _open if any(call.fields.values()) else _find_company
    return await find_or_open(call, tx, me, wish)


@router.command("lunch tables", "See what is open today and tomorrow", Role.ANYONE)
async def list_tables(call: Invocation, tx: Transaction) -> Answer:
    """List the tables of today and tomorrow."""
    me = await people.get_caller(call, tx)
    until = rules.midnight_after(call.now, me.zone, days=2)
    return Reply(
        answers.open_tables_card(
            await records.upcoming_tables(tx, call.workspace, call.now, until, _MAX_LISTED), me.id
        )
    )


@router.button("table.open", Role.ANYONE)
async def ask_for_table(call: Invocation, tx: Transaction) -> Answer:
    """Open the form for a table, at the time that the button names."""
    me = await people.get_caller(call, tx)
    when = read_button_time(call.value, call.now, me.zone)
    if when is None:
        return Reply(outdated_button_card())
    channel, _ = await program_channels.main_channel(tx, call.workspace)
    return OpenForm(
        answers.table_form(when, str(rules.DEFAULT_SEATS), "", "", channel or channel_of(call)[0])
    )


@router.form("table.create", Role.ANYONE)
async def create_table(call: Invocation, tx: Transaction) -> Answer:
    """Open the table that somebody described in the form."""
    me = await people.get_caller(call, tx)
    wish, errors = read_table_request(call, me.zone)
    channel = call.field_text("channel")
    starts_at = wish.starts_at or rules.next_lunch(call.now, me.zone)
    if starts_at is None:
        errors.setdefault("when", answers.past_time("today"))
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = answers.no_channel()
    if errors or starts_at is None:
        return FormErrors(errors)
    clashes = await records.overlapping_for_update(tx, call.workspace, me.id, starts_at)
    if clashes:
        return FormErrors({"when": answers.seat_elsewhere(clashes[0])})
    where = channel, await resolve_channel_name(call, tx, channel)
    return await _open_and_announce(call, tx, me, wish, starts_at, where)


async def _find_company(
    call: Invocation, tx: Transaction, me: Person, request: TableRequest
) -> Answer:
    tonight = rules.midnight_after(call.now, me.zone)
    company = await records.joinable_tables(
        tx, call.workspace, me.id, call.now, tonight, answers.MAX_OFFERED
    )
    mine = [table for table in company if table.seats_person(me.id)]
    if mine:
        return Reply(answers.your_seat_card(mine[0], me.id, call.now))
    return Reply(answers.offers_card(company)) if company else await _open(call, tx, me, request)


async def _open(call: Invocation, tx: Transaction, me: Person, request: TableRequest) -> Answer:
    starts_at = request.starts_at or rules.next_lunch(call.now, me.zone)
    if starts_at is None:
        return Reply(answers.lunch_over_card(rules.lunch_after(call.now, me.zone), me.zone))
    clashes = await records.overlapping_for_update(tx, call.workspace, me.id, starts_at)
    if clashes:
        return Reply(answers.seat_clash_card(clashes[0], call.now))
    channel, name = await channel_for_lunch(call, tx)
    if not channel:
        when = call.field_text("when") or read_button_time("", call.now, me.zone) or ""
        return OpenForm(
            answers.table_form(when, str(request.seats), request.place, request.topic, "")
        )
    return await _open_and_announce(call, tx, me, request, starts_at, (channel, name))


async def _open_and_announce(
    call: Invocation,
    tx: Transaction,
    me: Person,
    request: TableRequest,
    starts_at: datetime,
    where: tuple[str, str],
) -> Answer:
    table = await table_seats.open_table(
        tx,
        call.workspace,
        (me.mention,),
        call.now,
        office=me.office,
        starts_at=starts_at,
        seats=request.seats,
        place=request.place,
        topic=request.topic,
        zone=me.zone,
        channel=where[0],
        channel_name=where[1],
    )
    await notifications.announce_table(tx, call.workspace, table, call.now)
    return Reply(answers.table_opened_card(table, call.now))
