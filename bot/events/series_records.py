"""The SQL of series: what repeats, and which of its evenings there are."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from sqlalchemy import select, update

from bot.core.subjects import Subject
from bot.dates.local_time import utc_instant
from bot.events import records
from bot.events.rules import Event, Interest
from bot.events.tables import event, event_series
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

_ONE_DAY = dt.timedelta(days=1)


class EventSeries(Struct, frozen=True):
    """Something that repeats, and what an evening of it is like unless it was changed."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    title: str
    description: str
    place: str
    address: str
    rule: str
    start: dt.date
    time: str
    minutes: int
    all_day: bool
    zone: str
    capacity: int | None
    signup_lead: int
    guests_each: int
    reminders: tuple[int, ...]
    interest: Interest
    organiser: str
    state: Literal["open", "ended"]
    created_at: dt.datetime

    @property
    def name(self) -> str:
        """Return what its evenings have in `event.series`."""
        return f"{Subject('gathering', self.id)}"

    def times_on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Return when an evening of a date begins and ends."""
        if self.all_day:
            following = utc_instant(day + _ONE_DAY, dt.time(), self.zone)
            return utc_instant(day, dt.time(), self.zone), following
        starts = utc_instant(day, dt.time.fromisoformat(self.time), self.zone)
        return starts, starts + dt.timedelta(minutes=self.minutes)


_COLUMNS = [event_series.c[name] for name in EventSeries.__struct_fields__]


async def insert_series(tx: Transaction, workspace: str, values: Mapping[str, object]) -> int:
    """Insert an open series and return its id."""
    return await tx.insert(event_series, workspace=workspace, state="open", **values)


async def find_series(tx: ReadTransaction, workspace: str, number: int) -> EventSeries | None:
    """Return one series, or None."""
    query = select(*_COLUMNS).where(
        event_series.c.workspace == workspace, event_series.c.id == number
    )
    row = await tx.first(query)
    return read_struct(EventSeries, row) if row else None


async def list_open_series(tx: ReadTransaction, workspace: str) -> list[EventSeries]:
    """Return every series that goes on."""
    query = select(*_COLUMNS).where(
        event_series.c.workspace == workspace, event_series.c.state == "open"
    )
    rows = await tx.all(query.order_by(event_series.c.id))
    return [read_struct(EventSeries, row) for row in rows]


async def lock_series(tx: Transaction, workspace: str, number: int) -> EventSeries | None:
    """Lock a series until the transaction ends; return it, or None.

    Whoever locks a series and its evenings locks the series first.
    """
    if not tx.single_writer:
        query = select(event_series.c.id).where(
            event_series.c.workspace == workspace, event_series.c.id == number
        )
        await tx.all(query.with_for_update())
    return await find_series(tx, workspace, number)


async def lock_series_of(tx: Transaction, workspace: str, number: int) -> EventSeries | None:
    """Lock the series of an event that is not locked yet; return it, or None for one without."""
    found = await records.find_event(tx, workspace, number)
    if found is None or found.series_id is None:
        return None
    return await lock_series(tx, workspace, found.series_id)


async def update_series(tx: Transaction, series: EventSeries, **values: object) -> None:
    """Set columns of a series."""
    statement = update(event_series).where(
        event_series.c.workspace == series.workspace, event_series.c.id == series.id
    )
    await tx.execute(statement.values(**values))


async def set_dates(tx: Transaction, series: EventSeries, dates: Mapping[int, dt.date]) -> None:
    """Set the dates in the series of evenings, by id; none has two even for a moment."""
    if dates:
        theirs = update(event).where(
            event.c.workspace == series.workspace, event.c.id.in_(list(dates))
        )
        await tx.execute(theirs.values(series_date=None))
    for number, day in dates.items():
        await records.update_event(tx, series.workspace, number, series_date=day)


async def list_evenings(
    tx: ReadTransaction, series: EventSeries, since: dt.date | None = None
) -> list[Event]:
    """Return the evenings of a series that were made, from a date of its rule on, in order."""
    found = await records.events_in_series(tx, series.workspace, series.name)
    evenings = []
    for evening in found:
        if evening.series_date and (since is None or evening.series_date >= since):
            evenings.append(evening)
    return sorted(evenings, key=lambda evening: (evening.series_date or dt.date.min, evening.id))


async def next_after(tx: ReadTransaction, before: Event) -> Event | None:
    """Return the next evening of an event's series that takes place, or None."""
    evenings = await records.events_in_series(tx, before.workspace, before.series)
    for evening in evenings:
        if evening.state == "open" and evening.starts_at > before.starts_at:
            return evening
    return None
