"""Add to a card what an event needs to get into people's calendars."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from adapters.slack import strings
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card, File, Paragraph
from bot.ui.text import Link

GOOGLE_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
GOOGLE_CALENDAR_URL = "https://calendar.google.com/calendar/render?"


def with_calendar_entry(card: Card, event: CalendarEvent) -> Card:
    """Give a card with a calendar entry to keep and a link that makes one."""
    entry = File("event.ics", "text/calendar", ics.write_calendar([event], datetime.now(UTC)))
    shown = with_calendar_link(card, event)
    return msgspec.structs.replace(shown, parts=(*shown.parts, entry))


def with_calendar_link(card: Card, event: CalendarEvent) -> Card:
    """Give a card with a link that makes a calendar entry, unless there is nothing to go to."""
    link = (
        ()
        if event.cancelled
        else (Paragraph((Link(_address(event), strings.CALENDAR_LINK),), soft=True),)
    )
    return msgspec.structs.replace(card, parts=(*card.parts, *link))


def _address(event: CalendarEvent) -> str:
    times = "/".join(
        at.astimezone(UTC).strftime(GOOGLE_TIME_FORMAT) for at in (event.starts, event.ends)
    )
    about = {
        "text": event.title,
        "dates": times,
        "details": event.description[:500],
        "location": event.place,
    }
    return GOOGLE_CALENDAR_URL + urlencode({"action": "TEMPLATE", **about})
