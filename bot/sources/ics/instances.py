"""Dates of a recurring VEVENT, on the clock that its rule follows."""

import datetime as dt
import re
from collections.abc import Callable

from bot.sources.ics.event import VEvent, day_of
from bot.sources.parsers import recurrence
from bot.sources.parsers.model import LOOKBACK, SERIES_HORIZON
from bot.sources.parsers.timestamps import DateOrTime, read_timestamp, to_instant, to_local_time

MAX_EVENT_LENGTH = dt.timedelta(days=40)

_UNTIL = re.compile(r"UNTIL=([0-9TZ:-]+)", re.IGNORECASE)
_BYDAY = re.compile(r"BYDAY=([^;]*)", re.IGNORECASE)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EARLIEST = dt.datetime(1970, 1, 1)


def expand_series(master: VEvent, now: dt.datetime, wider: bool) -> list[DateOrTime]:
    """Return the starts of a series around now; `wider` reaches further back, for moved ones.

    Raise BadRule for a rule that cannot be expanded.
    """
    clock = _clock(master)
    first = to_local_time(master.starts, clock)
    if first < _EARLIEST:  # it would take for ever to get from there to now
        return []

    since = to_local_time(now - LOOKBACK, clock)
    until = to_local_time(now + SERIES_HORIZON, clock)
    since -= MAX_EVENT_LENGTH if wider else _length(master, clock)
    rules = [(rule, min(until, _rule_end(rule, master) or until)) for rule in master.rrules]
    extra = [_listed_start(date, first, master, clock) for date in master.rdates]
    excluded = _excluded(master, clock)
    dates = recurrence.expand_rules(rules, first, extra, excluded, (since, until))
    return [_as_given(date, master) for date in dates]


def exclusion_check(master: VEvent) -> Callable[[VEvent], bool]:
    """Return a function: is a changed instance excluded from its series, or after its end?"""
    clock = _clock(master)
    excluded = _excluded(master, clock)
    last = dt.datetime.max
    if not master.rdates:
        last = max(_rule_end(rule, master) or dt.datetime.max for rule in master.rrules)

    def is_excluded(change: VEvent) -> bool:
        date = replaced_start(change.recurrence_id or change.starts, master)
        return date in excluded or date.date() in excluded or date > last

    return is_excluded


def local_start(moment: DateOrTime, usual: dt.datetime, zone: str) -> dt.datetime:
    """Return the wall-clock time of a listed date; a date alone means the usual time of day."""
    if isinstance(moment, dt.datetime):
        return to_local_time(moment, zone)
    return dt.datetime.combine(moment, usual.time())


def replaced_start(moment: DateOrTime, master: VEvent) -> dt.datetime:
    """Return the wall-clock start of the instance of a series that a RECURRENCE-ID names."""
    if isinstance(master.starts, dt.datetime):
        return to_local_time(moment, _clock(master))
    return dt.datetime.combine(day_of(moment, master.zone), dt.time())


def _listed_start(
    moment: DateOrTime, usual: dt.datetime, master: VEvent, clock: str
) -> dt.datetime:
    if isinstance(master.starts, dt.datetime):
        return local_start(moment, usual, clock)
    return dt.datetime.combine(day_of(moment, master.zone), usual.time())


def _clock(master: VEvent) -> str:
    """Return the zone whose clock a series follows: one in UTC ignores summer time.

    But where the days of its rule are not those of its start in UTC, and are those on the clock
    of its place, its times alone are in UTC: a Tuesday evening in America is a Wednesday there.
    """
    if not isinstance(master.starts, dt.datetime) or master.starts.tzinfo is None:
        return master.zone
    days = {day[-2:].upper() for rule in master.rrules for day in _days_of_rule(rule)}
    local = to_local_time(master.starts, master.zone)
    in_utc, in_place = _WEEKDAYS[master.starts.weekday()], _WEEKDAYS[local.weekday()]
    if in_utc not in days and in_place in days:
        return master.zone
    return "UTC"


def _days_of_rule(rule: str) -> list[str]:
    match = _BYDAY.search(rule)
    return [day.strip() for day in match[1].split(",")] if match else []


def _length(master: VEvent, clock: str) -> dt.timedelta:
    if master.ends is None:
        return dt.timedelta(0)
    length = to_local_time(master.ends, clock) - to_local_time(master.starts, clock)
    return min(max(length, dt.timedelta(0)), MAX_EVENT_LENGTH)


def _as_given(date: dt.datetime, master: VEvent) -> DateOrTime:
    """Return a date in the form of the series' start: date, local time or UTC."""
    if not isinstance(master.starts, dt.datetime):
        return date.date()
    if master.starts.tzinfo and _clock(master) == "UTC":
        return date.replace(tzinfo=dt.UTC)
    if master.starts.tzinfo:
        return to_instant(date, master.zone)
    return date


def _rule_end(rule: str, master: VEvent) -> dt.datetime | None:
    """Return a rule's UNTIL; a date includes that whole day.

    Whole days end on a date too, which some programs write as its midnight in UTC and others as
    that of their zone.
    """
    match = _UNTIL.search(rule)
    end = read_timestamp(match[1]) if match else None
    if end is None:
        return None

    if isinstance(end, dt.datetime):
        local = to_local_time(end, _clock(master))
        if isinstance(master.starts, dt.datetime):
            return local
        end = end.date() if end.time() == dt.time.min else local.date()
    return dt.datetime.combine(end, dt.time(23, 59, 59))


def _excluded(master: VEvent, clock: str) -> set[DateOrTime]:
    """Return the starts, and the days, that a series leaves out.

    Midnight on the clock of a series that begins later in the day means that day.
    """
    if not isinstance(master.starts, dt.datetime):
        return {day_of(date, master.zone) for date in master.exdates}

    begins_at_midnight = to_local_time(master.starts, clock).time() == dt.time.min
    excluded: set[DateOrTime] = set()
    for date in master.exdates:
        if not isinstance(date, dt.datetime):
            excluded.add(date)
            continue
        local = to_local_time(date, clock)
        is_day = local.time() == dt.time.min and clock != "UTC" and not begins_at_midnight
        excluded.add(local.date() if is_day else local)
    return excluded
