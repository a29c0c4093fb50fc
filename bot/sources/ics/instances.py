"""Dates of a recurring VEVENT, on the clock that its rule follows."""

import datetime as dt
import re
from collections.abc import Callable

from bot.sources.ics.event import VEvent
from bot.sources.parsers import recurrence
from bot.sources.parsers.model import LOOKBACK, SERIES_HORIZON
from bot.sources.parsers.timestamps import DateOrTime, read_timestamp, to_local_time

MAX_EVENT_LENGTH = dt.timedelta(days=40)

_UNTIL = re.compile(r"UNTIL=([0-9TZ:-]+)", re.IGNORECASE)
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
    extra = [local_start(date, first, clock) for date in master.rdates]
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
        date = to_local_time(change.recurrence_id or change.starts, clock)
        return date in excluded or date.date() in excluded or date > last

    return is_excluded


def local_start(moment: DateOrTime, usual: dt.datetime, zone: str) -> dt.datetime:
    """Return the wall-clock time of a listed date; a date alone means the usual time of day."""
    if isinstance(moment, dt.datetime):
        return to_local_time(moment, zone)
    return dt.datetime.combine(moment, usual.time())


def _clock(master: VEvent) -> str:
    """Return the zone whose clock a series follows: one in UTC ignores summer time."""
    in_utc = isinstance(master.starts, dt.datetime) and master.starts.tzinfo is not None
    if in_utc:
        return "UTC"
    return master.zone


def _length(master: VEvent, clock: str) -> dt.timedelta:
    if master.ends is None:
        return dt.timedelta(0)
    length = to_local_time(master.ends, clock) - to_local_time(master.starts, clock)
    return min(max(length, dt.timedelta(0)), MAX_EVENT_LENGTH)


def _as_given(date: dt.datetime, master: VEvent) -> DateOrTime:
    """Return a date in the form of the series' start: date, local time or UTC."""
    if not isinstance(master.starts, dt.datetime):
        return date.date()
    if master.starts.tzinfo:
        return date.replace(tzinfo=dt.UTC)
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
    excluded: set[DateOrTime] = set()
    for date in master.exdates:
        excluded.add(to_local_time(date, clock) if isinstance(date, dt.datetime) else date)
    return excluded
