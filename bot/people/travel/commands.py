"""Commands on one's own trips."""

import datetime as dt

from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.signals import PlansChanged, emit
from bot.dates.local_time import local_date
from bot.dates.parser import DateInPast, UnreadableDate, parse_day
from bot.people.records import get_caller
from bot.people.rules import CallsEverybody, TooLong, read_line
from bot.people.travel import records, rules, views
from bot.people.travel.rules import TypedTrip
from bot.people.views import problems
from bot.store.engine import Transaction
from bot.ui.speech import mark, say

router = Router()


@router.command(
    "mingle away",
    mark("Say when you will be in another town, or away"),
    Role.ANYONE,
    Option("trip", mark("where and when, such as Leeds 12–14 May"), rest=True, posted=True),
    example="/mingle away Leeds 12–14 May",
)
async def show_trips(call: Invocation, tx: Transaction) -> Answer:
    """Keep the trip that was typed, or list the caller's trips; ask for one if there is none."""
    caller = await get_caller(call, tx)
    words = call.field_text("trip")
    today = local_date(call.now, caller.zone)
    if not words:
        trips = await records.list_trips(tx, call.workspace, call.person, today)
        return Reply(views.trips_card(trips)) if trips else OpenForm(views.trip_form(today))

    try:
        typed = rules.read_trip(words, call.now, caller.zone)
        read_line(typed.town)
    except (UnreadableDate, DateInPast) as error:
        raise Refusal(views.not_understood()) from error
    except (TooLong, CallsEverybody) as error:
        raise Refusal(problems.input_problem(error)) from error
    return await _keep_trip(call, tx, typed, caller.zone)


@router.button("away.open", Role.ANYONE)
async def open_trip_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a trip."""
    caller = await get_caller(call, tx)
    return OpenForm(views.trip_form(local_date(call.now, caller.zone)))


@router.form("away.save", Role.ANYONE, posted=("town",))
async def save_trip(call: Invocation, tx: Transaction) -> Answer:
    """Keep the trip in the form, or return the errors at its fields."""
    caller = await get_caller(call, tx)
    errors: dict[str, str] = {}
    days: dict[str, dt.date] = {}
    for name in ("first", "last"):
        try:
            days[name] = parse_day(call.field_text(name), call.now, caller.zone)
        except (UnreadableDate, DateInPast) as error:
            errors[name] = problems.input_problem(error)

    town = rules.read_town(call.field_text("town"))
    try:
        town = read_line(town)
    except (TooLong, CallsEverybody) as error:
        errors["town"] = problems.input_problem(error)
    if errors:
        return FormErrors(errors)
    try:
        return await _keep_trip(call, tx, TypedTrip(town, **days), caller.zone)
    except Refusal as refusal:
        return FormErrors({"last": refusal.words})


@router.button("away.cancel", Role.ANYONE)
async def cancel_trip(call: Invocation, tx: Transaction) -> Answer:
    """Remove a trip of the caller."""
    caller = await get_caller(call, tx)
    today = local_date(call.now, caller.zone)
    trips = await records.list_trips(tx, call.workspace, call.person, today)
    left = [trip for trip in trips if str(trip.id) != call.value]
    if len(left) == len(trips):
        raise Refusal(views.not_there())

    await records.delete_trip(tx, call.workspace, call.person, int(call.value))
    await emit(tx, PlansChanged(call.workspace, call.now, call.person))
    return Reply(views.trips_card(left))


async def _keep_trip(call: Invocation, tx: Transaction, typed: TypedTrip, zone: str) -> Answer:
    if typed.last < typed.first:
        raise Refusal(say(views.WRONG_ORDER))
    if (typed.last - typed.first).days > rules.MAX_DAYS:
        raise Refusal(views.too_long())

    today = local_date(call.now, zone)
    if typed.last > today + rules.MAX_AHEAD:
        raise Refusal(say(views.TOO_FAR))
    if len(await records.list_trips(tx, call.workspace, call.person, today)) >= rules.MAX_TRIPS:
        raise Refusal(views.too_many())
    await records.add_trip(tx, call.workspace, call.person, typed)
    await emit(tx, PlansChanged(call.workspace, call.now, call.person))
    trips = await records.list_trips(tx, call.workspace, call.person, today)
    return Reply(views.trips_card(trips, saved=True))
