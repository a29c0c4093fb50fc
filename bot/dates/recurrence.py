"""Recurrence: a rule (RFC 5545) and a zone become local dates, and local dates become instants."""

import datetime as dt
import difflib
import re
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import cast

import msgspec
from dateutil.rrule import rrule, rrulestr

Blackout = tuple[tuple[dt.date, dt.date], ...]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DEFAULT_QUIET_HOURS = (dt.time(18), dt.time(9))

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = ",".join(_CODES[:5])
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_ONE_DAY = dt.timedelta(days=1)
_MAX_BLACKOUT = dt.timedelta(days=366)
# 29 February can be eight years away.
_MAX_YEARS = 9
# A rule that ends, or that counts hours, is none of Mingle's cadences; INTERVAL=0 would never
# return.
_NUMBERS = r"-?\d{1,3}(?:,-?\d{1,3})*"
_DAYS = r"(?:[-+]?\d)?(?:MO|TU|WE|TH|FR|SA|SU)"
_PART = re.compile(
    rf"(FREQ)=(DAILY|WEEKLY|MONTHLY|YEARLY)|(INTERVAL)=([1-9]\d{{0,2}})|(BYDAY)=({_DAYS}(?:,{_DAYS})*)"
    rf"|(BYMONTHDAY|BYMONTH|BYSETPOS)=({_NUMBERS})"
)


class UnknownZone(ValueError):
    """Unknown time zone; `suggestion` is the closest known name."""

    def __init__(self, name: str, suggestion: str | None) -> None:
        hint = f"; did you mean “{suggestion}”?" if suggestion else "; try one like “Europe/Berlin”"
        super().__init__(f"no time zone is called “{name}”{hint}")
        self.name = name
        self.suggestion = suggestion


class Schedule(msgspec.Struct, frozen=True):
    """When something recurs: a rule, its local time and zone, and the dates to leave out.

    The first date of the rule on or after `start` counts as its first, so every second Tuesday set
    up on a Wednesday begins six days later. A date inside a blackout (first and last date, both
    inclusive) moves to the next working day; an occurrence is keyed by the local date on which it
    takes place.
    """

    rule: str
    start: dt.date
    time: dt.time
    zone: str
    blackout: Blackout = ()

    def __post_init__(self) -> None:
        _recurrence(self.rule, self.start)
        if validate_zone(self.zone) != self.zone:
            raise UnknownZone(self.zone, validate_zone(self.zone))
        for first, last in self.blackout:
            if not dt.timedelta(0) <= last - first <= _MAX_BLACKOUT:
                raise ValueError(
                    f"a blackout runs forward for a year at most, not from {first} to {last}"
                )


def occurrence_dates(
    schedule: Schedule, after: dt.date, done: dt.date | None = None
) -> Iterator[dt.date]:
    """Yield the local dates after `after` on which the schedule takes place, in order, once each.

    `done` is the last date that has taken place: a blackout added later then cannot repeat it.
    """
    since = _open_day(after, schedule.blackout, -1) if schedule.blackout else after
    moved: dt.date | None = None
    for planned in _planned(schedule, max(since, done or since)):
        if moved and moved <= planned:
            yield moved
            if moved == planned:
                moved = None
                continue
            moved = None
        if _in_blackout(planned, schedule.blackout):
            moved = moved or _open_day(planned, schedule.blackout)
        elif planned > after:
            yield planned


def next_date(schedule: Schedule, after: dt.date) -> dt.date | None:
    """Return the first local date after `after` on which the schedule takes place."""
    return next(occurrence_dates(schedule, after), None)


def utc_instant(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """Return the UTC instant of a local time; a skipped one moves forward, of two equal the first.

    Where clocks skip midnight there may be no later time that day: then it moves back by the gap.
    """
    local = dt.datetime.combine(day, time.replace(fold=0), _zone(zone))
    found = local.astimezone(dt.UTC)
    if local_date(found, zone) == day:
        return found
    earlier = local.replace(fold=1).astimezone(dt.UTC)
    # Samoa had no 30 December 2011 at all.
    return earlier if local_date(earlier, zone) == day else found


def local_date(now: dt.datetime, zone: str) -> dt.date:
    """Return the date on the calendar of somebody in this zone."""
    return now.astimezone(_zone(zone)).date()


def week_start(now: dt.datetime, zone: str) -> dt.date:
    """Return the Monday of the local week."""
    today = local_date(now, zone)
    return today - today.weekday() * _ONE_DAY


def working_days_before(day: dt.date, n: int, blackout: Blackout = ()) -> dt.date:
    """Return the date `n` working days earlier: Monday to Friday, outside any blackout."""
    for _ in range(n):
        day = _open_day(day - _ONE_DAY, blackout, -1)
    return day


def next_open(
    now: dt.datetime,
    zone: str,
    quiet: tuple[dt.time, dt.time] = DEFAULT_QUIET_HOURS,
    blackout: Blackout = (),
) -> dt.datetime:
    """Return `now` if people may be written to, else the instant when their quiet hours end."""
    local = now.astimezone(_zone(zone))
    if _is_open(local.date(), blackout) and not _is_quiet(local.time(), quiet):
        return now
    day = local.date()
    while True:
        day = _open_day(day, blackout)
        for time in sorted({dt.time.min, quiet[1]}):
            opening = utc_instant(day, time, zone)
            if opening > now and not _is_quiet(time, quiet):
                return opening
        day += _ONE_DAY


def weekly_rule(*weekdays: int) -> str:
    """Return the rule for every week on these weekdays, Monday being 0."""
    return every_weeks_rule(1, *weekdays)


def every_weeks_rule(n: int, *weekdays: int) -> str:
    """Return the rule for every `n` weeks on these weekdays, Monday being 0."""
    interval = f"INTERVAL={n};" if n != 1 else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={','.join(_CODES[day] for day in weekdays)}"


def monthly_rule(nth: int, weekday: int | None = None) -> str:
    """Return the rule for the nth such weekday of each month, or its nth working day; -1 is the
    last."""
    if weekday is None:
        return f"FREQ=MONTHLY;BYDAY={_WORKDAYS};BYSETPOS={nth}"
    return f"FREQ=MONTHLY;BYDAY={nth}{_CODES[weekday]}"


def describe_schedule(schedule: Schedule) -> str:
    """Return a schedule in plain words."""
    return f"{_cadence(schedule)} at {schedule.time:%H:%M}, {schedule.zone}"


@lru_cache(maxsize=1024)
def validate_zone(zone: str) -> str:
    """Return the IANA name of a time zone whatever its capitals, or raise UnknownZone."""
    known = _zones()
    wanted = zone.strip().replace(" ", "_").casefold()
    if wanted in known:
        return known[wanted]
    cities = {name.rpartition("/")[2]: full for name, full in known.items() if "/" in name}
    near = difflib.get_close_matches(wanted[:64], [*known, *cities], n=1, cutoff=0.75)
    raise UnknownZone(zone, (known.get(near[0]) or cities[near[0]]) if near else None)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    names = zoneinfo.available_timezones() - {"Factory", "localtime"}
    return {name.casefold(): name for name in sorted(names)}


@lru_cache(maxsize=1024)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


@lru_cache(maxsize=1024)
def _parts(rule: str) -> dict[str, str]:
    parts = {}
    for text in rule.split(";"):
        match = _PART.fullmatch(text)
        key, value = filter(None, match.groups()) if match else ("", "")
        if not match or key in parts:
            raise ValueError(f"“{rule}” is not a recurrence Mingle knows; try “{weekly_rule(1)}”")
        parts[key] = value
    return parts


@lru_cache(maxsize=1024)
def _recurrence(rule: str, start: dt.date) -> rrule:
    midnight = dt.datetime.combine(start, dt.time.min)
    horizon = midnight.replace(year=min(start.year + _MAX_YEARS, dt.MAXYEAR), day=28)
    if "FREQ" not in _parts(rule):
        raise ValueError(f"“{rule}” does not say how often; try “{weekly_rule(1)}”")
    every = cast(rrule, rrulestr(rule, dtstart=midnight))
    first = next(iter(every.replace(interval=1, until=horizon)), None)
    if first is None:
        raise ValueError(f"“{rule}” never happens")
    return every.replace(dtstart=first, cache=True)


@lru_cache(maxsize=4096)
def _dates_of_year(rule: str, start: dt.date, year: int) -> tuple[dt.date, ...]:
    bounds = dt.datetime(year, 1, 1), dt.datetime(year, 12, 31)
    return tuple(found.date() for found in _recurrence(rule, start).between(*bounds, inc=True))


def _planned(schedule: Schedule, after: dt.date) -> Iterator[dt.date]:
    for year in range(max(after.year, schedule.start.year), dt.MAXYEAR + 1):
        days = _dates_of_year(schedule.rule, schedule.start, year)
        yield from days[bisect_right(days, after) :]


def _in_blackout(day: dt.date, blackout: Blackout) -> bool:
    return any(first <= day <= last for first, last in blackout)


def _is_open(day: dt.date, blackout: Blackout) -> bool:
    return day.weekday() < 5 and not _in_blackout(day, blackout)


def _open_day(day: dt.date, blackout: Blackout, step: int = 1) -> dt.date:
    while not _is_open(day, blackout):
        day += step * _ONE_DAY
    return day


def _is_quiet(time: dt.time, quiet: tuple[dt.time, dt.time]) -> bool:
    begins, ends = quiet
    return begins <= time < ends if begins <= ends else time >= begins or time < ends


def _cadence(schedule: Schedule) -> str:
    parts = {"INTERVAL": "1", **_parts(schedule.rule)}
    number = int(parts.pop("INTERVAL"))
    match parts:
        case {"FREQ": "DAILY", **rest} if not rest:
            return _every(number, "day")
        case {"FREQ": "WEEKLY", "BYDAY": days, **rest} if not rest and (names := _names(days)):
            return (
                f"{_every(number, 'week')} on {names}"
                if number > 1 and "," in days
                else _every(number, names)
            )
        case {"FREQ": "MONTHLY", "BYDAY": days, **rest} if rest.keys() <= {"BYSETPOS"}:
            which = _nth(days, rest.get("BYSETPOS"))
        case {"FREQ": "MONTHLY", "BYMONTHDAY": day, **rest} if not rest and "," not in day:
            which = "the last day" if day == "-1" else f"day {day}"
        case _:
            which = None
    return f"{which} of {_every(number, 'month')}" if which else f"by the rule {schedule.rule}"


def _every(number: int, unit: str) -> str:
    if number == 1:
        return f"every {unit}"
    return f"every {_ORDINALS[number]} {unit}" if number in _ORDINALS else f"every {number} {unit}s"


def _names(days: str) -> str | None:
    if days == _WORKDAYS:
        return "weekday"
    if not set(days.split(",")) <= set(_CODES):
        return None
    *most, last = [WEEKDAYS[_CODES.index(day)] for day in days.split(",")]
    return f"{', '.join(most)} and {last}" if most else last


def _nth(days: str, position: str | None) -> str | None:
    number, day = (position, days) if position else (days[:-2], days[-2:])
    if number.lstrip("+") not in map(str, _ORDINALS) or (day != _WORKDAYS and day not in _CODES):
        return None
    return f"the {_ORDINALS[int(number)]} {_names(day)}"
