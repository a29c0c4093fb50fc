"""Hold schedules to the calendar: each date once, whatever clocks, years and holidays do."""

import calendar
import datetime as dt
from itertools import islice, pairwise, takewhile

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cadences import describe_schedule
from bot.dates import recurrence as when
from bot.dates.local_time import UnknownZone
from bot.dates.recurrence import Schedule, occurrence_dates
from bot.dates.working_time import Blackout
from tests.bot.dates.strategies import DAY, blackouts, days, is_silent

TUESDAY, THURSDAY, FRIDAY = 1, 3, 4

rules = st.one_of(
    st.builds(when.every_weeks_rule, st.integers(1, 8), st.integers(0, 6)),
    st.builds(when.weekly_rule, st.integers(0, 6), st.integers(0, 6)),
    st.builds(when.monthly_rule, st.sampled_from([-1, 1, 2, 3, 4]), st.none() | st.integers(0, 6)),
    st.just("FREQ=DAILY"),
)


def schedule(rule: str, start: dt.date = dt.date(2025, 1, 1), blackout: Blackout = ()) -> Schedule:
    return Schedule(rule, start, dt.time(10), "Europe/Berlin", blackout)


def until(rhythm: Schedule, last: dt.date, after: dt.date = dt.date.min) -> list[dt.date]:
    return list(takewhile(lambda day: day <= last, occurrence_dates(rhythm, after)))


def moved(day: dt.date, blackout: Blackout) -> dt.date:
    if not is_silent(day, blackout):
        return day
    later = (day + number * DAY for number in range(1000))
    return next(other for other in later if other.weekday() < 5 and not is_silent(other, blackout))


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("nth", [1, 2, 3, 4, -1])
def test_the_nth_weekday_is_right_in_every_month(nth: int, weekday: int) -> None:
    expected = []
    for year in range(2025, 2041):
        for month in range(1, 13):
            such = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
            expected.append(dt.date(year, month, such[nth - 1 if nth > 0 else nth]))
    assert until(schedule(when.monthly_rule(nth, weekday)), dt.date(2040, 12, 31)) == expected


def test_the_last_working_day_is_right_in_every_month() -> None:
    expected = []
    for year in range(2025, 2041):
        for month in range(1, 13):
            weeks = calendar.monthcalendar(year, month)
            expected.append(dt.date(year, month, max(day for week in weeks for day in week[:5])))
    assert until(schedule(when.monthly_rule(-1)), dt.date(2040, 12, 31)) == expected


@settings(deadline=None)
@given(st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 31)), st.integers(0, 6), st.integers(1, 6))
def test_every_few_weeks_keeps_its_parity_over_long_years(
    start: dt.date, weekday: int, weeks: int
) -> None:
    found = list(
        islice(
            occurrence_dates(schedule(when.every_weeks_rule(weeks, weekday), start), start - DAY),
            120,
        )
    )
    assert start <= found[0] < start + 7 * DAY
    assert {later - earlier for earlier, later in pairwise(found)} == {weeks * 7 * DAY}
    assert found[0].weekday() == weekday


def test_every_second_tuesday_survives_the_53_weeks_of_2026() -> None:
    found = until(
        schedule(when.every_weeks_rule(2, TUESDAY), dt.date(2026, 12, 8)), dt.date(2027, 1, 20)
    )
    assert found == [
        dt.date(2026, 12, 8),
        dt.date(2026, 12, 22),
        dt.date(2027, 1, 5),
        dt.date(2027, 1, 19),
    ]


def test_every_second_tuesday_set_up_on_a_wednesday_begins_six_days_later() -> None:
    found = schedule(when.every_weeks_rule(2, TUESDAY), dt.date(2026, 3, 4))
    assert list(islice(occurrence_dates(found, dt.date(2026, 1, 1)), 2)) == [
        dt.date(2026, 3, 10),
        dt.date(2026, 3, 24),
    ]


def test_the_next_date_comes_after_the_given_one() -> None:
    tuesdays = schedule(when.weekly_rule(TUESDAY))
    assert when.next_date(tuesdays, dt.date(2026, 3, 9)) == dt.date(2026, 3, 10)
    assert when.next_date(tuesdays, dt.date(2026, 3, 10)) == dt.date(2026, 3, 17)


def test_there_is_no_next_date_at_the_end_of_the_calendar() -> None:
    tuesdays = schedule(when.weekly_rule(TUESDAY), dt.date(9999, 12, 1))
    assert when.next_date(tuesdays, dt.date(9999, 12, 28)) is None


@settings(deadline=None)
@given(rules, days, blackouts, days)
def test_a_blackout_moves_dates_and_never_loses_or_doubles_one(
    rule: str, start: dt.date, blackout: Blackout, after: dt.date
) -> None:
    last = dt.date(2030, 12, 31)
    expected = {moved(day, blackout) for day in until(schedule(rule, start), last)}
    assert until(schedule(rule, start, blackout), last, after) == sorted(
        day for day in expected if after < day <= last
    )


def test_two_dates_that_a_holiday_moves_to_the_same_monday_count_once() -> None:
    holiday = ((dt.date(2026, 12, 21), dt.date(2027, 1, 3)),)
    found = list(
        islice(
            occurrence_dates(
                schedule(when.weekly_rule(TUESDAY), blackout=holiday), dt.date(2026, 12, 15)
            ),
            3,
        )
    )
    assert found == [dt.date(2027, 1, 4), dt.date(2027, 1, 5), dt.date(2027, 1, 12)]


def test_a_saturday_inside_the_wait_for_monday_keeps_its_place() -> None:
    fridays_and_saturdays = schedule(
        when.weekly_rule(4, 5), blackout=((dt.date(2026, 3, 6), dt.date(2026, 3, 6)),)
    )
    found = list(islice(occurrence_dates(fridays_and_saturdays, dt.date(2026, 3, 1)), 3))
    assert found == [dt.date(2026, 3, 7), dt.date(2026, 3, 9), dt.date(2026, 3, 13)]


def test_a_saturday_that_is_today_is_not_the_next_one() -> None:
    saturdays = schedule(
        when.weekly_rule(5), blackout=((dt.date(2026, 12, 21), dt.date(2027, 1, 3)),)
    )
    assert when.next_date(saturdays, dt.date(2026, 3, 7)) == dt.date(2026, 3, 14)


def test_forty_quiet_years_in_a_row_are_passed_over_in_one_step() -> None:
    years = [dt.date(2026, 3, 1) + number * dt.timedelta(days=366) for number in range(40)]
    quiet = tuple((first, first + dt.timedelta(days=365)) for first in years)
    tuesdays = schedule(when.weekly_rule(TUESDAY), blackout=quiet)
    assert when.next_date(tuesdays, dt.date(2026, 3, 2)) == dt.date(2066, 3, 31)


def test_a_blackout_added_after_a_round_does_not_repeat_it() -> None:
    tuesdays = schedule(
        when.weekly_rule(TUESDAY), blackout=((dt.date(2026, 3, 9), dt.date(2026, 3, 13)),)
    )
    wednesday, ran = dt.date(2026, 3, 11), dt.date(2026, 3, 10)
    assert next(occurrence_dates(tuesdays, wednesday)) == dt.date(2026, 3, 16)
    assert next(occurrence_dates(tuesdays, wednesday, done=ran)) == dt.date(2026, 3, 17)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "Tuesdays",
        "BYDAY=TU",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;INTERVAL=0;BYDAY=TU",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
        "FREQ=WEEKLY;BYDAY=TU\nRDATE:20260101",
    ],
)
def test_a_rule_that_ends_never_happens_or_makes_no_sense_is_refused(rule: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        schedule(rule)


@pytest.mark.parametrize(
    ("first", "last"), [((2026, 3, 2), (2026, 3, 1)), ((2026, 1, 1), (9999, 12, 31))]
)
def test_a_blackout_that_runs_backwards_or_for_ever_is_refused(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    with pytest.raises(ValueError, match="for a year at most"):
        schedule(when.weekly_rule(TUESDAY), blackout=((dt.date(*first), dt.date(*last)),))


def test_a_birthday_on_29_february_is_kept_every_fourth_year() -> None:
    found = schedule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert list(islice(occurrence_dates(found, dt.date(2025, 1, 1)), 2)) == [
        dt.date(2028, 2, 29),
        dt.date(2032, 2, 29),
    ]


def test_a_schedule_comes_back_from_json_as_it_was() -> None:
    kept = schedule(
        when.weekly_rule(TUESDAY), blackout=((dt.date(2026, 12, 21), dt.date(2027, 1, 3)),)
    )
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Schedule) == kept


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (when.weekly_rule(TUESDAY), "every Tuesday"),
        (when.every_weeks_rule(2, TUESDAY), "every second Tuesday"),
        (when.every_weeks_rule(6, FRIDAY), "every 6 Fridays"),
        (when.weekly_rule(0, 2, 4), "every Monday, Wednesday and Friday"),
        (when.every_weeks_rule(2, 0, 3), "every second week on Monday and Thursday"),
        (when.weekly_rule(0, 1, 2, 3, 4), "every weekday"),
        (when.monthly_rule(3, THURSDAY), "the third Thursday of every month"),
        (when.monthly_rule(-1, FRIDAY), "the last Friday of every month"),
        (when.monthly_rule(-1), "the last weekday of every month"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "the first Tuesday of every second month"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "day 15 of every month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "the last day of every month"),
        ("FREQ=DAILY;INTERVAL=10", "every 10 days"),
        ("FREQ=MONTHLY;BYDAY=2MO,4MO", "by the rule FREQ=MONTHLY;BYDAY=2MO,4MO"),
        ("FREQ=WEEKLY;BYDAY=2TU", "by the rule FREQ=WEEKLY;BYDAY=2TU"),
    ],
)
def test_a_schedule_is_told_in_plain_words(rule: str, words: str) -> None:
    assert describe_schedule(schedule(rule)) == f"{words} at 10:00, Europe/Berlin"


@settings(deadline=None)
@given(rules)
def test_every_rule_a_form_can_build_has_plain_words(rule: str) -> None:
    assert "rule" not in describe_schedule(schedule(rule))


def test_a_schedule_needs_the_exact_name_of_its_zone() -> None:
    with pytest.raises(UnknownZone, match="Europe/Berlin"):
        Schedule(when.weekly_rule(TUESDAY), dt.date(2026, 1, 1), dt.time(10), "europe/berlin")
