"""Times in a message are by one clock, and say whose where somebody reads another."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.cards import Card, Facts, Paragraph, as_text
from bot.ui.clocks import (
    UNKNOWN_READERS,
    day_instant,
    known_readers,
    show_clock,
    show_clock_in_text,
)
from bot.ui.text import Instant, Text, flatten_text

BERLIN, LONDON, TOKYO, AUCKLAND = (
    "Europe/Berlin",
    "Europe/London",
    "Asia/Tokyo",
    "Pacific/Auckland",
)
NOON = datetime(2026, 3, 12, 11, 30, tzinfo=UTC)  # 12:30 in Berlin
LUNCH = Instant(NOON, BERLIN)
ZONES = st.sampled_from(
    [BERLIN, LONDON, TOKYO, AUCKLAND, "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"]
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def read(text: Text, *zones: str) -> str:
    return flatten_text(show_clock_in_text(text, known_readers(zones)))


def test_whoever_has_the_places_clock_reads_no_zone() -> None:
    assert read(("At ", LUNCH), BERLIN, "Europe/Paris") == "At Thu 12 Mar, 12:30"


def test_somebody_elsewhere_reads_whose_time_it_is_and_their_own() -> None:
    assert read((LUNCH,), TOKYO) == "Thu 12 Mar, 12:30 (Berlin time, 20:30 for you)"


def test_somebody_for_whom_it_is_another_day_reads_which() -> None:
    late = Instant(NOON + timedelta(hours=6), BERLIN)
    assert read((late,), TOKYO) == "Thu 12 Mar, 18:30 (Berlin time, Fri 13 Mar, 02:30 for you)"


@pytest.mark.parametrize("zones", [(), (BERLIN, TOKYO), ("",), ("No/Such_Zone",)])
def test_where_readers_differ_or_nobody_knows_them_the_place_is_named(
    zones: tuple[str, ...],
) -> None:
    assert read((LUNCH,), *zones) == "Thu 12 Mar, 12:30 (Berlin time)"


def test_a_range_is_named_behind_its_end() -> None:
    until = Instant(NOON + timedelta(hours=2), BERLIN, "time")
    words = read((LUNCH, " – ", until, "."), LONDON)
    assert words == "Thu 12 Mar, 12:30 – 14:30 (Berlin time, 11:30 – 13:30 for you)."


def test_a_message_names_its_zone_once_and_again_after_another() -> None:
    there = Instant(NOON, LONDON, "time")
    here = Instant(NOON, BERLIN, "time")
    rows = tuple(
        (name, (moment,)) for name, moment in zip("abcd", [here, here, there, here], strict=True)
    )
    card = Card("note", "12:30", (Paragraph((LUNCH,)), Facts(rows)), (LUNCH,))
    assert as_text(show_clock(card, UNKNOWN_READERS)).split("\n") == [
        "12:30",
        "Thu 12 Mar, 12:30 (Berlin time)",
        "a: 12:30",
        "b: 12:30",
        "c: 11:30 (London time)",
        "d: 12:30 (Berlin time)",
        "Thu 12 Mar, 12:30",
    ]


def test_what_no_longer_holds_leaves_the_name_to_what_does() -> None:
    was, now = Instant(NOON, BERLIN, struck=True), Instant(NOON + timedelta(hours=1), BERLIN)
    words = read((was, ", now ", now))
    assert words == "Thu 12 Mar, 12:30, now Thu 12 Mar, 13:30 (Berlin time)"
    assert read((was,)) == "Thu 12 Mar, 12:30 (Berlin time)"


def test_on_is_followed_by_a_date_and_never_by_today() -> None:
    on, until = (
        show_clock_in_text((lead, LUNCH), known_readers([BERLIN]))
        for lead in ("It is on ", "Until ")
    )
    assert [node.pretty for node in (*on, *until) if isinstance(node, Instant)] == [False, True]


@given(at=MOMENTS, place=ZONES, reader=ZONES)
def test_today_is_said_only_where_the_readers_calendar_says_so_too(
    at: datetime, place: str, reader: str
) -> None:
    (shown, *_) = show_clock_in_text((Instant(at, place, "day"),), known_readers([reader]))
    assert isinstance(shown, Instant)
    if not shown.pretty:
        return
    there: date = at.astimezone(ZoneInfo(place)).date()
    assert day_instant(shown).astimezone(ZoneInfo(reader)).date() == there


@given(at=MOMENTS, place=ZONES, reader=ZONES)
def test_everybody_can_tell_the_moment_from_what_they_read(
    at: datetime, place: str, reader: str
) -> None:
    words = read((Instant(at, place),), reader)
    local, own = at.astimezone(ZoneInfo(place)), at.astimezone(ZoneInfo(reader))
    assert f"{local:%H:%M}" in words
    is_same = local.utcoffset() == own.utcoffset()
    assert ("for you" in words) is not is_same
    assert is_same or f"{own:%H:%M} for you" in words
