"""Open tables as occasions at which people learn something."""

from collections.abc import Collection

from sqlalchemy import Select, func, select

from bot.core.subjects import Subject
from bot.learnings.occasions import Occasion, OccasionSource
from bot.open_tables.tables import open_table, seat
from bot.store.engine import ReadTransaction


async def sat_at_table(tx: ReadTransaction, workspace: str, person: str, number: int) -> bool:
    """Return whether a person has a seat at a table."""
    query = select(seat.c.id).where(
        seat.c.workspace == workspace, seat.c.person == person, seat.c.table == number
    )
    return await tx.scalar(query) is not None


async def channel_of_table(tx: ReadTransaction, workspace: str, number: int) -> dict[str, str]:
    """Return the channel in which a table was announced, with its zone."""
    query = select(open_table.c.channel, open_table.c.zone).where(
        open_table.c.workspace == workspace, open_table.c.id == number
    )
    return {row.channel: row.zone for row in await tx.all(query)}


def tables_of_channel(workspace: str, channel: str) -> Select[int]:
    """Return the query of the tables that were announced in a channel."""
    return select(open_table.c.id).where(
        open_table.c.workspace == workspace, open_table.c.channel == channel
    )


async def tables_as_occasions(
    tx: ReadTransaction, workspace: str, numbers: Collection[int]
) -> list[Occasion]:
    """Return tables with the number of people who sit at each."""
    headcount = select(func.count()).where(seat.c.table == open_table.c.id).scalar_subquery()
    query = select(
        open_table.c.id,
        open_table.c.topic,
        open_table.c.place,
        open_table.c.starts_at,
        open_table.c.zone,
        headcount,
    ).where(open_table.c.workspace == workspace, open_table.c.id.in_(numbers))
    rows = await tx.all(query)
    return [Occasion(Subject("table", row.id), *tuple(row)[1:]) for row in rows]


TABLES = OccasionSource(
    kind="table",
    attended=sat_at_table,
    invited=channel_of_table,
    invited_ids=tables_of_channel,
    occasions=tables_as_occasions,
)
