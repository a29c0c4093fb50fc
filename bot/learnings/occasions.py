"""Occasions: the tables and events that learnings are about, and the channels invited to them."""

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, union

from bot.core.ids import row_number
from bot.digest.tables import digest, digest_issue, digest_line
from bot.events.tables import event, rsvp
from bot.open_tables.tables import open_table, seat
from bot.store.engine import ReadTransaction


class Occasion(Struct, frozen=True):
    """A table or an event; the title of a table is its topic, and may be empty."""

    about: str
    title: str
    place: str
    starts_at: dt.datetime
    zone: str
    headcount: int


async def invited_channels(tx: ReadTransaction, workspace: str, about: str) -> dict[str, str]:
    """Return the zones of the channels that were invited to a table or an event, by channel."""
    kind, number = _split_about(about)
    if kind == "table":
        rows = await tx.all(
            select(open_table.c.channel, open_table.c.zone).where(
                open_table.c.workspace == workspace, open_table.c.id == number
            )
        )
    elif kind == "event":
        created = select(event.c.channel, event.c.zone).where(
            event.c.workspace == workspace, event.c.id == number, event.c.channel != ""
        )
        listed = _listed(digest.c.channel, digest.c.zone).where(
            digest_line.c.workspace == workspace, digest_line.c.event == number
        )
        rows = await tx.all(union(created, listed))
    else:
        return {}
    return {row.channel: row.zone for row in rows}


def subjects_for(workspace: str, channel: str) -> Select[str]:
    """Return the query of all subjects, such as "table:3", that a channel was invited to."""
    tables = select(literal("table:") + cast(open_table.c.id, String)).where(
        open_table.c.workspace == workspace, open_table.c.channel == channel
    )
    created = select(literal("event:") + cast(event.c.id, String)).where(
        event.c.workspace == workspace, event.c.channel == channel
    )
    listed = _listed(literal("event:") + cast(digest_line.c.event, String)).where(
        digest.c.workspace == workspace, digest.c.channel == channel
    )
    everything = union(tables, created, listed).subquery()
    return select(everything.c[0])


async def find_occasions(
    tx: ReadTransaction, workspace: str, wanted: Iterable[str]
) -> list[Occasion]:
    """Return the tables and events with these subjects, in order of time."""
    numbers: dict[str, set[int]] = {"table": set(), "event": set()}
    for about in wanted:
        kind, number = _split_about(about)
        numbers[kind].add(number)

    occasions = await _tables(tx, workspace, numbers["table"])
    occasions += await _events(tx, workspace, numbers["event"])
    return sorted(occasions, key=lambda occasion: (occasion.starts_at, occasion.about))


async def _tables(tx: ReadTransaction, workspace: str, numbers: set[int]) -> list[Occasion]:
    headcount = select(func.count()).where(seat.c.table == open_table.c.id).scalar_subquery()
    query = select(
        literal("table:") + cast(open_table.c.id, String),
        open_table.c.topic,
        open_table.c.place,
        open_table.c.starts_at,
        open_table.c.zone,
        headcount,
    ).where(open_table.c.workspace == workspace, open_table.c.id.in_(numbers))
    return [Occasion(*tuple(row)) for row in await tx.all(query)]


async def _events(tx: ReadTransaction, workspace: str, numbers: set[int]) -> list[Occasion]:
    attending = rsvp.c.event == event.c.id, rsvp.c.standing == "in"
    headcount = select(func.count()).where(*attending).scalar_subquery()
    query = select(
        literal("event:") + cast(event.c.id, String),
        event.c.title,
        event.c.place,
        event.c.starts_at,
        event.c.zone,
        headcount,
    ).where(event.c.workspace == workspace, event.c.id.in_(numbers))
    return [Occasion(*tuple(row)) for row in await tx.all(query)]


def _listed(*columns: ColumnElement[str]) -> Select[*tuple[object, ...]]:
    """Return a query of the entries of digests, joined with their issue and digest."""
    return (
        select(*columns)
        .select_from(digest_line)
        .join(digest_issue, digest_issue.c.id == digest_line.c.issue)
        .join(digest, digest.c.id == digest_issue.c.digest)
    )


def _split_about(about: str) -> tuple[str, int]:
    kind, _, number = about.partition(":")
    return kind, row_number(number)
