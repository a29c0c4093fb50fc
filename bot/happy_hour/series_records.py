"""Queries over monthly series."""

import datetime as dt
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, func, select, update

from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.happy_hour.rules import Poll
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.tables import happy_hour, poll, poll_option
from bot.store.engine import ReadTransaction, Transaction


class HappyHourSeries(Struct, frozen=True):
    """The monthly happy hours of a channel."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    title: str
    organiser: str
    zone: str
    start: dt.date
    settings: PollSettings
    active: bool

    @property
    def subject(self) -> Subject:
        """The subject of its occurrences and the series of its events."""
        return Subject("happy_hour", self.id)


_SERIES = [happy_hour.c[name] for name in HappyHourSeries.__struct_fields__]


async def list_series(
    tx: ReadTransaction, workspace: str, *, active: bool = True
) -> list[HappyHourSeries]:
    """Return the active series, or all of them, the oldest first."""
    query = select(*_SERIES).where(happy_hour.c.workspace == workspace)
    if active:
        query = query.where(happy_hour.c.active.is_(True))
    return [_series(row) for row in await tx.all(query.order_by(happy_hour.c.id))]


async def find_series(tx: ReadTransaction, workspace: str, number: int) -> HappyHourSeries | None:
    """Return one series."""
    query = select(*_SERIES).where(happy_hour.c.workspace == workspace, happy_hour.c.id == number)
    row = await tx.first(query)
    return _series(row) if row else None


async def last_opening(tx: ReadTransaction, series: HappyHourSeries) -> dt.date | None:
    """Return the day on which the last poll of a series was made, or None."""
    made_at = await tx.scalar(
        select(func.max(poll.c.made_at)).where(
            poll.c.workspace == series.workspace, poll.c.happy_hour == series.id
        )
    )
    return local_date(made_at, series.zone) if made_at else None


async def last_event_day(tx: ReadTransaction, series: HappyHourSeries, since: dt.date) -> dt.date:
    """Return the last day on which a happy hour of a series is planned or asked about.

    That is `since` where nothing is, or all of it is over.
    """
    query = select(func.max(poll_option.c.starts_at)).join(poll, poll.c.id == poll_option.c.poll)
    query = query.where(
        poll.c.workspace == series.workspace,
        poll.c.happy_hour == series.id,
        (poll.c.state == "open") | poll_option.c.won.is_(True),
    )
    last = await tx.scalar(query)
    return max(since, local_date(last, series.zone)) if last else since


async def start_series(tx: Transaction, saved: Poll, start: dt.date) -> HappyHourSeries:
    """Upsert the series of a poll's channel; an earlier one of that channel is replaced."""
    number = await tx.upsert(
        happy_hour,
        {"workspace": saved.workspace, "channel": saved.channel},
        channel_name=saved.channel_name,
        title=saved.title,
        organiser=saved.organiser,
        zone=saved.zone,
        settings=saved.settings,
        start=start,
        active=True,
    )
    series = await find_series(tx, saved.workspace, number)
    assert series
    return series


async def update_series(tx: Transaction, saved: HappyHourSeries, **values: object) -> None:
    """Update columns of a series."""
    statement = update(happy_hour).where(
        happy_hour.c.workspace == saved.workspace, happy_hour.c.id == saved.id
    )
    await tx.execute(statement.values(**values))


def _series(row: Row[Any]) -> HappyHourSeries:
    return HappyHourSeries(**row._mapping)
