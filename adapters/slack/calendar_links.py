"""What a card gets so that its event can be added to a calendar: a file, and a link to Google."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from adapters.slack import strings
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card, File, Paragraph
from bot.ui.speech import say
from bot.ui.text import Link, shorten_text

MAX_DETAILS = 500  # characters
GOOGLE_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
GOOGLE_CALENDAR_URL = "https://calendar.google.com/calendar/render?"


def with_calendar_entry(card: Card, event: CalendarEvent) -> Card:
    """Return the card with a calendar file and a link that adds the event."""
    entry = File("event.ics", "text/calendar", ics.write_calendar([event], datetime.now(UTC)))
    shown = with_calendar_link(card, event)
    return msgspec.structs.replace(shown, parts=(*shown.parts, entry))


def with_calendar_link(card: Card, event: CalendarEvent) -> Card:
    """Return the card with a link that adds the event, unless the event is cancelled."""
    if event.cancelled:
        return card
    link = Link(_google_calendar_url(event), say(strings.CALENDAR_LINK))
    return msgspec.structs.replace(card, parts=(*card.parts, Paragraph((link,), soft=True)))


def _google_calendar_url(event: CalendarEvent) -> str:
    starts = event.starts.astimezone(UTC).strftime(GOOGLE_TIME_FORMAT)
    ends = event.ends.astimezone(UTC).strftime(GOOGLE_TIME_FORMAT)
    query = {
        "action": "TEMPLATE",
        "text": event.title,
        "dates": f"{starts}/{ends}",
        "details": shorten_text(event.full_description, MAX_DETAILS),
        "location": event.place,
    }
    return GOOGLE_CALENDAR_URL + urlencode(query)
