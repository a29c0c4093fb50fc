"""Add to a card what an event needs to get into people's calendars."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import icalendar
import msgspec

from adapters.slack import words
from bot.cards import Card, File, Paragraph
from bot.platform import Event
from bot.text import Link

STAMP = "%Y%m%dT%H%M%SZ"
ADDRESS = "https://calendar.google.com/calendar/render?"


def announced(card: Card, event: Event) -> Card:
    """Give a card with a calendar entry to keep and a link that makes one."""
    link = Paragraph((Link(_address(event), words.CALENDAR_LINK),), soft=True)
    return msgspec.structs.replace(card, parts=(*card.parts, link, _entry(event)))


def _address(event: Event) -> str:
    times = "/".join(at.astimezone(UTC).strftime(STAMP) for at in (event.starts, event.ends))
    about = {"text": event.title, "dates": times, "details": event.description[:500], "location": event.place}
    return ADDRESS + urlencode({"action": "TEMPLATE", **about})


def _entry(event: Event) -> File:
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("summary", event.title)
    entry.add("description", event.description)
    entry.add("location", event.place)
    entry.add("dtstamp", datetime.now(UTC))
    entry.add("dtstart", event.starts)
    entry.add("dtend", event.ends)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Mingle//Slack//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return File("event.ics", "text/calendar", calendar.to_ical().decode())
