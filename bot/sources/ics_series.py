"""Write out what one name in a calendar stands for: a single evening, a series, evenings held instead of others."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from msgspec import structs

from bot.sources import recurrence, times
from bot.sources.ics_event import Event
from bot.sources.model import AHEAD, AHEAD_REPEATED, BEHIND

_UNTIL = re.compile(r"UNTIL=([0-9TZ]+)", re.IGNORECASE)
_LONG_EVENT = dt.timedelta(days=40)
_EARLIEST = dt.datetime(1970, 1, 1)

Evening = tuple[Event, times.Told, str]


def evenings(versions: Sequence[Event], now: dt.datetime) -> Iterator[Evening]:
    """Yield each evening inside the window once, with the name it has within its series."""
    masters = _latest([each for each in versions if each.instead is None])
    instead = {_key(e, e.instead): e for e in sorted(versions, key=lambda e: e.sequence) if e.instead is not None}
    onwards = [each for _, each in sorted(instead.items()) if each.onwards]
    for master in masters:
        if master.rules or master.extra:
            others = (each for each in _written_out(master, now, bool(onwards)) if each[2] not in instead)
            yield from _changed(others, onwards, now) if onwards else others
        elif _inside(master, now):
            yield master, master.starts, "" if len(masters) == 1 else _key(master, master.starts)
    yield from ((each, each.starts, key) for key, each in instead.items() if _inside(each, now))


def _latest(masters: list[Event]) -> list[Event]:
    """Give the events that share a name: the latest version of one, or each evening of a careless calendar."""
    if len(masters) < 2:
        return masters
    if any(each.rules for each in masters) or len({each.sequence for each in masters}) == len(masters):
        return [max(masters, key=lambda each: (bool(each.rules), each.sequence))]
    return list({_key(each, each.starts): each for each in sorted(masters, key=lambda e: e.sequence)}.values())


def _changed(evenings: Iterable[Evening], onwards: Sequence[Event], now: dt.datetime) -> Iterator[Evening]:
    for evening in evenings:
        with suppress(OverflowError):  # a change by thousands of years
            held, starts, key = _as_changed(evening, onwards)
            if _inside(held, now):
                yield held, starts, key


def _as_changed(evening: Evening, onwards: Sequence[Event]) -> Evening:
    """Tell an evening as the last change before it tells it, which holds for all later ones."""
    told, starts, key = evening
    at, usual = times.wall(starts, told.zone), times.wall(told.starts, told.zone)
    changes = ((each, _at(each.instead, usual, told.zone)) for each in onwards if each.instead)
    if before := [(each, begun) for each, begun in changes if begun <= at]:
        told, begun = before[-1]
        moved = at + (times.wall(told.starts, told.zone) - begun)
        starts = moved if isinstance(told.starts, dt.datetime) else moved.date()
    return _held(told, starts), starts, key


def _held(event: Event, starts: times.Told) -> Event:
    """Give an event as it is when it begins at another time: as long as ever."""
    if event.ends is None:
        return structs.replace(event, starts=starts)
    length = times.wall(event.ends, event.zone) - times.wall(event.starts, event.zone)
    return structs.replace(event, starts=starts, ends=starts + length)


def _written_out(master: Event, now: dt.datetime, wider: bool) -> Iterator[Evening]:
    """Yield the evenings of a series; `wider` goes further back, for those that were put off."""
    first = times.wall(master.starts, master.zone)
    if first < _EARLIEST:  # it would take for ever to get from there to now
        return
    since, until = times.wall(now - BEHIND, master.zone), times.wall(now + AHEAD_REPEATED, master.zone)
    if wider:
        since -= _LONG_EVENT
    elif master.ends is not None:
        since -= min(max(times.wall(master.ends, master.zone) - first, dt.timedelta(0)), _LONG_EVENT)
    over = [until, *(end for rule in master.rules if (end := _until(rule, master)))]
    extra = [_at(each, first, master.zone) for each in master.extra]
    try:
        dates = recurrence.series(master.rules, first, extra, _without(master), (since, min(over)))
    except recurrence.BadRule:
        dates = [first] if _inside(master, now) else []
    timed = isinstance(master.starts, dt.datetime)
    for date in dates:
        told: times.Told = date if timed else date.date()
        yield master, told, _key(master, told)


def _until(rule: str, master: Event) -> dt.datetime | None:
    match = _UNTIL.search(rule)
    told = times.read_stamp(match[1]) if match else None
    if told is None or isinstance(told, dt.datetime):
        return told and times.wall(told, master.zone)
    return dt.datetime.combine(told, dt.time(23, 59, 59))


def _at(told: times.Told, first: dt.datetime, zone: str) -> dt.datetime:
    """Give a listed date on the clocks of the zone; a day alone means the usual hour."""
    return times.wall(told, zone) if isinstance(told, dt.datetime) else dt.datetime.combine(told, first.time())


def _without(master: Event) -> Iterator[dt.datetime | dt.date]:
    for told in master.without:
        yield times.wall(told, master.zone) if isinstance(told, dt.datetime) else told


def _key(event: Event, at: times.Told) -> str:
    """Name an evening by its local date, so that it stays the same one when its hour changes."""
    return times.wall(at, event.zone).date().isoformat()


def _inside(event: Event, now: dt.datetime) -> bool:
    try:
        starts, ends, _ = times.span(event.starts, event.ends, event.zone)
    except (ValueError, OverflowError):
        return True  # it is counted as passed over when it is made
    return ends > now - BEHIND and starts <= now + AHEAD
