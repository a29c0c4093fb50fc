"""Add to a card what an event needs to get into people's calendars."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from adapters.slack import strings
from bot.core.platform import Event
from bot.dates import ics
from bot.ui.cards import Card, File, Paragraph
from bot.ui.text import Link

STAMP = "%Y%m%dT%H%M%SZ"
ADDRESS = "https://calendar.google.com/calendar/render?"


def announced(card: Card, event: Event) -> Card:
    """Give a card with a calendar entry to keep and a link that makes one."""
    entry = File("event.ics", "text/calendar", ics.write([event], datetime.now(UTC)))
    shown = linked(card, event)
    return msgspec.structs.replace(shown, parts=(*shown.parts, entry))


def linked(card: Card, event: Event) -> Card:
    """Give a card with a link that makes a calendar entry, unless there is nothing to go to."""
    link = () if event.cancelled else (Paragraph((Link(_address(event), strings.CALENDAR_LINK),), soft=True),)
    return msgspec.structs.replace(card, parts=(*card.parts, *link))


def _address(event: Event) -> str:
    times = "/".join(at.astimezone(UTC).strftime(STAMP) for at in (event.starts, event.ends))
    about = {"text": event.title, "dates": times, "details": event.description[:500], "location": event.place}
    return ADDRESS + urlencode({"action": "TEMPLATE", **about})
