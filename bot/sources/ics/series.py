"""Expand the VEVENTs of one UID: a single event, a series, instances that replace others."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec import structs

from bot.sources.ics import instances
from bot.sources.ics.event import VEvent
from bot.sources.parsers import recurrence, timestamps
from bot.sources.parsers.model import LOOKBACK, SINGLE_HORIZON
from bot.sources.parsers.timestamps import DateOrTime, to_local_time

Instance = tuple[VEvent, DateOrTime, str]  # the event, its start, its key within the series


def expand_instances(versions: Sequence[VEvent], now: dt.datetime) -> Iterator[Instance]:
    """Yield each instance inside the window once."""
    masters = _latest([version for version in versions if version.recurrence_id is None])
    changes = [version for version in versions if version.recurrence_id is not None]
    changes = _without_excluded(changes, masters)
    wider = any(change.this_and_future for change in changes)
    series: list[Instance] = []
    for master in masters:
        if master.recurs:
            series += _expand_master(master, now, wider)

    replacements = _by_key(changes, series, masters[0] if masters else None)
    yield from _without_replaced(series, replacements, now)
    yield from _single_instances(masters, now)
    for key, change in replacements.items():
        if _is_in_window(change, now):
            yield change, change.starts, key


def _latest(masters: list[VEvent]) -> list[VEvent]:
    """Return the latest version of a master, or each event of a calendar with one UID for all."""
    if len(masters) < 2:
        return masters

    sequences = {master.sequence for master in masters}
    if len(sequences) == len(masters) or any(master.rrules for master in masters):
        return [max(masters, key=lambda master: (bool(master.rrules), master.sequence))]

    latest: dict[str, VEvent] = {}
    for master in sorted(masters, key=lambda master: master.sequence):
        latest[_key(master, master.starts)] = master
    return list(latest.values())


def _without_excluded(changes: list[VEvent], masters: Sequence[VEvent]) -> list[VEvent]:
    """Drop changes of instances that a later version of the series excludes."""
    for master in masters:
        if master.rrules:
            is_excluded = instances.exclusion_check(master)
            changes = [
                change
                for change in changes
                if change.sequence >= master.sequence or not is_excluded(change)
            ]
    return sorted(changes, key=lambda change: change.sequence)


def _expand_master(master: VEvent, now: dt.datetime, wider: bool) -> Iterator[Instance]:
    """Yield the instances of a series; the key is the date, with the time for a second one."""
    try:
        dates = instances.expand_series(master, now, wider)
    except recurrence.BadRule:
        dates = [master.starts] if _is_in_window(master, now) else []

    days: set[str] = set()
    for starts in dates:
        key = day = _key(master, starts)
        if day in days:
            key = f"{day}T{to_local_time(starts, master.zone):%H:%M}"
        yield master, starts, key
        days.add(day)


def _single_instances(masters: Sequence[VEvent], now: dt.datetime) -> Iterator[Instance]:
    for master in masters:
        if not master.recurs and _is_in_window(master, now):
            key = "" if len(masters) == 1 else _key(master, master.starts)
            yield master, master.starts, key


def _by_key(
    changes: Iterable[VEvent], series: Iterable[Instance], master: VEvent | None
) -> dict[str, VEvent]:
    """Return the latest change of each instance by the instance's key."""
    zone = master.zone if master else ""
    keys = {to_local_time(starts, zone): key for _, starts, key in series}
    by_key: dict[str, VEvent] = {}
    for change in changes:
        if change.recurrence_id:
            at = to_local_time(change.recurrence_id, zone or change.zone)
            if master and not isinstance(master.starts, dt.datetime):
                at = instances.replaced_start(change.recurrence_id, master)
            by_key[keys.get(at, at.date().isoformat())] = change
    return by_key


def _without_replaced(
    series: Iterable[Instance], replacements: Mapping[str, VEvent], now: dt.datetime
) -> Iterable[Instance]:
    """Return the instances of a series that no change replaces, moved by changes for all later."""
    others = [instance for instance in series if instance[2] not in replacements]
    onwards: list[VEvent] = []
    for _, change in sorted(replacements.items()):
        if change.this_and_future:
            onwards.append(change)
    if onwards:
        return _moved_onwards(others, onwards, now)
    return others


def _moved_onwards(
    series: Iterable[Instance], onwards: Sequence[VEvent], now: dt.datetime
) -> Iterator[Instance]:
    for instance in series:
        with suppress(OverflowError):  # a change by thousands of years
            event, starts, key = _moved_instance(instance, onwards)
            if _is_in_window(event, now):
                yield event, starts, key


def _moved_instance(instance: Instance, onwards: Sequence[VEvent]) -> Instance:
    """Return an instance as the last THISANDFUTURE change before it has it."""
    event, starts, key = instance
    zone = event.zone
    at, usual = to_local_time(starts, zone), to_local_time(event.starts, zone)
    earlier: list[tuple[VEvent, dt.datetime]] = []
    for change in onwards:
        if change.recurrence_id is not None:
            begun = instances.local_start(change.recurrence_id, usual, zone)
            if begun <= at:
                earlier.append((change, begun))

    if earlier:
        event, begun = earlier[-1]
        moved = at + (to_local_time(event.starts, event.zone) - begun)
        starts = moved if isinstance(event.starts, dt.datetime) else moved.date()
    return _at_start(event, starts), starts, key


def _at_start(event: VEvent, starts: DateOrTime) -> VEvent:
    """Return an event with another start and the same length."""
    if event.ends is None:
        return structs.replace(event, starts=starts)
    length = to_local_time(event.ends, event.zone) - to_local_time(event.starts, event.zone)
    return structs.replace(event, starts=starts, ends=starts + length)


def _key(event: VEvent, at: DateOrTime) -> str:
    """Return the local date of an instance: its key stays when its time of day changes."""
    return to_local_time(at, event.zone).date().isoformat()


def _is_in_window(event: VEvent, now: dt.datetime) -> bool:
    try:
        starts, ends, _ = timestamps.event_span(event.starts, event.ends, event.zone)
    except (ValueError, OverflowError):
        return True  # it is counted as skipped when it is made
    return ends > now - LOOKBACK and starts <= now + SINGLE_HORIZON
