"""Write out what one name in a calendar stands for.

A single evening, a series, evenings held instead of others.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from msgspec import structs

from bot.sources.ics import instances
from bot.sources.ics.event import VEvent
from bot.sources.parsers import recurrence, timestamps
from bot.sources.parsers.model import LOOKBACK, SINGLE_HORIZON

Instance = tuple[VEvent, timestamps.DateOrTime, str]


def expand_instances(versions: Sequence[VEvent], now: dt.datetime) -> Iterator[Instance]:
    """Yield each evening inside the window once, with the name it has within its series."""
    masters = _latest([each for each in versions if each.recurrence_id is None])
    changes = _kept([each for each in versions if each.recurrence_id is not None], masters)
    wider = any(each.this_and_future for each in changes)
    series = [
        each
        for master in masters
        if master.rrules or master.rdates
        for each in _written_out(master, now, wider)
    ]
    instead = _by_name(changes, series, masters[0].zone if masters else "")
    onwards = [each for _, each in sorted(instead.items()) if each.this_and_future]
    others = [each for each in series if each[2] not in instead]
    yield from _changed(others, onwards, now) if onwards else others
    for master in masters:
        if not master.rrules and not master.rdates and _inside(master, now):
            yield master, master.starts, "" if len(masters) == 1 else _key(master, master.starts)
    yield from ((each, each.starts, key) for key, each in instead.items() if _inside(each, now))


def _kept(changes: list[VEvent], masters: Sequence[VEvent]) -> list[VEvent]:
    """Leave out what was held instead of an evening that a later version of its series has
    dropped."""
    for master in masters:
        if master.rrules:
            dropped = instances.exclusion_check(master)
            changes = [
                each for each in changes if each.sequence >= master.sequence or not dropped(each)
            ]
    return sorted(changes, key=lambda each: each.sequence)


def _by_name(changes: Iterable[VEvent], series: Iterable[Instance], zone: str) -> dict[str, VEvent]:
    """Give what is held instead of evenings by the names that those have, the latest version of
    each."""
    names = {timestamps.to_local_time(starts, zone): key for _, starts, key in series}
    told = (
        (each, timestamps.to_local_time(each.recurrence_id, zone or each.zone))
        for each in changes
        if each.recurrence_id
    )
    return {names.get(at, at.date().isoformat()): each for each, at in told}


def _latest(masters: list[VEvent]) -> list[VEvent]:
    """Give the events that share a name.

    The latest version of one, or each evening of a careless calendar.
    """
    if len(masters) < 2:
        return masters
    if any(each.rrules for each in masters) or len({each.sequence for each in masters}) == len(
        masters
    ):
        return [max(masters, key=lambda each: (bool(each.rrules), each.sequence))]
    return list(
        {
            _key(each, each.starts): each for each in sorted(masters, key=lambda e: e.sequence)
        }.values()
    )


def _changed(
    originals: Iterable[Instance], onwards: Sequence[VEvent], now: dt.datetime
) -> Iterator[Instance]:
    for evening in originals:
        with suppress(OverflowError):  # a change by thousands of years
            held, starts, key = _as_changed(evening, onwards)
            if _inside(held, now):
                yield held, starts, key


def _as_changed(instance: Instance, onwards: Sequence[VEvent]) -> Instance:
    """Tell an evening as the last change before it tells it, which holds for all later ones."""
    told, starts, key = instance
    at, usual = (
        timestamps.to_local_time(starts, told.zone),
        timestamps.to_local_time(told.starts, told.zone),
    )
    changes = (
        (each, instances.local_start(each.recurrence_id, usual, told.zone))
        for each in onwards
        if each.recurrence_id
    )
    if before := [(each, begun) for each, begun in changes if begun <= at]:
        told, begun = before[-1]
        moved = at + (timestamps.to_local_time(told.starts, told.zone) - begun)
        starts = moved if isinstance(told.starts, dt.datetime) else moved.date()
    return _moved_to(told, starts), starts, key


def _moved_to(event: VEvent, starts: timestamps.DateOrTime) -> VEvent:
    """Give an event as it is when it begins at another time: as long as ever."""
    if event.ends is None:
        return structs.replace(event, starts=starts)
    length = timestamps.to_local_time(event.ends, event.zone) - timestamps.to_local_time(
        event.starts, event.zone
    )
    return structs.replace(event, starts=starts, ends=starts + length)


def _written_out(master: VEvent, now: dt.datetime, wider: bool) -> Iterator[Instance]:
    try:
        dates = instances.expand_series(master, now, wider)
    except recurrence.BadRule:
        dates = [master.starts] if _inside(master, now) else []
    days: set[str] = set()
    for told in dates:
        day = _key(master, told)
        yield (
            master,
            told,
            f"{day}T{timestamps.to_local_time(told, master.zone):%H:%M}" if day in days else day,
        )
        days.add(day)


def _key(event: VEvent, at: timestamps.DateOrTime) -> str:
    """Name an evening by its local date, so that it stays the same one when its hour changes."""
    return timestamps.to_local_time(at, event.zone).date().isoformat()


def _inside(event: VEvent, now: dt.datetime) -> bool:
    try:
        starts, ends, _ = timestamps.event_span(event.starts, event.ends, event.zone)
    except (ValueError, OverflowError):
        return True  # it is counted as passed over when it is made
    return ends > now - LOOKBACK and starts <= now + SINGLE_HORIZON
