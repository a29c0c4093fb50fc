"""Hold local times to the clocks of every zone, and zones to their names."""

import contextlib
import datetime as dt
import zoneinfo
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.local_time import UnknownZone, local_date, utc_instant, validate_zone, week_start
from tests.bot.dates.strategies import DAY, ZONES, zones

HALF_HOURS = [dt.time(hour, minute) for hour in range(24) for minute in (0, 30)]
QUARTER = dt.timedelta(minutes=15)


def clock_changes(zone: str) -> Iterator[dt.date]:
    noon = dt.datetime(2025, 1, 1, 12, tzinfo=zoneinfo.ZoneInfo(zone))
    for before, after in pairwise(noon + number * DAY for number in range(4 * 365 + 2)):
        if before.utcoffset() != after.utcoffset():
            yield after.date()


def first_instants(zone: str, first: dt.date, last: dt.date) -> dict[dt.datetime, dt.datetime]:
    home = zoneinfo.ZoneInfo(zone)
    moment = dt.datetime.combine(first - DAY, dt.time(), dt.UTC)
    shown: dict[dt.datetime, dt.datetime] = {}
    while moment.date() <= last + DAY:
        shown.setdefault(moment.astimezone(home).replace(tzinfo=None), moment)
        moment += QUARTER
    return shown


@pytest.mark.parametrize("letter", sorted({zone[0] for zone in ZONES}))
def test_every_zone_has_each_half_hour_once_a_day_around_its_clock_changes(letter: str) -> None:
    for zone in (zone for zone in ZONES if zone[0] == letter):
        for change in clock_changes(zone):
            shown = first_instants(zone, change - 2 * DAY, change + 2 * DAY)
            for day in (change + number * DAY for number in range(-2, 3)):
                for time in HALF_HOURS:
                    found, wall = utc_instant(day, time, zone), dt.datetime.combine(day, time)
                    local = found.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
                    assert local.date() == day, (zone, wall)
                    assert found == shown.get(wall, found), (zone, wall)
                    if wall not in shown:
                        later_that_day = any(
                            wall < other and other.date() == day for other in shown
                        )
                        assert (local > wall) is later_that_day, (zone, wall)


def test_monday_midnight_in_berlin_comes_the_day_after_the_clocks_go_forward() -> None:
    assert utc_instant(dt.date(2026, 3, 30), dt.time(0), "Europe/Berlin") == dt.datetime(
        2026, 3, 29, 22, tzinfo=dt.UTC
    )


def test_a_skipped_time_moves_forward_by_what_is_skipped() -> None:
    assert utc_instant(dt.date(2026, 3, 29), dt.time(2, 30), "Europe/Berlin") == dt.datetime(
        2026, 3, 29, 1, 30, tzinfo=dt.UTC
    )


def test_a_repeated_time_means_the_first() -> None:
    wanted = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert utc_instant(dt.date(2026, 10, 25), dt.time(2, 30), "Europe/Berlin") == wanted
    assert utc_instant(dt.date(2026, 10, 25), dt.time(2, 30, fold=1), "Europe/Berlin") == wanted


def test_greenland_skips_to_midnight_and_still_meets_that_evening() -> None:
    found = utc_instant(dt.date(2026, 3, 28), dt.time(23, 30), "America/Nuuk")
    assert local_date(found, "America/Nuuk") == dt.date(2026, 3, 28)


def test_a_day_that_samoa_never_had_becomes_the_next() -> None:
    found = utc_instant(dt.date(2011, 12, 30), dt.time(10), "Pacific/Apia")
    assert local_date(found, "Pacific/Apia") == dt.date(2011, 12, 31)


def test_the_week_starts_on_the_local_monday() -> None:
    sunday_evening = dt.datetime(2026, 3, 15, 20, tzinfo=dt.UTC)
    assert week_start(sunday_evening, "Europe/Berlin") == dt.date(2026, 3, 9)
    assert week_start(sunday_evening, "Asia/Tokyo") == dt.date(2026, 3, 16)


@settings(deadline=None)
@given(zones)
def test_every_known_zone_is_accepted_whatever_its_capitals(zone: str) -> None:
    assert (
        validate_zone(zone)
        == validate_zone(zone.lower())
        == validate_zone(f" {zone.upper()} ")
        == zone
    )


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Narnia", None),
        ("", None),
        ("../../etc/passwd", None),
    ],
)
def test_an_unknown_zone_is_answered_with_the_one_that_was_meant(
    typed: str, suggestion: str | None
) -> None:
    with pytest.raises(UnknownZone) as caught:
        validate_zone(typed)
    assert caught.value.suggestion == suggestion


@settings(deadline=None)
@given(st.text(max_size=10_000))
def test_any_text_at_all_may_be_offered_as_a_zone(text: str) -> None:
    with contextlib.suppress(UnknownZone):
        assert validate_zone(text) in ZONES
