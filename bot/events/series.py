"""Series: make the next evenings, each an event of its own, and have the channel hear of them."""

import datetime as dt

from bot.core import schedule
from bot.dates.local_time import local_date, zone_info
from bot.dates.working_time import next_open
from bot.events import announce, creation, host_search, notifications, records, reminders, repeats
from bot.events import series_records as all_series
from bot.events.records import EventDraft
from bot.events.rules import Event, state_at
from bot.events.series_records import EventSeries
from bot.people import records as people
from bot.people.hours.records import channel_working_time
from bot.store.engine import ReadTransaction, Transaction

ANNOUNCE = "event.announce"
AHEAD = 3  # evenings that are open to answer
LISTED = 8  # dates that can be looked at, changed and called off
_SEARCHED = 60  # dates of a rule among which the next open evenings are


async def start_series(tx: Transaction, event: Event, rule: str, now: dt.datetime) -> Event:
    """Make an event the first evening of a series, and make the next ones; return it.

    The caller holds the event's lock.
    """
    start = local_date(event.starts_at, event.zone)
    values = {
        "channel": event.channel,
        "channel_name": event.channel_name,
        "title": event.title,
        "description": event.description,
        "place": event.place,
        "address": event.address,
        "rule": rule,
        "start": start,
        "zone": event.zone,
        "capacity": event.capacity,
        "signup_lead": event.signup_lead,
        "guests_each": event.guests_each,
        "reminders": event.reminders,
        "interest": event.interest,
        "organiser": event.organiser,
        "created_at": now,
        **clock_values(event),
    }
    number = await all_series.insert_series(tx, event.workspace, values)
    series = await all_series.lock_series(tx, event.workspace, number)
    assert series
    await records.update_event(tx, event.workspace, event.id, series=series.name, series_date=start)
    await keep_ahead(tx, series, now)
    first = await records.find_event(tx, event.workspace, event.id)
    assert first
    return first


def clock_values(event: Event) -> dict[str, object]:
    """Return the time of day and the length of an event as a series has them."""
    local = event.starts_at.astimezone(zone_info(event.zone))
    length = event.ends_at - event.starts_at
    return {
        "time": f"{local:%H:%M}",
        "minutes": int(length / dt.timedelta(minutes=1)),
        "all_day": event.all_day,
    }


async def keep_ahead(tx: Transaction, series: EventSeries, now: dt.datetime) -> None:
    """Make evenings until the next few are open. The caller holds the lock of the series."""
    if series.state != "open":
        return

    made = await _evenings_by_date(tx, series)
    ahead = 0
    for day in upcoming_dates(series, now, _SEARCHED):
        evening = made.get(day) or await _make_evening(tx, series, day, now)
        ahead += state_at(evening, now) == "open"
        if ahead == AHEAD:
            break
    await invalidate_evenings(tx, series, now)


async def make_until(tx: Transaction, series: EventSeries, day: dt.date, now: dt.datetime) -> None:
    """Make the evenings up to a date that are not there yet, so that a change spares them."""
    made = await _evenings_by_date(tx, series)
    for planned in upcoming_dates(series, now, LISTED):
        if planned <= day and planned not in made:
            await _make_evening(tx, series, planned, now)


async def find_or_make_evening(
    tx: Transaction, series: EventSeries, day: dt.date, now: dt.datetime
) -> Event | None:
    """Return the evening of a date that people may choose; None for any other date."""
    evening = (await _evenings_by_date(tx, series)).get(day)
    if evening is None and day in upcoming_dates(series, now, LISTED):
        evening = await _make_evening(tx, series, day, now)
    return evening


def upcoming_dates(series: EventSeries, now: dt.datetime, most: int) -> list[dt.date]:
    """Return the next dates of a series whose evenings have not begun; none once it has ended."""
    if series.state != "open":
        return []
    since = max(series.start, local_date(now, series.zone))
    found = repeats.dates_from(series.rule, series.start, series.zone, since, most + 1)
    return [day for day in found if series.times_on(day)[0] > now][:most]


async def follow_evening(tx: Transaction, event: Event, now: dt.datetime) -> None:
    """Schedule when the channel hears of an evening, anew after it moved; at once where it is late.

    An announcement that was made is not repeated: its key is taken.
    """
    series = await all_series.find_series(tx, event.workspace, event.series_id or 0)
    if series is None:
        return

    await schedule.unschedule(tx, event.workspace, event.subject, ANNOUNCE)
    day = local_date(event.starts_at, event.zone)
    due = repeats.posted_at(series.rule, day, series.zone)
    hours = await channel_working_time(tx, event.workspace, event.channel, series.zone)
    opening = next_open(due, hours)
    due = opening if opening < event.starts_at else due
    if due <= now:
        await announce_evening(tx, event, now)
        return
    await schedule.schedule(
        tx, event.workspace, ANNOUNCE, event.subject, due, local_date(due, event.zone)
    )


async def announce_evening(tx: Transaction, event: Event, now: dt.datetime) -> None:
    """Post an evening in its channel, called off or not; ask for a host where it has none."""
    if event.starts_at <= now:
        return
    await announce.announce_in_channel(tx, event, now)
    if event.host is None and event.state == "open":
        await host_search.tell_of_missing_host(tx, event, now)


async def invalidate_evenings(tx: Transaction, series: EventSeries, now: dt.datetime) -> None:
    """Render the cards of the evenings ahead anew, which name the next one."""
    for evening in await all_series.list_evenings(tx, series):
        if evening.ends_at > now:
            await notifications.invalidate_event(tx, evening)


async def _make_evening(
    tx: Transaction, series: EventSeries, day: dt.date, now: dt.datetime
) -> Event:
    starts_at, ends_at = series.times_on(day)
    draft = EventDraft(
        workspace=series.workspace,
        kind="gathering",
        title=series.title,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=series.zone,
        created_at=now,
        channel=series.channel,
        channel_name=series.channel_name,
        description=series.description,
        place=series.place,
        address=series.address,
        all_day=series.all_day,
        organiser=series.organiser,
        capacity=series.capacity,
        signup_lead=series.signup_lead,
        guests_each=series.guests_each,
        reminders=series.reminders,
        interest=series.interest,
        series=series.name,
        series_date=day,
    )
    host = await _find_host(tx, series)
    event = await creation.plan_event(tx, draft, host, now)
    await reminders.schedule_reminders(tx, event, now)
    await follow_evening(tx, event, now)
    return event


async def _find_host(tx: ReadTransaction, series: EventSeries) -> str | None:
    """Return whoever plans the series, or once they have left, the host of its last evening."""
    evenings = await all_series.list_evenings(tx, series)
    hosts = [evening.host for evening in reversed(evenings) if evening.host]
    for candidate in (series.organiser, *hosts[:1]):
        person = await people.find_person(tx, series.workspace, candidate)
        if person and not person.left:
            return candidate
    return None


async def _evenings_by_date(tx: ReadTransaction, series: EventSeries) -> dict[dt.date, Event]:
    evenings = await all_series.list_evenings(tx, series)
    return {evening.series_date: evening for evening in evenings if evening.series_date}
