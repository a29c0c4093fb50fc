"""Check that what people keep in their calendars is what Mingle said."""

from datetime import UTC, datetime, timedelta

import icalendar

from bot.ics import write
from bot.platform import Event

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_an_event_is_a_calendar_entry() -> None:
    event = Event("uid-1", "Lunch, and more; really", "Line\nline", "Straße 1", NOW, LATER)
    (entry,) = icalendar.Calendar.from_ical(write([event], NOW)).events
    assert (entry["uid"], entry["summary"], entry.start, entry.end) == ("uid-1", "Lunch, and more; really", NOW, LATER)
    assert (entry["description"], entry["location"]) == ("Line\nline", "Straße 1")


def test_events_keep_their_order_and_say_nothing_that_is_not_known() -> None:
    events = [Event(f"uid-{number}", "Lunch", "", "", NOW, LATER) for number in range(3)]
    kept = icalendar.Calendar.from_ical(write(events, NOW)).events
    assert [entry["uid"] for entry in kept] == ["uid-0", "uid-1", "uid-2"]
    assert not any("location" in entry or "description" in entry for entry in kept)
