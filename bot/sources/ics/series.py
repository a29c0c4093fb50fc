"""Write out what one name in a calendar stands for: a single evening, a series, evenings held instead of others."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from msgspec import structs

from bot.sources.ics import instances
from bot.sources.ics.event import Event
from bot.sources.parsers import recurrence, timestamps
from bot.sources.parsers.model import AHEAD, BEHIND

Evening = tuple[Event, timestamps.Told, str]


def evenings(versions: Sequence[Event], now: dt.datetime) -> Iterator[Evening]:
    """Yield each evening inside the window once, with the name it has within its series."""
    masters = _latest([each for each in versions if each.instead is None])
    changes = _kept([each for each in versions if each.instead is not None], masters)
    wider = any(each.onwards for each in changes)
    series = [each for master in masters if master.rules or master.extra for each in _written_out(master, now, wider)]
    instead = _by_name(changes, series, masters[0].zone if masters else "")
    onwards = [each for _, each in sorted(instead.items()) if each.onwards]
    others = [each for each in series if each[2] not in instead]
    yield from _changed(others, onwards, now) if onwards else others
    for master in masters:
        if not master.rules and not master.extra and _inside(master, now):
            yield master, master.starts, "" if len(masters) == 1 else _key(master, master.starts)
    yield from ((each, each.starts, key) for key, each in instead.items() if _inside(each, now))


def _kept(changes: list[Event], masters: Sequence[Event]) -> list[Event]:
    """Leave out what was held instead of an evening that a later version of its series has dropped."""
    for master in masters:
        if master.rules:
            dropped = instances.dropping(master)
            changes = [each for each in changes if each.sequence >= master.sequence or not dropped(each)]
    return sorted(changes, key=lambda each: each.sequence)


def _by_name(changes: Iterable[Event], series: Iterable[Evening], zone: str) -> dict[str, Event]:
    """Give what is held instead of evenings by the names that those have, the latest version of each."""
    names = {timestamps.wall(starts, zone): key for _, starts, key in series}
    told = ((each, timestamps.wall(each.instead, zone or each.zone)) for each in changes if each.instead)
    return {names.get(at, at.date().isoformat()): each for each, at in told}


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
    at, usual = timestamps.wall(starts, told.zone), timestamps.wall(told.starts, told.zone)
    changes = ((each, instances.at(each.instead, usual, told.zone)) for each in onwards if each.instead)
    if before := [(each, begun) for each, begun in changes if begun <= at]:
        told, begun = before[-1]
        moved = at + (timestamps.wall(told.starts, told.zone) - begun)
        starts = moved if isinstance(told.starts, dt.datetime) else moved.date()
    return _held(told, starts), starts, key


def _held(event: Event, starts: timestamps.Told) -> Event:
    """Give an event as it is when it begins at another time: as long as ever."""
    if event.ends is None:
        return structs.replace(event, starts=starts)
    length = timestamps.wall(event.ends, event.zone) - timestamps.wall(event.starts, event.zone)
    return structs.replace(event, starts=starts, ends=starts + length)


def _written_out(master: Event, now: dt.datetime, wider: bool) -> Iterator[Evening]:
    try:
        dates = instances.held(master, now, wider)
    except recurrence.BadRule:
        dates = [master.starts] if _inside(master, now) else []
    days: set[str] = set()
    for told in dates:
        day = _key(master, told)
        yield master, told, f"{day}T{timestamps.wall(told, master.zone):%H:%M}" if day in days else day
        days.add(day)


def _key(event: Event, at: timestamps.Told) -> str:
    """Name an evening by its local date, so that it stays the same one when its hour changes."""
    return timestamps.wall(at, event.zone).date().isoformat()


def _inside(event: Event, now: dt.datetime) -> bool:
    try:
        starts, ends, _ = timestamps.span(event.starts, event.ends, event.zone)
    except (ValueError, OverflowError):
        return True  # it is counted as passed over when it is made
    return ends > now - BEHIND and starts <= now + AHEAD
