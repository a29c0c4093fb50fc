"""Hold working time to weekends, holidays and quiet hours."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.working_time import Blackout, next_open, working_days_before
from tests.bot.dates.strategies import blackouts, is_silent, zones


def test_working_days_are_counted_back_over_weekends_and_holidays() -> None:
    monday, thursday = dt.date(2026, 3, 16), dt.date(2026, 3, 12)
    assert working_days_before(monday, 0) == monday
    assert working_days_before(monday, 1) == dt.date(2026, 3, 13)
    assert working_days_before(monday, 1, ((dt.date(2026, 3, 13),) * 2,)) == thursday
    assert working_days_before(monday, 10) == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-03-16 09:00", "2026-03-16 09:00"),
        ("2026-03-16 17:59", "2026-03-16 17:59"),
        ("2026-03-16 18:00", "2026-03-17 09:00"),
        ("2026-03-17 03:00", "2026-03-17 09:00"),
        ("2026-03-20 18:30", "2026-03-23 09:00"),
        ("2026-03-21 12:00", "2026-03-23 09:00"),
        ("2026-03-27 19:00", "2026-03-30 09:00"),
    ],
)
def test_nobody_is_written_to_in_the_evening_or_at_the_weekend(now: str, opening: str) -> None:
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=berlin).astimezone(dt.UTC)
    assert next_open(moment, "Europe/Berlin") == dt.datetime.fromisoformat(opening).replace(
        tzinfo=berlin
    )


def test_a_siesta_ends_the_same_day_and_a_holiday_days_later() -> None:
    monday_at_two = dt.datetime(2026, 3, 16, 14, tzinfo=dt.UTC)
    siesta = (dt.time(14), dt.time(16))
    holiday = ((dt.date(2026, 3, 16), dt.date(2026, 3, 17)),)
    assert next_open(monday_at_two, "UTC", siesta) == dt.datetime(2026, 3, 16, 16, tzinfo=dt.UTC)
    assert next_open(monday_at_two, "UTC", siesta, holiday) == dt.datetime(
        2026, 3, 18, tzinfo=dt.UTC
    )


@settings(deadline=None)
@given(
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 12, 31), timezones=st.just(dt.UTC)),
    zones,
    blackouts,
)
def test_the_next_open_instant_is_open_and_nothing_before_it_is(
    now: dt.datetime, zone: str, blackout: Blackout
) -> None:
    opening = next_open(now, zone, blackout=blackout)
    local = opening.astimezone(zoneinfo.ZoneInfo(zone))
    assert opening >= now
    assert local.weekday() < 5
    assert not is_silent(local.date(), blackout)
    assert 9 <= local.hour < 18
    if opening > now:
        just_before = max(now, opening - dt.timedelta(minutes=1))
        assert next_open(just_before, zone, blackout=blackout) == opening
        assert local.time() == dt.time(9)
