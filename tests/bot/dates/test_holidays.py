"""Hold public holidays to the regions where people live."""

import datetime as dt

import pytest

from bot.dates.holidays import UnknownRegion, holidays_of, read_region, region_of

EASTER_MONDAY = dt.date(2026, 4, 6)


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Calcutta", "IN"),
        ("US/Pacific", "US"),
        ("Europe/London", "GB"),
        ("Asia/Jerusalem", "IL"),
        ("UTC", ""),
        ("Etc/GMT+3", ""),
    ],
)
def test_a_zone_tells_the_country_and_never_a_part_of_it(zone: str, region: str) -> None:
    assert region_of(zone) == region


def test_easter_monday_is_a_holiday_in_england_and_none_in_scotland_or_texas() -> None:
    assert EASTER_MONDAY in holidays_of("GB-ENG", 2026)
    assert EASTER_MONDAY not in holidays_of("GB-SCT", 2026)
    assert EASTER_MONDAY not in holidays_of("US-TX", 2026)
    assert EASTER_MONDAY not in holidays_of("", 2026)


def test_parts_of_india_and_the_united_states_have_holidays_of_their_own() -> None:
    assert holidays_of("IN-MH", 2026) - holidays_of("IN", 2026)
    assert holidays_of("US-CA", 2026) - holidays_of("US", 2026)


@pytest.mark.parametrize("words", ["XX", "DE-XX", "Germany", "12", "GB-"])
def test_a_region_that_nobody_knows_is_refused(words: str) -> None:
    with pytest.raises(UnknownRegion):
        read_region(words)


def test_a_region_is_read_whatever_its_capitals() -> None:
    assert read_region(" gb-sct ") == "GB-SCT"
    assert read_region("") == ""
