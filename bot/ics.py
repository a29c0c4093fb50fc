"""Write events down as a calendar (RFC 5545) that people can keep or subscribe to."""

from collections.abc import Iterable
from datetime import datetime

import icalendar

from bot.platform import Event


def write(events: Iterable[Event], written: datetime) -> str:
    """Write events as one calendar; an event with the same UID replaces the one that people kept before."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mingle//Mingle//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(_entry(event, written))
    return str(calendar.to_ical().decode())


def _entry(event: Event, written: datetime) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("sequence", 0)
    entry.add("dtstamp", written)
    entry.add("dtstart", event.starts)
    entry.add("dtend", event.ends)
    for name, words in (("summary", event.title), ("description", event.description), ("location", event.place)):
        if words:
            entry.add(name, words)
    return entry
