"""Find company for lunch, or open a table."""

from datetime import datetime

from bot.core.ids import belongs
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.open_tables import notifications, records, rules
from bot.open_tables import seats as table_seats
from bot.open_tables.form_input import Wish, name_of, read_value, read_wish, room_for_lunch, room_of
from bot.open_tables.views import answers
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.notices import outdated

router = Router()

_LISTED = 10


@router.command(
    "lunch",
    "Find company for lunch today",
    Who.ANYONE,
    Option("when", "a day and a time, such as tomorrow 12:30", rest=True),
    Option("seats", "how many seats, yours included (2 to 12)", "number"),
    Option("at", "where you eat"),
    Option("topic", "what you would like to talk about"),
    example='/lunch tomorrow 12:30 seats:4 at:"Ramen bar" topic:python',
)
async def lunch(call: Invocation, tx: Transaction) -> Answer:
    """Offer the seats that are free today, or open a table."""
    me = await people.met(call, tx)
    wish, errors = read_wish(call, me.zone)
    if errors:
        raise Refusal(next(iter(errors.values())))
    find_or_open = _open if any(call.fields.values()) else _find_company
    return await find_or_open(call, tx, me, wish)


@router.command("lunch tables", "See what is open today and tomorrow", Who.ANYONE)
async def tables(call: Invocation, tx: Transaction) -> Answer:
    """List the tables of today and tomorrow."""
    me = await people.met(call, tx)
    until = rules.midnight_after(call.now, me.zone, days=2)
    return Reply(answers.listing(await records.upcoming(tx, call.workspace, call.now, until, _LISTED), me.id))


@router.button("table.open", Who.ANYONE)
async def ask_for_table(call: Invocation, tx: Transaction) -> Answer:
    """Open the form for a table, at the time that the button names."""
    me = await people.met(call, tx)
    when = read_value(call.value, call.now, me.zone)
    if when is None:
        return Reply(outdated())
    channel, _ = await records.lunch_channel(tx, call.workspace)
    return OpenForm(answers.table_form(when, str(rules.USUALLY), "", "", channel or room_of(call)[0]))


@router.form("table.create", Who.ANYONE)
async def create(call: Invocation, tx: Transaction) -> Answer:
    """Open the table that somebody described in the form."""
    me = await people.met(call, tx)
    wish, errors = read_wish(call, me.zone)
    channel = call.text("channel")
    starts_at = wish.starts_at or rules.next_lunch(call.now, me.zone)
    if starts_at is None:
        errors.setdefault("when", answers.past("today"))
    if not belongs(channel, call.workspace):
        errors["channel"] = answers.no_channel()
    if errors or starts_at is None:
        return FormErrors(errors)
    clashes = await records.clashing(tx, call.workspace, me.id, starts_at)
    if clashes:
        return FormErrors({"when": answers.seat_elsewhere(clashes[0])})
    where = channel, await name_of(call, tx, channel)
    return await _announced(call, tx, me, wish, starts_at, where)


async def _find_company(call: Invocation, tx: Transaction, me: Person, wish: Wish) -> Answer:
    tonight = rules.midnight_after(call.now, me.zone)
    company = await records.company(tx, call.workspace, me.id, call.now, tonight, answers.MOST_OFFERED)
    mine = [table for table in company if table.seats_person(me.id)]
    if mine:
        return Reply(answers.have_seat(mine[0], me.id, call.now))
    return Reply(answers.offers(company)) if company else await _open(call, tx, me, wish)


async def _open(call: Invocation, tx: Transaction, me: Person, wish: Wish) -> Answer:
    starts_at = wish.starts_at or rules.next_lunch(call.now, me.zone)
    if starts_at is None:
        return Reply(answers.lunch_is_over(rules.lunch_after(call.now, me.zone), me.zone))
    clashes = await records.clashing(tx, call.workspace, me.id, starts_at)
    if clashes:
        return Reply(answers.clash(clashes[0], call.now))
    channel, name = await room_for_lunch(call, tx)
    if not channel:
        when = call.text("when") or read_value("", call.now, me.zone) or ""
        return OpenForm(answers.table_form(when, str(wish.seats), wish.place, wish.topic, ""))
    return await _announced(call, tx, me, wish, starts_at, (channel, name))


async def _announced(
    call: Invocation, tx: Transaction, me: Person, wish: Wish, starts_at: datetime, where: tuple[str, str]
) -> Answer:
    table = await table_seats.open_table(
        tx,
        call.workspace,
        (me.mention,),
        call.now,
        office=me.office,
        starts_at=starts_at,
        seats=wish.seats,
        place=wish.place,
        topic=wish.topic,
        zone=me.zone,
        channel=where[0],
        channel_name=where[1],
    )
    await notifications.announce(tx, call.workspace, table, call.now)
    return Reply(answers.opened(table, call.now))
