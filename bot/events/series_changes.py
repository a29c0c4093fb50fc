"""Change or call off an evening of a series and those after it; each person hears of theirs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import structs

from bot.core import outbox, schedule
from bot.dates.local_time import local_date, zone_info
from bot.events import changes, notifications, records, repeats, series
from bot.events import series_records as all_series
from bot.events.rules import Event, state_at
from bot.events.series_records import EventSeries
from bot.events.views.series import series_ended_card
from bot.store.engine import ReadTransaction, Transaction

_TIMES = {"starts_at", "ends_at", "all_day", "zone"}
_SHARED = {
    "title", "description", "place", "address", "capacity", "signup_lead", "guests_each",
    "reminders", "interest",
}  # fmt: skip


async def change_one(
    tx: Transaction,
    event: Event,
    values: Mapping[str, object],
    now: dt.datetime,
    by: str | None,
) -> Event:
    """Change one evening, or an event that does not repeat. The caller holds its locks."""
    changed = await changes.change_event(tx, event, values, now, by=by)
    if event.series_id is not None and changed != event:
        await series.follow_evening(tx, changed, now)
        await _refresh(tx, changed, now)
    return changed


async def cancel_one(
    tx: Transaction, event: Event, now: dt.datetime, why: str, by: str | None
) -> None:
    """Call off one evening; a series goes on. The caller holds its locks."""
    await changes.cancel_event(tx, event, now, why, by=by)
    found = await all_series.find_series(tx, event.workspace, event.series_id or 0)
    if found:
        await series.keep_ahead(tx, found, now)


async def find_clash(
    tx: ReadTransaction,
    found: EventSeries,
    event: Event,
    values: Mapping[str, object],
    now: dt.datetime,
) -> dt.date | None:
    """Return an earlier date of a series on or after the day to which an evening would move."""
    wished = structs.replace(event, **values)
    if _day(wished) == _day(event):
        return None
    evenings = await all_series.list_evenings(tx, found, _day(wished))
    dates = {_date_of(evening) for evening in evenings}
    dates |= set(series.upcoming_dates(found, now, series.LISTED))
    return min((day for day in dates if _day(wished) <= day < _date_of(event)), default=None)


async def change_from(
    tx: Transaction,
    found: EventSeries,
    event: Event,
    values: Mapping[str, object],
    now: dt.datetime,
    by: str,
) -> Event:
    """Change an evening and those after it, in what is different about this one.

    What was changed about a later evening alone stays, unless the same is changed now. The caller
    holds the locks of the series and the evening.
    """
    await series.make_until(tx, found, _date_of(event), now)
    touched = {name: value for name, value in values.items() if getattr(event, name) != value}
    evenings = await all_series.list_evenings(tx, found, _date_of(event))
    later = [evening for evening in evenings if evening.id != event.id]
    wished = structs.replace(event, **touched)

    renewed = structs.replace(found, **_series_values(found, event, wished))
    dates = _new_dates(found, renewed, event, later)
    await all_series.update_series(tx, found, **_changed(found, renewed))
    await all_series.set_dates(tx, renewed, dates)
    changed = await changes.change_event(tx, event, touched, now, by=by)
    for evening in later:
        await _change_later(tx, renewed, evening, touched, dates, now)

    await series.keep_ahead(tx, renewed, now)
    if changed != event:
        await series.follow_evening(tx, changed, now)
    return changed


async def end_from(
    tx: Transaction, found: EventSeries, event: Event, now: dt.datetime, why: str, by: str
) -> None:
    """Call off an evening and all after it, and post in the channel that the series ends."""
    await series.make_until(tx, found, _date_of(event), now)
    await all_series.update_series(tx, found, state="ended", ended_at=now)
    for evening in await all_series.list_evenings(tx, found, _date_of(event)):
        await schedule.unschedule(tx, evening.workspace, evening.subject, series.ANNOUNCE)
        locked = await records.find_event_for_update(tx, evening.workspace, evening.id)
        if locked and state_at(locked, now) == "open":
            await changes.cancel_event(tx, locked, now, why, by=by)

    await series.invalidate_evenings(tx, found, now)
    await outbox.post(
        tx,
        found.workspace,
        f"{found.name}:ended",
        found.channel,
        partial(series_ended_card, event, why),
        reason=notifications.ANNOUNCED,
        due=now,
        solicited=True,
    )


async def _change_later(
    tx: Transaction,
    found: EventSeries,
    evening: Event,
    touched: Mapping[str, object],
    dates: Mapping[int, dt.date],
    now: dt.datetime,
) -> None:
    locked = await records.find_event_for_update(tx, evening.workspace, evening.id)
    if locked is None or state_at(locked, now) != "open":
        return

    values = {name: value for name, value in touched.items() if name not in _TIMES}
    if touched.keys() & _TIMES:
        kept_day = local_date(locked.starts_at, locked.zone)
        starts_at, ends_at = found.times_on(dates.get(locked.id, kept_day))
        values |= {"starts_at": starts_at, "ends_at": ends_at}
        values |= {"all_day": found.all_day, "zone": found.zone}
    changed = await changes.change_event(tx, locked, values, now)
    if changed != locked:
        await series.follow_evening(tx, changed, now)


def _series_values(found: EventSeries, event: Event, wished: Event) -> dict[str, object]:
    """Return what is different about a series from an evening on that is as `wished` now."""
    values: dict[str, object] = {}
    for name in _SHARED:
        if getattr(wished, name) != getattr(event, name):
            values[name] = getattr(wished, name)
    if _times(wished) == _times(event):
        return values

    clock = series.clock_values(wished)
    if wished.all_day:
        clock |= {"time": found.time, "minutes": found.minutes}
    values |= {**clock, "zone": wished.zone}
    day = _day(wished)
    if day != _day(event):
        values |= {"rule": repeats.moved_rule(found.rule, day), "start": day}
    return values


def _new_dates(
    found: EventSeries, renewed: EventSeries, event: Event, later: Sequence[Event]
) -> dict[int, dt.date]:
    """Return the new date of each evening whose series has other dates now, by id, in order."""
    if (renewed.rule, renewed.start) == (found.rule, found.start):
        return {}

    most = series.LISTED + len(later) + 1
    before = repeats.dates_from(found.rule, found.start, found.zone, _date_of(event), most)
    after = repeats.dates_of(renewed.rule, renewed.start, renewed.zone, most)
    moved = dict(zip(before, after, strict=True))
    dates = {event.id: renewed.start}
    for evening in later:
        dates[evening.id] = moved.get(_date_of(evening), _date_of(evening))
    return dates


def _changed(found: EventSeries, renewed: EventSeries) -> dict[str, object]:
    names = EventSeries.__struct_fields__
    return {
        name: getattr(renewed, name)
        for name in names
        if getattr(renewed, name) != getattr(found, name)
    }


async def _refresh(tx: Transaction, event: Event, now: dt.datetime) -> None:
    found = await all_series.find_series(tx, event.workspace, event.series_id or 0)
    if found:
        await series.invalidate_evenings(tx, found, now)


def _times(event: Event) -> tuple[dt.datetime, dt.datetime, bool, str]:
    return event.starts_at, event.ends_at, event.all_day, event.zone


def _day(event: Event) -> dt.date:
    return event.starts_at.astimezone(zone_info(event.zone)).date()


def _date_of(event: Event) -> dt.date:
    return event.series_date or _day(event)
