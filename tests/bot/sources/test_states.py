"""What pages say of an event besides its time and place is read, whoever writes it."""

import json
from datetime import UTC, datetime

import pytest

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document, ParsedEvent
from bot.sources.views.parts import event_line
from bot.ui.text import flatten_text

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
SCHEMA = "https://schema.org/"


def read(**properties: object) -> ParsedEvent:
    """Read an event from the structured data of a page."""
    event = {"@type": "Event", "name": "Jazz", "startDate": "2026-10-15T20:00", **properties}
    script = f'<script type="application/ld+json">{json.dumps(event)}</script>'
    body = f"<!doctype html><title>Club</title>{script}".encode()
    document = Document("https://club.example/", body, "text/html", NOW, "Europe/Berlin")
    [found] = parse_document(document).events
    return found


@pytest.mark.parametrize(
    ("properties", "cancelled", "shown"),
    [
        ({"eventStatus": f"{SCHEMA}EventScheduled"}, False, "Jazz"),
        ({"eventStatus": f"{SCHEMA}EventCancelled"}, True, "Jazz (cancelled)"),
        ({"eventStatus": f"{SCHEMA}EventPostponed"}, True, "Jazz (postponed)"),
        ({"eventStatus": "EventRescheduled"}, False, "Jazz (rescheduled)"),
        (
            {"eventStatus": [f"{SCHEMA}EventRescheduled", f"{SCHEMA}EventCancelled"]},
            True,
            "Jazz (cancelled)",
        ),
        ({"eventStatus": f"{SCHEMA}EventMovedOnline"}, False, "Jazz (online)"),
        ({"offers": {"availability": f"{SCHEMA}SoldOut"}}, False, "Jazz (sold out)"),
        (
            {"offers": [{"availability": "SoldOut"}, {"availability": f"{SCHEMA}InStock"}]},
            False,
            "Jazz",
        ),
    ],
)
def test_an_event_shows_what_its_page_says_of_it(
    properties: dict[str, object], cancelled: bool, shown: str
) -> None:
    found = read(**properties)
    assert found.cancelled == cancelled
    assert flatten_text(event_line(found)).endswith(f"· {shown}")


def test_a_run_of_months_on_a_page_is_no_evening() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        read(endDate="2026-12-20T22:00")
