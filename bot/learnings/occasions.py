"""Tell what people learned at.

The tables and events they write about, and the channels that were invited to them.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import CompoundSelect, Select, String, cast, func, literal, select, union

from bot.core.ids import row_number
from bot.digest.tables import digest, digest_issue, digest_line
from bot.events.tables import event, rsvp
from bot.open_tables.tables import open_table, seat
from bot.store.engine import Transaction


class Occasion(Struct, frozen=True):
    """A table or an event; a table has no title, but may have a topic and a place."""

    about: str
    title: str
    place: str
    starts_at: dt.datetime
    zone: str
    headcount: int


async def invited_channels(tx: Transaction, workspace: str, about: str) -> dict[str, str]:
    """Give the channels that were invited to a table or an event, each with its zone."""
    kind, number = _read(about)
    if kind == "table":
        own = select(open_table.c.channel, open_table.c.zone)
        asked: Select[Any] | CompoundSelect[Any] = own.where(
            open_table.c.workspace == workspace, open_table.c.id == number
        )
    elif kind == "event":
        planned = select(event.c.channel, event.c.zone)
        planned = planned.where(
            event.c.workspace == workspace, event.c.id == number, event.c.channel != ""
        )
        asked = union(
            planned, _told(digest.c.channel, digest.c.zone).where(_here(workspace, number))
        )
    else:
        return {}
    return {row.channel: row.zone for row in await tx.all(asked)}


def subjects_for(workspace: str, channel: str) -> Select[Any]:
    """Select what may be written about whatever a channel was invited to."""
    tables = select(literal("table:") + cast(open_table.c.id, String))
    tables = tables.where(open_table.c.workspace == workspace, open_table.c.channel == channel)
    planned = select(literal("event:") + cast(event.c.id, String))
    planned = planned.where(event.c.workspace == workspace, event.c.channel == channel)
    told = _told(literal("event:") + cast(digest_line.c.event, String))
    told = told.where(digest.c.workspace == workspace, digest.c.channel == channel)
    everything = union(tables, planned, told).subquery()
    return select(everything.c[0])


async def find_occasions(tx: Transaction, workspace: str, wanted: Iterable[str]) -> list[Occasion]:
    """Give the tables and events that were written about, the first one first."""
    numbers: dict[str, set[int]] = {"table": set(), "event": set()}
    for about in wanted:
        kind, number = _read(about)
        numbers[kind].add(number)
    sat = select(func.count()).where(seat.c.table == open_table.c.id).scalar_subquery()
    went = (
        select(func.count())
        .where(rsvp.c.event == event.c.id, rsvp.c.standing == "in")
        .scalar_subquery()
    )
    common = "place", "starts_at", "zone"
    tables = select(
        open_table.c.id, open_table.c.topic, *(open_table.c[name] for name in common), sat
    )
    tables = tables.where(
        open_table.c.workspace == workspace, open_table.c.id.in_(numbers["table"])
    )
    events = select(event.c.id, event.c.title, *(event.c[name] for name in common), went)
    events = events.where(event.c.workspace == workspace, event.c.id.in_(numbers["event"]))
    found = [Occasion(f"table:{row[0]}", *tuple(row)[1:]) for row in await tx.all(tables)]
    found += [Occasion(f"event:{row[0]}", *tuple(row)[1:]) for row in await tx.all(events)]
    return sorted(found, key=lambda one: (one.starts_at, one.about))


def _told(*columns: Any) -> Select[Any]:
    """Select from what digests told their channels."""
    lines = select(*columns).select_from(digest_line)
    return lines.join(digest_issue, digest_issue.c.id == digest_line.c.issue).join(
        digest, digest.c.id == digest_issue.c.digest
    )


def _here(workspace: str, number: int) -> Any:
    return (digest_line.c.workspace == workspace) & (digest_line.c.event == number)


def _read(about: str) -> tuple[str, int]:
    kind, _, number = about.partition(":")
    return kind, row_number(number)
