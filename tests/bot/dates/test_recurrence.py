"""Hold schedules to the calendar: each date once, whatever clocks, years and holidays do."""

import calendar
import contextlib
import datetime as dt
import zoneinfo
from collections.abc import Iterator
from itertools import islice, pairwise, takewhile

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates import recurrence as when
from bot.dates.local_time import UnknownZone, local_date, utc_instant, validate_zone, week_start
from bot.dates.recurrence import Schedule, occurrence_dates
from bot.dates.working_time import Blackout, next_open, working_days_before

ZONES = sorted(zoneinfo.available_timezones() - {"Factory", "localtime"})
HALF_HOURS = [dt.time(hour, minute) for hour in range(24) for minute in (0, 30)]
DAY = dt.timedelta(days=1)
QUARTER = dt.timedelta(minutes=15)
TUESDAY, THURSDAY, FRIDAY = 1, 3, 4

days = st.dates(dt.date(2025, 1, 1), dt.date(2029, 12, 31))
zones = st.sampled_from(ZONES)
rules = st.one_of(
    st.builds(when.every_weeks_rule, st.integers(1, 8), st.integers(0, 6)),
    st.builds(when.weekly_rule, st.integers(0, 6), st.integers(0, 6)),
    st.builds(when.monthly_rule, st.sampled_from([-1, 1, 2, 3, 4]), st.none() | st.integers(0, 6)),
    st.just("FREQ=DAILY"),
)
spans = st.builds(lambda first, length: (first, first + length * DAY), days, st.integers(0, 40))
blackouts = st.lists(spans, max_size=8).map(tuple)


def schedule(rule: str, start: dt.date = dt.date(2025, 1, 1), blackout: Blackout = ()) -> Schedule:
    return Schedule(rule, start, dt.time(10), "Europe/Berlin", blackout)


def until(rhythm: Schedule, last: dt.date, after: dt.date = dt.date.min) -> list[dt.date]:
    return list(takewhile(lambda day: day <= last, occurrence_dates(rhythm, after)))


def is_silent(day: dt.date, blackout: Blackout) -> bool:
    return any(first <= day <= last for first, last in blackout)


def moved(day: dt.date, blackout: Blackout) -> dt.date:
    if not is_silent(day, blackout):
        return day
    later = (day + number * DAY for number in range(1000))
    return next(other for other in later if other.weekday() < 5 and not is_silent(other, blackout))


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
    assert when.describe_schedule(schedule(rule)) == f"{words} at 10:00, Europe/Berlin"


@settings(deadline=None)
@given(rules)
def test_every_rule_a_form_can_build_has_plain_words(rule: str) -> None:
    assert "rule" not in when.describe_schedule(schedule(rule))


def test_working_days_are_counted_back_over_weekends_and_holidays() -> None:
    monday, thursday = dt.date(2026, 3, 16), dt.date(2026, 3, 12)
    assert working_days_before(monday, 0) == monday
    assert working_days_before(monday, 1) == dt.date(2026, 3, 13)
    assert working_days_before(monday, 1, ((dt.date(2026, 3, 13),) * 2,)) == thursday
    assert working_days_before(monday, 10) == dt.date(2026, 3, 2)


def test_the_week_starts_on_the_local_monday() -> None:
    sunday_evening = dt.datetime(2026, 3, 15, 20, tzinfo=dt.UTC)
    assert week_start(sunday_evening, "Europe/Berlin") == dt.date(2026, 3, 9)
    assert week_start(sunday_evening, "Asia/Tokyo") == dt.date(2026, 3, 16)


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


def test_a_schedule_needs_the_exact_name_of_its_zone() -> None:
    with pytest.raises(UnknownZone, match="Europe/Berlin"):
        Schedule(when.weekly_rule(TUESDAY), dt.date(2026, 1, 1), dt.time(10), "europe/berlin")


@settings(deadline=None)
@given(st.text(max_size=10_000))
def test_any_text_at_all_may_be_offered_as_a_zone(text: str) -> None:
    with contextlib.suppress(UnknownZone):
        assert validate_zone(text) in ZONES
