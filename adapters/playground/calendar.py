"""Write an event down as a calendar entry that people can keep."""

from datetime import datetime

import icalendar

from bot.cards import File
from bot.platform import Event


def invitation(event: Event, now: datetime) -> File:
    """Give an event as an .ics file."""
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("summary", event.title)
    entry.add("description", event.description)
    entry.add("location", event.place)
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts)
    entry.add("dtend", event.ends)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mingle//playground//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return File("event.ics", "text/calendar", calendar.to_ical().decode())
