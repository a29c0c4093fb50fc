"""Check that what people keep in their calendars is what Mingle said."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from bot.dates.calendar_event import CalendarEvent
from bot.dates.ics import write_calendar, write_feed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_an_event_is_a_calendar_entry() -> None:
    event = CalendarEvent("uid-1", "Lunch, and more; really", "Line\nline", "Straße 1", NOW, LATER)
    (entry,) = icalendar.Calendar.from_ical(write_calendar([event], NOW)).events
    assert (entry["uid"], entry["summary"], entry.start, entry.end) == (
        "uid-1",
        "Lunch, and more; really",
        NOW,
        LATER,
    )
    assert (entry["description"], entry["location"]) == ("Line\nline", "Straße 1")


def test_events_keep_their_order_and_say_nothing_that_is_not_known() -> None:
    events = [CalendarEvent(f"uid-{number}", "Lunch", "", "", NOW, LATER) for number in range(3)]
    kept = icalendar.Calendar.from_ical(write_calendar(events, NOW)).events
    assert [entry["uid"] for entry in kept] == ["uid-0", "uid-1", "uid-2"]
    assert not any("location" in entry or "description" in entry for entry in kept)


def plain(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_change_replaces_the_entry_and_a_cancellation_takes_it_off(cancelled: bool) -> None:
    first = CalendarEvent(
        "uid-1", "Happy hour", "", "Ramen bar", NOW, LATER, "Europe/Berlin", changed=NOW
    )
    second = structs.replace(first, place="Corner", sequence=1, cancelled=cancelled, changed=LATER)
    files = [write_calendar([event], NOW) for event in (first, second)]
    for parsed in (
        [icalendar.Calendar.from_ical(file).events[0] for file in files],
        [_other(file)[0] for file in files],
    ):
        old, new = map(_facts, parsed)
        assert old["uid"] == new["uid"]
        assert (old["sequence"], new["sequence"]) == ("0", "1")
        assert (old["status"], new["status"]) == (
            "CONFIRMED",
            "CANCELLED" if cancelled else "CONFIRMED",
        )
        assert new["location"] == "Corner"
    assert plain(files[1]).count("METHOD:CANCEL" if cancelled else "METHOD:PUBLISH") == 1


def test_a_feed_has_what_calendar_programs_ask_for() -> None:
    event = CalendarEvent(
        "uid-1",
        "Größe, 🍜; " * 20,
        "One\nTwo",
        "Straße 1",
        NOW,
        LATER,
        "Europe/Berlin",
        link="https://a.example/b",
    )
    written = write_feed("Mingle #lunch", [event], NOW)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "\n" not in written.replace("\r\n", "")
    lines = plain(written)
    assert {
        "X-WR-CALNAME:Mingle #lunch",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "CALSCALE:GREGORIAN",
    } <= set(lines)
    assert not [line for line in lines if line.startswith("METHOD")]
    assert "TZID:Europe/Berlin" in lines
    assert sum(line.startswith("DTSTAMP:") for line in lines) == 1
    for parsed in (icalendar.Calendar.from_ical(written).events[0], _other(written)[0]):
        assert _facts(parsed)["summary"] == event.title
        assert _facts(parsed)["description"] == "One\nTwo"


def test_what_lasts_all_day_is_a_date() -> None:
    start = datetime(
        2026, 3, 28, 23, tzinfo=UTC
    )  # midnight in Berlin, of the day that has 23 hours
    event = CalendarEvent(
        "uid-1", "Fair", "", "", start, start + timedelta(hours=23), "Europe/Berlin", all_day=True
    )
    (entry,) = icalendar.Calendar.from_ical(write_calendar([event], NOW)).events
    assert (entry.start, entry.end) == (date(2026, 3, 29), date(2026, 3, 30))


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.integers(1, 60 * 24 * 3),
)
@example("UTC", datetime(2025, 1, 1, tzinfo=UTC), 1)
def test_clocks_everywhere_are_told_right(zone: str, start: datetime, minutes: int) -> None:
    _check_told_right(zone, start.replace(second=0, microsecond=0), timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
    ],
)
def test_clocks_are_told_right_on_the_days_on_which_they_change(zone: str) -> None:
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(365 * 24)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() for at in hours]
    changing = [
        at
        for at, before, after in zip(hours[1:], offsets, offsets[1:], strict=False)
        if before != after
    ]
    assert len(changing) >= 2
    for at in changing:
        for half_hours in range(-8, 8):
            _check_told_right(zone, at + timedelta(minutes=30 * half_hours), timedelta(minutes=90))


def _check_told_right(zone: str, start: datetime, length: timedelta) -> None:
    event = CalendarEvent("uid-1", "Lunch", "", "", start, start + length, zone)
    written = write_calendar([event], NOW)
    (entry,) = icalendar.Calendar.from_ical(written).events
    assert [_utc(at) for at in (entry.start, entry.end)] == [event.starts, event.ends]
    # The zone as the file itself describes it, read by somebody who knows no other.
    described = tzical(io.StringIO(written.replace("\r\n ", "").replace("\r\n", "\n")))
    for local, exact in ((entry.start, event.starts), (entry.end, event.ends)):
        assert isinstance(local, datetime)
        if str(local.tzinfo) != "UTC" and not _shown_twice(exact, zone):
            assert (
                local.replace(tzinfo=described.get(zone)).utcoffset()
                == exact.astimezone(ZoneInfo(zone)).utcoffset()
            )


def _utc(at: date) -> datetime:
    assert isinstance(at, datetime)
    return at.astimezone(UTC)


def _shown_twice(exact: datetime, zone: str) -> bool:
    there = exact.astimezone(ZoneInfo(zone))
    return there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset()


def _other(written: str) -> list[Any]:
    """Read a calendar with a parser that shares nothing with the one that wrote it."""
    found: list[Any] = vobject.readOne(written).vevent_list
    return found


def _facts(entry: Any) -> dict[str, str]:
    names = ("uid", "sequence", "status", "location", "summary", "description")
    if isinstance(entry, icalendar.Event):
        return {name: str(entry[name]) for name in names if name in entry}
    return {name: str(getattr(entry, name).value) for name in names if hasattr(entry, name)}
