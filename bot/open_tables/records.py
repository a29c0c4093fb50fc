"""Read and write open tables and who sits at them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, select, update

from bot.open_tables.rules import LUNCH_DURATION, OpenTable
from bot.open_tables.tables import merger, open_table, seat
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

_host, _guest = person.alias("host"), person.alias("guest")
_TAKEN = select(func.count()).where(seat.c.table == open_table.c.id).scalar_subquery()


class Merger(Struct, frozen=True):
    """Two tables that may join, what each host said, and until when it matters."""

    id: int
    stays: int
    moves: int
    stays_agrees: bool | None
    moves_agrees: bool | None
    until: datetime


async def add_table(tx: Transaction, workspace: str, **values: Any) -> int:
    """Write down an open table; give its number."""
    return await tx.insert(open_table, workspace=workspace, state="open", **values)


async def lock_tables(tx: Transaction, workspace: str, *numbers: int) -> None:
    """Let nobody else change these tables before this transaction ends.

    Read them after, never before.
    """
    if tx.single_writer:
        return
    held = select(open_table.c.id).where(
        open_table.c.workspace == workspace, open_table.c.id.in_(numbers)
    )
    await tx.all(held.order_by(open_table.c.id).with_for_update())


async def lock_people(tx: Transaction, workspace: str, *who: str) -> None:
    """Let nobody else seat these people before this transaction ends.

    Look where they sit after, never before.
    """
    if tx.single_writer:
        return
    held = select(person.c.id).where(person.c.workspace == workspace, person.c.person.in_(who))
    await tx.all(held.order_by(person.c.id).with_for_update())


async def find_table(tx: ReadTransaction, workspace: str, number: int) -> OpenTable | None:
    """Give one table as it stands."""
    found = _tables(await tx.all(_BY_NUMBER, workspace=workspace, number=number))
    return found[0] if found else None


async def find_table_for_update(tx: Transaction, workspace: str, number: int) -> OpenTable | None:
    """Give one table as it stands and stays until this transaction ends."""
    await lock_tables(tx, workspace, number)
    return await find_table(tx, workspace, number)


async def tables_with_room(
    tx: ReadTransaction, workspace: str, after: datetime, until: datetime, most: int
) -> list[OpenTable]:
    """Give the open tables that start within these bounds and have a free seat, soonest first."""
    return await _chosen(
        tx, workspace, open_table.c.id.in_(_with_room(workspace, after, until, most))
    )


async def joinable_tables(
    tx: ReadTransaction, workspace: str, who: str, after: datetime, until: datetime, most: int
) -> list[OpenTable]:
    """Give the tables within these bounds at which somebody sits, and those at which they could,
    soonest first."""
    within = _sitting(workspace, seat.c.table, after, until).where(seat.c.person == who)
    room = _with_room(workspace, after, until, most)
    return await _chosen(tx, workspace, open_table.c.id.in_(within) | open_table.c.id.in_(room))


async def upcoming_tables(
    tx: ReadTransaction, workspace: str, after: datetime, until: datetime, most: int
) -> list[OpenTable]:
    """Give the open tables that start within these bounds, soonest first."""
    chosen = _open(workspace, select(open_table.c.id)).where(
        open_table.c.starts_at.between(after, until)
    )
    soonest = chosen.order_by(open_table.c.starts_at, open_table.c.id).limit(most)
    return await _chosen(tx, workspace, open_table.c.id.in_(soonest))


async def tables_around(
    tx: ReadTransaction, workspace: str, at: datetime, reach: timedelta
) -> list[OpenTable]:
    """Give the open tables that start at most `reach` before or after a moment."""
    chosen = _open(workspace, select(open_table.c.id)).where(
        open_table.c.starts_at.between(at - reach, at + reach)
    )
    return await _chosen(tx, workspace, open_table.c.id.in_(chosen))


async def overlapping_for_update(
    tx: Transaction, workspace: str, who: str, at: datetime
) -> list[OpenTable]:
    """Give the open tables at which somebody would still, or already, sit at this moment, and hold
    that person."""
    await lock_people(tx, workspace, who)
    bounds = {"after": at - LUNCH_DURATION, "until": at + LUNCH_DURATION}
    return _tables(await tx.all(_CLASHING, workspace=workspace, who=who, **bounds))


async def busy_people(
    tx: Transaction, workspace: str, people: Sequence[str], at: datetime, besides: Sequence[int]
) -> set[str]:
    """Tell which of these people sit around this time at a table other than these, and hold them
    all."""
    await lock_people(tx, workspace, *people)
    sits = _sitting(workspace, seat.c.person, at - LUNCH_DURATION, at + LUNCH_DURATION)
    return set(
        await tx.scalars(sits.where(seat.c.person.in_(people), seat.c.table.not_in(besides)))
    )


async def add_seats(
    tx: Transaction, workspace: str, table: int, people: Sequence[str], now: datetime
) -> None:
    """Seat people at a table, in this order."""
    rows = [
        {"workspace": workspace, "table": table, "person": who, "taken_at": now} for who in people
    ]
    await tx.insert_many(seat, rows)


async def remove_seat(tx: Transaction, workspace: str, table: int, who: str) -> None:
    """Free the seat that somebody had."""
    await tx.execute(
        delete(seat).where(
            seat.c.workspace == workspace, seat.c.table == table, seat.c.person == who
        )
    )


async def move_seats(tx: Transaction, workspace: str, old: int, new: int) -> None:
    """Seat everybody of one table at another."""
    await tx.execute(
        update(seat).where(seat.c.workspace == workspace, seat.c.table == old).values(table=new)
    )


async def update_table(tx: Transaction, workspace: str, table: int, **values: Any) -> None:
    """Change what is written down of a table."""
    known = update(open_table).where(open_table.c.workspace == workspace, open_table.c.id == table)
    await tx.execute(known.values(**values))


async def list_mergers(tx: ReadTransaction, workspace: str, tables: Sequence[int]) -> list[Merger]:
    """Give what was asked about these tables joining others."""
    rows = await tx.all(
        select(merger)
        .where(
            merger.c.workspace == workspace, merger.c.stays.in_(tables) | merger.c.moves.in_(tables)
        )
        .order_by(merger.c.id)
    )
    return [_merger(row) for row in rows]


async def find_merger(tx: ReadTransaction, workspace: str, number: int) -> Merger | None:
    """Give one question whether two tables join."""
    row = await tx.first(
        select(merger).where(merger.c.workspace == workspace, merger.c.id == number)
    )
    return _merger(row) if row else None


async def add_merger(
    tx: Transaction, workspace: str, stays: int, moves: int, until: datetime
) -> int | None:
    """Write down that two tables are asked to join; None if they were asked before."""
    return await tx.insert_or_ignore(
        merger, workspace=workspace, stays=stays, moves=moves, until=until
    )


async def answer_merger(tx: Transaction, workspace: str, number: int, **agrees: bool) -> None:
    """Write down what a host said about joining."""
    known = update(merger).where(merger.c.workspace == workspace, merger.c.id == number)
    await tx.execute(known.values(**agrees))


def _open(workspace: Any, statement: Select[Any]) -> Select[Any]:
    return statement.where(open_table.c.workspace == workspace, open_table.c.state == "open")


def _with_room(workspace: str, after: datetime, until: datetime, most: int) -> Select[Any]:
    within = _open(workspace, select(open_table.c.id)).where(
        open_table.c.starts_at > after, open_table.c.starts_at < until, open_table.c.seats > _TAKEN
    )
    return within.order_by(open_table.c.starts_at, open_table.c.id).limit(most)


def _sitting(workspace: Any, column: Any, after: Any, until: Any) -> Select[Any]:
    joined = (
        select(column)
        .join(open_table, open_table.c.id == seat.c.table)
        .where(seat.c.workspace == workspace)
    )
    return _open(workspace, joined).where(
        open_table.c.starts_at > after, open_table.c.starts_at < until
    )


def _whole(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            open_table,
            _host.c.name.label("host_name"),
            _host.c.office.label("host_office"),
            seat.c.person.label("guest"),
            _guest.c.name.label("guest_name"),
        )
        .join(
            _host,
            (_host.c.workspace == open_table.c.workspace) & (_host.c.person == open_table.c.host),
        )
        .outerjoin(seat, seat.c.table == open_table.c.id)
        .outerjoin(
            _guest, (_guest.c.workspace == seat.c.workspace) & (_guest.c.person == seat.c.person)
        )
        .where(*conditions)
        .order_by(open_table.c.starts_at, open_table.c.id, seat.c.id)
    )


async def _chosen(
    tx: ReadTransaction, workspace: str, *conditions: ColumnElement[bool]
) -> list[OpenTable]:
    return _tables(await tx.all(_whole(open_table.c.workspace == workspace, *conditions)))


def _tables(rows: Sequence[Row[Any]]) -> list[OpenTable]:
    return [_table(list(same)) for _, same in groupby(rows, key=lambda row: row.id)]


def _table(rows: list[Row[Any]]) -> OpenTable:
    first = rows[0]
    host = Mention(first.host, first.host_name)
    guests = [Mention(row.guest, row.guest_name) for row in rows if row.guest]
    same = {
        name: first._mapping[name] for name in OpenTable.__struct_fields__ if name not in _DERIVED
    }
    seated = tuple(sorted(guests, key=lambda guest: guest.person != host.person))
    return OpenTable(**same, host=host, office=first.host_office, seated=seated)


_DERIVED = {"host", "office", "seated"}

# Asked at every click on a table: made once.
_HERE = open_table.c.workspace == bindparam("workspace")
_BY_NUMBER = _whole(_HERE, open_table.c.id == bindparam("number"))
_SITS = _sitting(bindparam("workspace"), seat.c.table, bindparam("after"), bindparam("until"))
_CLASHING = _whole(_HERE, open_table.c.id.in_(_SITS.where(seat.c.person == bindparam("who"))))


def _merger(row: Row[Any]) -> Merger:
    return Merger(**{name: row._mapping[name] for name in Merger.__struct_fields__})
