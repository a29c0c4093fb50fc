"""Dates of polls in weeks that are not Monday to Friday, and around days off."""

import datetime as dt

from bot.dates.recurrence import monthly_rule
from bot.dates.working_time import OFFICE_HOURS, WorkingTime
from bot.happy_hour import date_options

BERLIN = WorkingTime("Europe/Berlin", region="DE")
MARCH_31, DAY = dt.date(2026, 3, 31), dt.timedelta(days=1)
THIRD_THURSDAY = monthly_rule(3, 3)
SUNDAY_TO_THURSDAY = (*(OFFICE_HOURS,) * 4, None, None, OFFICE_HOURS)
WEEKENDS = (None, None, None, None, None, OFFICE_HOURS, OFFICE_HOURS)


def april(day: int) -> dt.date:
    return dt.date(2026, 4, day)


def test_where_people_work_from_sunday_they_may_meet_on_sunday_and_not_before_their_weekend() -> (
    None
):
    jerusalem = WorkingTime("Asia/Jerusalem", SUNDAY_TO_THURSDAY)
    found = date_options.find_good_dates(april(12), april(8), jerusalem, ())
    assert found == [april(12), april(13), april(19)]  # Sunday, Monday, Sunday
    assert april(12) not in date_options.find_good_dates(april(13), april(8), BERLIN, ())


def test_nobody_meets_on_a_day_off_even_where_its_weekday_was_wished_for() -> None:
    found = date_options.find_good_dates(april(6), april(2), BERLIN, ())
    assert april(6) not in found
    assert april(13) in found


def test_lunch_is_on_a_wednesday_or_where_nobody_works_then_on_the_next_working_day() -> None:
    usual = date_options.lunch_moment(april(16), april(1), BERLIN)
    assert usual.date() == april(8)
    weekend = WorkingTime("Europe/Berlin", WEEKENDS, region="DE")
    assert date_options.lunch_moment(april(16), april(1), weekend).date() == april(11)


def test_a_poll_of_a_day_off_opens_on_the_next_working_day_and_only_once() -> None:
    closed = ((MARCH_31, april(2)),)
    berlin = WorkingTime("Europe/Berlin", region="DE", blackout=closed)
    moved = date_options.next_poll_opening(THIRD_THURSDAY, berlin, MARCH_31 - DAY)
    after_easter = april(7)
    assert (moved.day, moved.planned, moved.event_day) == (after_easter, MARCH_31, april(16))

    again = date_options.next_poll_opening(THIRD_THURSDAY, berlin, MARCH_31, MARCH_31)
    assert again.day == dt.date(2026, 5, 5)


def test_no_poll_opens_for_an_event_that_would_be_over_by_then() -> None:
    closed = ((MARCH_31, april(30)),)
    berlin = WorkingTime("Europe/Berlin", region="DE", blackout=closed)
    assert (
        date_options.next_poll_opening(THIRD_THURSDAY, berlin, MARCH_31 - DAY).event_day.month == 5
    )
