"""Find dates for what somebody starts that clash with nothing that Mingle knows."""

import datetime as dt

from bot.dates.local_time import local_date
from bot.events import records as events
from bot.events import series, series_records
from bot.events.rules import Event
from bot.kits import records, rules
from bot.kits.kits import Kit
from bot.people.hours.records import channel_working_time, working_time_of
from bot.people.records import Person, is_paused
from bot.people.travel import records as travel
from bot.store.engine import ReadTransaction

_SEARCHED = 90  # days from the earliest date
_ONE_DAY = dt.timedelta(days=1)


async def free_dates(
    tx: ReadTransaction,
    workspace: str,
    kit: Kit,
    person: Person,
    channel: str,
    now: dt.datetime,
    besides: int = 0,
) -> list[dt.date]:
    """Return the next dates for a kit, by the starter's clock: no holiday, and nothing else is on.

    Nothing of our own, nothing that a colleague goes to, no other plan, and the starter is there.
    The plan `besides` and its own event do not count.
    """
    zone = person.zone
    first = local_date(now, zone) + 7 * kit.weeks * _ONE_DAY
    last = first + _SEARCHED * _ONE_DAY
    taken = await _taken_days(tx, workspace, zone, first, last, now, besides)
    trips = await travel.list_trips(tx, workspace, person.id, first)
    hours = [
        await working_time_of(tx, workspace, person),
        await channel_working_time(tx, workspace, channel, zone),
    ]
    found: list[dt.date] = []
    for number in range(_SEARCHED):
        day = first + number * _ONE_DAY
        away = is_paused(person, day) or any(trip.first <= day <= trip.last for trip in trips)
        if rules.may_be_on(kit, day, hours) and day not in taken and not away:
            found.append(day)
        if len(found) == rules.DATES_OFFERED:
            break
    return found


async def _taken_days(
    tx: ReadTransaction,
    workspace: str,
    zone: str,
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    besides: int,
) -> set[dt.date]:
    plans = await records.open_plans(tx, workspace)
    taken = {plan.day for plan in plans if plan.id != besides}
    own_events = {plan.event for plan in plans if plan.id == besides}
    since = dt.datetime.combine(first, dt.time(), dt.UTC) - _ONE_DAY
    until = dt.datetime.combine(last, dt.time(), dt.UTC) + 2 * _ONE_DAY
    ahead = await events.upcoming_events(tx, workspace, since, until)
    gone_to = {
        rsvp.event
        for rsvp in await events.list_going(
            tx, workspace, *(event.id for event in ahead if event.kind == "listed")
        )
    }
    for event in ahead:
        if event.id not in own_events and (event.kind != "listed" or event.id in gone_to):
            taken |= _days_of(event, zone)
    for repeated in await series_records.list_open_series(tx, workspace):
        taken.update(series.upcoming_dates(repeated, now, series.LISTED))
    return taken


def _days_of(event: Event, zone: str) -> set[dt.date]:
    first = local_date(event.starts_at, zone)
    days = (local_date(event.ends_at, zone) - first).days
    return {first + number * _ONE_DAY for number in range(days + 1)}
