"""Recurrence: a rule (RFC 5545) and a zone become local dates, and local dates become instants."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import cast

import msgspec
from dateutil.rrule import rrule, rrulestr

from bot.dates.local_time import UnknownZone, validate_zone
from bot.dates.working_time import (
    OFFICE_TIME,
    Blackout,
    WorkingTime,
    is_day_off,
    nearest_working_day,
    with_blackout,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = ",".join(CODES[:5])
_ONE_DAY = dt.timedelta(days=1)
_MAX_BLACKOUT = dt.timedelta(days=366)
# 29 February can be eight years away.
_MAX_YEARS = 9
# A rule that ends, or that counts hours, is none of Mingle's cadences; INTERVAL=0 never returns.
_NUMBERS = r"-?\d{1,3}(?:,-?\d{1,3})*"
_DAYS = r"(?:[-+]?\d)?(?:MO|TU|WE|TH|FR|SA|SU)"
_PART = re.compile(
    rf"(FREQ)=(DAILY|WEEKLY|MONTHLY|YEARLY)|(INTERVAL)=([1-9]\d{{0,2}})"
    rf"|(BYDAY)=({_DAYS}(?:,{_DAYS})*)"
    rf"|(BYMONTHDAY|BYMONTH|BYSETPOS)=({_NUMBERS})"
)


class Schedule(msgspec.Struct, frozen=True):
    """When something recurs: a rule, its local time and zone, and the dates to leave out.

    The first date of the rule on or after `start` counts as its first, so every second Tuesday set
    up on a Wednesday begins six days later. A date inside a blackout (first and last date, both
    inclusive), and a day off of `working_time`, moves to the next working day; an occurrence is
    keyed by the local date on which it takes place. The rule may name any weekday.
    """

    rule: str
    start: dt.date
    time: dt.time
    zone: str
    blackout: Blackout = ()
    working_time: WorkingTime = OFFICE_TIME

    def __post_init__(self) -> None:
        _recurrence(self.rule, self.start)
        if validate_zone(self.zone) != self.zone:
            raise UnknownZone(self.zone, validate_zone(self.zone))
        for first, last in self.blackout:
            if not dt.timedelta(0) <= last - first <= _MAX_BLACKOUT:
                raise ValueError(
                    f"a blackout runs forward for a year at most, not from {first} to {last}"
                )

    @property
    def calendar(self) -> WorkingTime:
        """The working time with the blackout of this schedule."""
        return with_blackout(self.working_time, self.blackout)


def occurrence_dates(
    schedule: Schedule, after: dt.date, done: dt.date | None = None
) -> Iterator[dt.date]:
    """Yield the local dates after `after` on which the schedule takes place, in order, once each.

    `done` is the last date that has taken place: a blackout added later then cannot repeat it.
    """
    calendar = schedule.calendar
    since = after
    if calendar.blackout or calendar.region:
        since = nearest_working_day(after, calendar, step=-1)

    moved: dt.date | None = None  # where a date inside a blackout went, until it has been yielded
    for planned in _planned(schedule, max(since, done or since)):
        if moved and moved <= planned:
            yield moved
            already_yielded = moved == planned
            moved = None
            if already_yielded:
                continue

        if is_day_off(planned, calendar):
            moved = moved or nearest_working_day(planned, calendar)
        elif planned > after:
            yield planned


def next_date(schedule: Schedule, after: dt.date) -> dt.date | None:
    """Return the first local date after `after` on which the schedule takes place."""
    return next(occurrence_dates(schedule, after), None)


def planned_date(schedule: Schedule, day: dt.date) -> dt.date:
    """Return the date from which the occurrence of a day has moved; the day itself where it is
    one of the rule.
    """
    calendar = schedule.calendar
    since = nearest_working_day(day - _ONE_DAY, calendar, step=-1)
    planned = list(takewhile(lambda planned: planned <= day, _planned(schedule, since)))
    moved = [planned for planned in planned if is_day_off(planned, calendar)]
    return moved[0] if moved and day not in planned else day


def weekly_rule(*weekdays: int) -> str:
    """Return the rule for every week on these weekdays, Monday being 0."""
    return every_weeks_rule(1, *weekdays)


def every_weeks_rule(n: int, *weekdays: int) -> str:
    """Return the rule for every `n` weeks on these weekdays, Monday being 0."""
    interval = f"INTERVAL={n};" if n != 1 else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={','.join(CODES[day] for day in weekdays)}"


def monthly_rule(nth: int, weekday: int | None = None) -> str:
    """Return the rule for the nth weekday of each month, or its nth working day; -1 is the last."""
    if weekday is None:
        return f"FREQ=MONTHLY;BYDAY={WORKDAYS};BYSETPOS={nth}"
    return f"FREQ=MONTHLY;BYDAY={nth}{CODES[weekday]}"


@lru_cache(maxsize=1024)
def rule_parts(rule: str) -> dict[str, str]:
    """Return the parts of a rule by their names; raise ValueError for a rule that is none."""
    parts: dict[str, str] = {}
    for text in rule.split(";"):
        match = _PART.fullmatch(text)
        if match is None:
            raise ValueError(_unknown_rule(rule))

        key, value = (group for group in match.groups() if group)
        if key in parts:
            raise ValueError(_unknown_rule(rule))
        parts[key] = value
    return parts


def _unknown_rule(rule: str) -> str:
    return f"“{rule}” is not a recurrence Mingle knows; try “{weekly_rule(1)}”"


@lru_cache(maxsize=1024)
def _recurrence(rule: str, start: dt.date) -> rrule:
    """Return the rule as dateutil's, anchored at its first date on or after `start`."""
    if "FREQ" not in rule_parts(rule):
        raise ValueError(f"“{rule}” does not say how often; try “{weekly_rule(1)}”")

    midnight = dt.datetime.combine(start, dt.time.min)
    horizon = midnight.replace(year=min(start.year + _MAX_YEARS, dt.MAXYEAR), day=28)
    anchored = cast(rrule, rrulestr(rule, dtstart=midnight))
    first = next(iter(anchored.replace(interval=1, until=horizon)), None)
    if first is None:
        raise ValueError(f"“{rule}” never happens")
    return anchored.replace(dtstart=first, cache=True)


@lru_cache(maxsize=4096)
def _dates_of_year(rule: str, start: dt.date, year: int) -> tuple[dt.date, ...]:
    bounds = dt.datetime(year, 1, 1), dt.datetime(year, 12, 31)
    return tuple(found.date() for found in _recurrence(rule, start).between(*bounds, inc=True))


def _planned(schedule: Schedule, after: dt.date) -> Iterator[dt.date]:
    for year in range(max(after.year, schedule.start.year), dt.MAXYEAR + 1):
        days = _dates_of_year(schedule.rule, schedule.start, year)
        yield from days[bisect_right(days, after) :]
