"""Tell when a series of a calendar is held, on the clocks that it follows."""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from bot.sources.ics.event import VEvent
from bot.sources.parsers import recurrence, timestamps
from bot.sources.parsers.model import LOOKBACK, SERIES_HORIZON

MAX_EVENT_LENGTH = dt.timedelta(days=40)

_UNTIL = re.compile(r"UNTIL=([0-9TZ:-]+)", re.IGNORECASE)
_EARLIEST = dt.datetime(1970, 1, 1)


def expand_series(master: VEvent, now: dt.datetime, wider: bool) -> list[timestamps.DateOrTime]:
    """Give the beginnings of a series around now; `wider` goes further back, for evenings that were
    put off.

    Raise BadRule where its rule makes no sense.
    """
    clock = _clock(master)
    first = timestamps.to_local_time(master.starts, clock)
    if first < _EARLIEST:  # it would take for ever to get from there to now
        return []
    since, until = (
        timestamps.to_local_time(now - LOOKBACK, clock),
        timestamps.to_local_time(now + SERIES_HORIZON, clock),
    )
    if wider:
        since -= MAX_EVENT_LENGTH
    elif master.ends is not None:
        since -= min(
            max(timestamps.to_local_time(master.ends, clock) - first, dt.timedelta(0)),
            MAX_EVENT_LENGTH,
        )
    rules = [(rule, min(until, _end(rule, clock) or until)) for rule in master.rrules]
    extra = [local_start(each, first, clock) for each in master.rdates]
    dates = recurrence.expand_rules(rules, first, extra, _without(master, clock), (since, until))
    return [_told(date, master) for date in dates]


def exclusion_check(master: VEvent) -> Callable[[VEvent], bool]:
    """Give what tells of a change whether its series takes that evening out, or ends before it."""
    clock = _clock(master)
    gone = set(_without(master, clock))
    ends = [_end(rule, clock) or dt.datetime.max for rule in master.rrules]
    last = dt.datetime.max if master.rdates else max(ends)

    def dropped(change: VEvent) -> bool:
        date = timestamps.to_local_time(change.recurrence_id or change.starts, clock)
        return date in gone or date.date() in gone or date > last

    return dropped


def local_start(told: timestamps.DateOrTime, usual: dt.datetime, zone: str) -> dt.datetime:
    """Give a listed date on the clocks of the zone; a day alone means the usual hour."""
    return (
        timestamps.to_local_time(told, zone)
        if isinstance(told, dt.datetime)
        else dt.datetime.combine(told, usual.time())
    )


def _clock(master: VEvent) -> str:
    """Give the zone whose clocks a series follows: one told in UTC does not move with summer
    time."""
    return "UTC" if isinstance(master.starts, dt.datetime) and master.starts.tzinfo else master.zone


def _told(date: dt.datetime, master: VEvent) -> timestamps.DateOrTime:
    if not isinstance(master.starts, dt.datetime):
        return date.date()
    return date.replace(tzinfo=dt.UTC) if master.starts.tzinfo else date


def _end(rule: str, clock: str) -> dt.datetime | None:
    match = _UNTIL.search(rule)
    told = timestamps.read_timestamp(match[1]) if match else None
    if told is None or isinstance(told, dt.datetime):
        return told and timestamps.to_local_time(told, clock)
    return dt.datetime.combine(told, dt.time(23, 59, 59))


def _without(master: VEvent, clock: str) -> Iterator[dt.datetime | dt.date]:
    for told in master.exdates:
        yield timestamps.to_local_time(told, clock) if isinstance(told, dt.datetime) else told
