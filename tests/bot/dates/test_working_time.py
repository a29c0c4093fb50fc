"""Hold working time to weekends, shifts, holidays and quiet hours."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.working_time import (
    OFFICE_HOURS,
    OFFICE_WEEK,
    Blackout,
    Hours,
    WorkingTime,
    is_open,
    is_working_day,
    is_working_moment,
    moment_on,
    nearest_working_day,
    next_open,
    utc_working_hours,
    working_days_after,
    working_days_before,
)
from tests.bot.dates.strategies import blackouts, days, is_silent, zones

BERLIN = WorkingTime("Europe/Berlin")
HOUR = dt.timedelta(hours=1)


def hours(begins: int, ends: int) -> Hours:
    return dt.time(begins % 24), dt.time(ends % 24)


JERUSALEM = WorkingTime("Asia/Jerusalem", (*(hours(9, 18),) * 4, None, None, hours(9, 18)))
EVENINGS = WorkingTime("Europe/London", (*(hours(17, 22),) * 5, hours(10, 22), hours(10, 22)))
NIGHTS = WorkingTime("America/Chicago", (*(hours(22, 6),) * 5, None, None))


def at(words: str, zone: str = "Europe/Berlin") -> dt.datetime:
    local = dt.datetime.fromisoformat(words).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return local.astimezone(dt.UTC)


def test_working_days_are_counted_back_over_weekends_and_holidays() -> None:
    monday, thursday = dt.date(2026, 3, 16), dt.date(2026, 3, 12)
    friday_off = WorkingTime(blackout=((dt.date(2026, 3, 13),) * 2,))
    assert working_days_before(monday, 0) == monday
    assert working_days_before(monday, 1) == dt.date(2026, 3, 13)
    assert working_days_before(monday, 1, friday_off) == thursday
    assert working_days_before(monday, 10) == dt.date(2026, 3, 2)
    assert working_days_after(thursday, 2) == monday


def test_in_jerusalem_the_working_day_before_monday_is_sunday() -> None:
    assert working_days_before(dt.date(2026, 3, 16), 1, JERUSALEM) == dt.date(2026, 3, 15)
    assert working_days_before(dt.date(2026, 3, 15), 1, JERUSALEM) == dt.date(2026, 3, 12)
    assert is_open(at("2026-03-15 10:00", "Asia/Jerusalem"), JERUSALEM)
    assert not is_open(at("2026-03-13 10:00", "Asia/Jerusalem"), JERUSALEM)


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
    assert next_open(at(now), BERLIN) == at(opening)


def test_a_siesta_ends_the_same_day_and_a_holiday_days_later() -> None:
    monday_at_two = dt.datetime(2026, 3, 16, 14, tzinfo=dt.UTC)
    siesta = WorkingTime(quiet=(dt.time(14), dt.time(16)))
    holiday = ((dt.date(2026, 3, 16), dt.date(2026, 3, 17)),)
    away = WorkingTime(quiet=siesta.quiet, blackout=holiday)
    assert next_open(monday_at_two, siesta) == dt.datetime(2026, 3, 16, 16, tzinfo=dt.UTC)
    assert next_open(monday_at_two, away) == dt.datetime(2026, 3, 18, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-03-16 12:00", "2026-03-16 22:00"),
        ("2026-03-17 03:00", "2026-03-17 03:00"),  # Monday's shift
        ("2026-03-21 05:59", "2026-03-21 05:59"),  # Friday's, on Saturday
        ("2026-03-21 06:00", "2026-03-23 22:00"),
        ("2026-03-23 03:00", "2026-03-23 22:00"),  # Sunday has no shift
    ],
)
def test_a_night_shift_belongs_to_the_day_on_which_it_begins(now: str, opening: str) -> None:
    zone = "America/Chicago"
    assert next_open(at(now, zone), NIGHTS) == at(opening, zone)


def test_night_workers_with_quiet_hours_of_their_own_are_written_to_outside_them() -> None:
    noon_to_eight = (dt.time(8), dt.time(20))
    nights = WorkingTime("America/Chicago", NIGHTS.week, noon_to_eight)
    assert is_open(at("2026-03-16 20:30", "America/Chicago"), nights)
    assert is_open(at("2026-03-17 07:30", "America/Chicago"), nights)
    assert not is_open(at("2026-03-17 08:30", "America/Chicago"), nights)
    assert is_open(at("2026-03-21 05:30", "America/Chicago"), nights)
    assert not is_open(at("2026-03-21 07:30", "America/Chicago"), nights)


def test_a_community_lives_in_the_evening_and_on_saturdays() -> None:
    assert next_open(at("2026-03-20 12:00", "Europe/London"), EVENINGS) == at(
        "2026-03-20 17:00", "Europe/London"
    )
    assert is_open(at("2026-03-21 20:00", "Europe/London"), EVENINGS)
    assert nearest_working_day(dt.date(2026, 3, 21), EVENINGS) == dt.date(2026, 3, 21)


def test_what_would_be_too_early_or_too_late_moves_into_the_days_hours() -> None:
    friday = dt.date(2026, 3, 20)
    assert moment_on(friday, dt.time(10), BERLIN) == at("2026-03-20 10:00")
    assert moment_on(friday, dt.time(6), BERLIN) == at("2026-03-20 09:00")
    assert moment_on(friday, dt.time(20), BERLIN) == at("2026-03-20 17:00")
    evening = moment_on(friday, dt.time(9), EVENINGS)
    assert evening == at("2026-03-20 17:00", "Europe/London")


def test_berlin_and_auckland_share_no_working_hour_and_berlin_and_london_eight() -> None:
    monday = dt.date(2026, 3, 16)
    berlin, auckland, london = (
        utc_working_hours(WorkingTime(zone), monday)
        for zone in ("Europe/Berlin", "Pacific/Auckland", "Europe/London")
    )
    assert len(berlin) == len(auckland) == 5 * 9
    assert not berlin & auckland
    assert len(berlin & london) == 5 * 8


@settings(deadline=None)
@given(
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2028, 12, 31), timezones=st.just(dt.UTC)),
    zones,
    blackouts,
)
def test_the_next_open_instant_is_open_and_nothing_before_it_is(
    now: dt.datetime, zone: str, blackout: Blackout
) -> None:
    office = WorkingTime(zone, blackout=blackout)
    opening = next_open(now, office)
    local = opening.astimezone(zoneinfo.ZoneInfo(zone))
    assert opening >= now
    assert local.weekday() < 5
    assert not is_silent(local.date(), blackout)
    assert 9 <= local.hour < 18
    if opening > now:
        just_before = max(now, opening - dt.timedelta(minutes=1))
        assert next_open(just_before, office) == opening
        assert local.time() == dt.time(9)


some_hours = st.tuples(*[st.integers(0, 23).map(dt.time)] * 2)
weeks = st.tuples(*[st.none() | some_hours] * 7).filter(any)
moments = st.integers(0, 3 * 365 * 24 * 4).map(
    lambda quarter: dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + quarter * HOUR / 4
)
working_times = st.builds(
    WorkingTime,
    st.sampled_from(["UTC", "Asia/Kolkata", "Asia/Jerusalem", "Pacific/Auckland"]),
    weeks,
    st.none() | some_hours.filter(lambda span: span[0] != span[1]),
    blackouts,
    st.sampled_from(["", "DE", "IN-MH", "US-CA", "GB-SCT"]),
)


@settings(deadline=None)
@given(moments, working_times)
def test_whatever_hours_people_keep_they_are_written_to_as_soon_as_they_are_open(
    now: dt.datetime, own: WorkingTime
) -> None:
    opening = next_open(now, own)
    assert is_open(opening, own)
    assert next_open(opening, own) == opening
    moment = now
    while moment < min(opening, now + 8 * 24 * HOUR):
        assert not is_open(moment, own) or moment == opening
        moment += HOUR / 4


@settings(deadline=None)
@given(days, working_times)
def test_working_days_before_and_after_lead_back_to_a_working_day(
    day: dt.date, own: WorkingTime
) -> None:
    here = nearest_working_day(day, own)
    assert here >= day
    assert is_working_day(here, own)
    assert working_days_before(working_days_after(here, 2, own), 2, own) == here


@settings(deadline=None)
@given(days, weeks, st.sampled_from(["UTC", "Asia/Kolkata", "Pacific/Auckland"]))
def test_the_whole_hours_of_a_week_are_working_hours(
    day: dt.date, week: tuple[Hours | None, ...], zone: str
) -> None:
    own = WorkingTime(zone, week)
    monday = day - dt.timedelta(days=day.weekday())
    for number in utc_working_hours(own, monday):
        moment = dt.datetime.fromtimestamp(number * 3600, dt.UTC)
        assert is_working_moment(moment, own)
        assert is_working_moment(moment + HOUR - dt.timedelta(minutes=1), own)


def test_the_usual_week_is_monday_to_friday_nine_to_six() -> None:
    assert OFFICE_WEEK[:5] == (OFFICE_HOURS,) * 5 == (hours(9, 18),) * 5
    assert OFFICE_WEEK[5:] == (None, None)
