"""Events written as iCalendar (RFC 5545), to keep or to subscribe to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from bot.dates import vtimezone
from bot.dates.calendar_event import CalendarEvent

_REFRESH = timedelta(hours=1)  # how often programs that subscribe are asked to look


def write_calendar(events: Sequence[CalendarEvent], written: datetime) -> str:
    """Return events as one file to keep; an event with the same UID replaces the one kept before.

    A file of cancelled events alone removes them from people's calendars.
    """
    gone = bool(events) and all(event.cancelled for event in events)
    return _whole(events, written, {"method": "CANCEL" if gone else "PUBLISH"})


def write_feed(name: str, events: Sequence[CalendarEvent], written: datetime) -> str:
    """Return events as a calendar to subscribe to; it has no METHOD, since nobody is invited."""
    shown = {"x-wr-calname": name, "name": name, "x-published-ttl": "PT1H"}
    return _whole(events, written, shown)


def _whole(events: Sequence[CalendarEvent], written: datetime, about: dict[str, str]) -> str:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mingle//Mingle//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name, value in about.items():
        calendar.add(name, value)
    if "method" not in about:
        calendar.add("refresh-interval", _REFRESH, parameters={"value": "DURATION"})
    for zone in sorted({event.zone for event in events if _has_clock(event)}):
        years = [
            at.astimezone(ZoneInfo(zone)).year
            for e in events
            if e.zone == zone
            for at in (e.starts, e.ends)
        ]
        calendar.add_component(vtimezone.vtimezone_for(zone, min(years), max(years)))
    for event in events:
        calendar.add_component(_entry(event, event.changed or written))
    return str(calendar.to_ical().decode())


def _has_clock(event: CalendarEvent) -> bool:
    return not event.all_day and event.zone != "UTC"


def _entry(event: CalendarEvent, written: datetime) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", written.astimezone(UTC))
    for name, at in zip(("dtstart", "dtend"), _bounds(event), strict=True):
        entry.add(name, at)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    words = {
        "summary": event.title,
        "description": event.full_description,
        "location": event.place,
        "url": event.link,
    }
    for name, value in words.items():
        if value:
            entry.add(name, value)
    return entry


def _bounds(event: CalendarEvent) -> tuple[object, object]:
    zone = ZoneInfo(event.zone)
    if not event.all_day:
        return _clock(event.starts, zone), _clock(event.ends, zone)
    first = event.starts.astimezone(zone).date()
    last = (event.ends - timedelta(seconds=1)).astimezone(zone).date()
    return first, max(first, last) + timedelta(days=1)


def _clock(at: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment in its zone; `fold` tells the second of two equal wall-clock times."""
    there = at.astimezone(zone)
    return at.astimezone(UTC) if there.fold or zone.key == "UTC" else there
