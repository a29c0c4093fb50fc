from datetime import timedelta

import icalendar
from msgspec import structs

from bot.dates.calendar_event import CalendarEvent
from bot.dates.ics import write_calendar
from tests.world import MONDAY

LUNCH = CalendarEvent(
    uid="table-1@mingle",
    title="Lunch",
    description="Talk about Python",
    place="Canteen",
    starts=MONDAY,
    ends=MONDAY + timedelta(hours=1),
    zone="Europe/Berlin",
)


def test_a_changed_entry_replaces_the_one_that_people_keep() -> None:
    moved = structs.replace(LUNCH, place="Ramen bar", sequence=1)
    old, new = (_read(event) for event in (LUNCH, moved))
    assert old["uid"] == new["uid"]
    assert (old["sequence"], new["sequence"]) == (0, 1)
    assert new["location"] == "Ramen bar"


def test_a_cancelled_entry_is_taken_out_of_calendars() -> None:
    cancelled = structs.replace(LUNCH, sequence=2, cancelled=True)
    assert "METHOD:CANCEL" in write_calendar([cancelled], MONDAY)
    assert _read(cancelled)["status"] == "CANCELLED"


def _read(event: CalendarEvent) -> icalendar.Event:
    [entry] = icalendar.Calendar.from_ical(write_calendar([event], MONDAY)).events
    return entry
