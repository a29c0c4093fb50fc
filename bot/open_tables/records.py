"""The SQL of open tables: tables, seats and mergers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, Unpack

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from bot.core.reasons import Purpose
from bot.core.subjects import Subject
from bot.core.tables import SENT_OR_DUE, outbox_message
from bot.open_tables.rules import LUNCH_DURATION, OpenTable, TableDetails
from bot.open_tables.tables import open_table, seat, table_merger
from bot.people.records import lock_people
from bot.people.tables import person
from bot.store.beginnings import begins_with
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.ui.text import Mention

_Query = Select[*tuple[Any, ...]]
_Row = Row[*tuple[object, ...]]
_Workspace = str | BindParameter[str]
_Instant = datetime | BindParameter[datetime]

_host, _guest = person.alias("host"), person.alias("guest")
_TAKEN = select(func.count()).where(seat.c.table == open_table.c.id).scalar_subquery()


class Merger(Struct, frozen=True):
    """Two tables that may join: what each host answered, and until when they can."""

    id: int
    stays: int
    moves: int
    stays_agrees: bool | None
    moves_agrees: bool | None
    until: datetime


def request_key(about: Subject, invited: str, caller: str) -> str:
    """Return the key of the message in which one colleague asks another for something.

    Requests of all features have such keys, so that they share what somebody may be asked in a
    week: to eat at a table, or to be introduced.
    """
    return f"{about}{_request_end(invited, caller)}"


async def count_requests(
    tx: ReadTransaction, workspace: str, invited: str, caller: str, since: datetime
) -> tuple[int, int]:
    """Return how often somebody was asked since a moment: by one person, and by all.

    Requests that were never sent count as well.
    """
    keys = await _keys_of_requests(tx, workspace, invited, since)
    by_caller = [key for key in keys if key.endswith(_request_end(invited, caller))]
    return len(by_caller), len(keys)


async def count_in_vain(
    tx: ReadTransaction, workspace: str, invited: str, caller: str, since: datetime
) -> int:
    """Return how often one person asked another since a moment who did not take it up.

    To a table they came, or an introduction was written.
    """
    keys = await _keys_of_requests(tx, workspace, invited, since)
    end = _request_end(invited, caller)
    asked = {Subject.parse(key.removesuffix(end)) for key in keys if key.endswith(end)}
    tables = {about.id for about in asked if about.kind == "table"}
    came = await tx.scalars(
        select(seat.c.table).where(
            seat.c.workspace == workspace, seat.c.person == invited, seat.c.table.in_(tables)
        )
    )
    others = {about for about in asked if about.kind != "table"}
    met = await tx.scalars(
        select(outbox_message.c.key).where(
            outbox_message.c.workspace == workspace,
            outbox_message.c.key.in_([introduction_key(about) for about in others]),
        )
    )
    return len(tables - set(came)) + len(others) - len(set(met))


def introduction_key(about: Subject) -> str:
    """Return the key of the introduction that comes of a request."""
    return f"{about}:introduced"


def _request_end(invited: str, caller: str) -> str:
    return f":asked:{invited}:{caller}"


async def _keys_of_requests(
    tx: ReadTransaction, workspace: str, invited: str, since: datetime
) -> list[str]:
    """Return the keys of the requests to somebody since a moment, of those not sent as well."""
    query = select(outbox_message.c.key).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.purpose == Purpose.COLLEAGUE,
        since < SENT_OR_DUE,
        outbox_message.c.due > since,
        outbox_message.c.key.contains(f":asked:{invited}:", autoescape=True),
    )
    return await tx.scalars(query)


async def subjects_of_requests(tx: ReadTransaction, workspace: str, table: int) -> list[Subject]:
    """Return the subjects of the cards with which colleagues are asked to a table."""
    query = select(outbox_message.c.subject).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.subject.is_not(None),
        begins_with(outbox_message.c.key, f"table:{table}:asked:"),
    )
    return await tx.scalars(query)


async def add_table(
    tx: Transaction, workspace: str, *, host: str, usual: bool, **details: Unpack[TableDetails]
) -> int:
    """Insert an open table; return its id."""
    return await tx.insert(
        open_table, workspace=workspace, state="open", host=host, usual=usual, **details
    )


async def lock_tables(tx: Transaction, workspace: str, *numbers: int) -> None:
    """Lock these rows until the transaction ends (`FOR UPDATE`), in order of id.

    Read them after locking, never before.
    """
    if tx.single_writer:
        return

    query = select(open_table.c.id).where(
        open_table.c.workspace == workspace, open_table.c.id.in_(numbers)
    )
    await tx.all(query.order_by(open_table.c.id).with_for_update())


@remembered
async def find_table(tx: ReadTransaction, workspace: str, number: int) -> OpenTable | None:
    """Return one table, or None."""
    tables = _tables(await tx.all(_BY_NUMBER, workspace=workspace, number=number))
    return tables[0] if tables else None


async def find_table_for_update(tx: Transaction, workspace: str, number: int) -> OpenTable | None:
    """Lock one table until the transaction ends; return it, or None."""
    await lock_tables(tx, workspace, number)
    return await find_table(tx, workspace, number)


async def tables_with_room(
    tx: ReadTransaction, workspace: str, after: datetime, until: datetime, most: int
) -> list[OpenTable]:
    """Return open tables that start between these instants and have a free seat, soonest first."""
    bounds = {"workspace": workspace, "after": after, "until": until, "most": most}
    return _tables(await tx.all(_ROOMY, **bounds))


async def joinable_tables(
    tx: ReadTransaction,
    workspace: str,
    person_id: str,
    after: datetime,
    until: datetime,
    most: int,
) -> list[OpenTable]:
    """Return the tables of a person between these instants and those with room, soonest first."""
    bounds = {"workspace": workspace, "after": after, "until": until, "most": most}
    return _tables(await tx.all(_JOINABLE, person_id=person_id, **bounds))


async def upcoming_tables(
    tx: ReadTransaction, workspace: str, after: datetime, until: datetime, most: int
) -> list[OpenTable]:
    """Return the open tables that start between these instants, soonest first."""
    ids = _open(workspace, select(open_table.c.id)).where(
        open_table.c.starts_at.between(after, until)
    )
    soonest = ids.order_by(open_table.c.starts_at, open_table.c.id).limit(most)
    return await _select_tables(tx, workspace, open_table.c.id.in_(soonest))


async def tables_around(
    tx: ReadTransaction, workspace: str, at: datetime, reach: timedelta
) -> list[OpenTable]:
    """Return the open tables that start at most `reach` before or after an instant."""
    ids = _open(workspace, select(open_table.c.id)).where(
        open_table.c.starts_at.between(at - reach, at + reach)
    )
    return await _select_tables(tx, workspace, open_table.c.id.in_(ids))


async def overlapping_for_update(
    tx: Transaction, workspace: str, person_id: str, at: datetime
) -> list[OpenTable]:
    """Lock a person; return their open tables that overlap with a lunch at this instant."""
    await lock_people(tx, workspace, person_id)
    bounds = {"after": at - LUNCH_DURATION, "until": at + LUNCH_DURATION}
    return _tables(await tx.all(_OVERLAPPING, workspace=workspace, person_id=person_id, **bounds))


async def tables_of_person(
    tx: ReadTransaction, workspace: str, person_id: str, after: datetime
) -> list[int]:
    """Return the ids of the open tables after an instant at which a person sits, in order."""
    query = (
        select(open_table.c.id)
        .join(seat, seat.c.table == open_table.c.id)
        .where(seat.c.workspace == workspace, seat.c.person == person_id)
        .where(open_table.c.starts_at > after)
    )
    return await tx.scalars(_open(workspace, query).order_by(open_table.c.id))


async def busy_people(
    tx: Transaction, workspace: str, people: Sequence[str], at: datetime, besides: Sequence[int]
) -> set[str]:
    """Lock these people; return those with a seat around this instant, not counting `besides`."""
    await lock_people(tx, workspace, *people)
    query = _sitting(workspace, seat.c.person, at - LUNCH_DURATION, at + LUNCH_DURATION)
    return set(
        await tx.scalars(query.where(seat.c.person.in_(people), seat.c.table.not_in(besides)))
    )


async def add_seats(
    tx: Transaction, workspace: str, table: int, people: Sequence[str], now: datetime
) -> None:
    """Seat people at a table, in this order."""
    common = {"workspace": workspace, "table": table, "taken_at": now}
    await tx.insert_many(seat, [{**common, "person": person_id} for person_id in people])


async def remove_seat(tx: Transaction, workspace: str, table: int, person_id: str) -> None:
    """Delete a person's seat at a table."""
    await tx.execute(
        delete(seat).where(
            seat.c.workspace == workspace, seat.c.table == table, seat.c.person == person_id
        )
    )


async def move_seats(tx: Transaction, workspace: str, old: int, new: int) -> None:
    """Move everybody from one table to another."""
    await tx.execute(
        update(seat).where(seat.c.workspace == workspace, seat.c.table == old).values(table=new)
    )


async def update_table(tx: Transaction, workspace: str, table: int, **values: object) -> None:
    """Set columns of a table."""
    statement = update(open_table).where(
        open_table.c.workspace == workspace, open_table.c.id == table
    )
    await tx.execute(statement.values(**values))


async def every_table_of(tx: ReadTransaction, workspace: str, person: str) -> list[int]:
    """Return the tables, also of old, that a person hosted or sat at."""
    sat = select(seat.c.table).where(seat.c.workspace == workspace, seat.c.person == person)
    theirs = or_(open_table.c.host == person, open_table.c.id.in_(sat))
    query = select(open_table.c.id).where(open_table.c.workspace == workspace, theirs)
    return await tx.scalars(query.order_by(open_table.c.id))


async def list_mergers(tx: ReadTransaction, workspace: str, tables: Sequence[int]) -> list[Merger]:
    """Return the mergers that were proposed to any of these tables."""
    is_side = table_merger.c.stays.in_(tables) | table_merger.c.moves.in_(tables)
    query = select(table_merger).where(table_merger.c.workspace == workspace, is_side)
    return [read_struct(Merger, row) for row in await tx.all(query.order_by(table_merger.c.id))]


async def find_merger(tx: ReadTransaction, workspace: str, number: int) -> Merger | None:
    """Return one proposed merger, or None."""
    row = await tx.first(
        select(table_merger).where(
            table_merger.c.workspace == workspace, table_merger.c.id == number
        )
    )
    return read_struct(Merger, row) if row else None


async def add_merger(
    tx: Transaction, workspace: str, stays: int, moves: int, until: datetime
) -> int | None:
    """Insert a proposed merger; return its id, or None if it was proposed before."""
    return await tx.insert_or_ignore(
        table_merger, workspace=workspace, stays=stays, moves=moves, until=until
    )


async def answer_merger(tx: Transaction, workspace: str, number: int, **agrees: bool) -> None:
    """Save a host's answer: `stays_agrees` or `moves_agrees`."""
    statement = update(table_merger).where(
        table_merger.c.workspace == workspace, table_merger.c.id == number
    )
    await tx.execute(statement.values(**agrees))


def _open(workspace: _Workspace, query: _Query) -> _Query:
    return query.where(open_table.c.workspace == workspace, open_table.c.state == "open")


def _sitting(
    workspace: _Workspace, column: ColumnElement[object], after: _Instant, until: _Instant
) -> _Query:
    query = (
        select(column)
        .join(open_table, open_table.c.id == seat.c.table)
        .where(seat.c.workspace == workspace)
    )
    return _open(workspace, query).where(
        open_table.c.starts_at > after, open_table.c.starts_at < until
    )


def _with_people(*conditions: ColumnElement[bool]) -> _Query:
    """Return the query of tables with their people: one row a seat, at least one a table."""
    is_host = (_host.c.workspace == open_table.c.workspace) & (_host.c.person == open_table.c.host)
    is_guest = (_guest.c.workspace == seat.c.workspace) & (_guest.c.person == seat.c.person)
    return (
        select(
            open_table,
            _host.c.name.label("host_name"),
            _host.c.office.label("host_office"),
            seat.c.person.label("guest"),
            _guest.c.name.label("guest_name"),
        )
        .join(_host, is_host)
        .outerjoin(seat, seat.c.table == open_table.c.id)
        .outerjoin(_guest, is_guest)
        .where(*conditions)
        .order_by(open_table.c.starts_at, open_table.c.id, seat.c.id)
    )


async def _select_tables(
    tx: ReadTransaction, workspace: str, *conditions: ColumnElement[bool]
) -> list[OpenTable]:
    return _tables(await tx.all(_with_people(open_table.c.workspace == workspace, *conditions)))


def _tables(rows: Sequence[_Row]) -> list[OpenTable]:
    return [_table(list(group)) for _, group in groupby(rows, key=attrgetter("id"))]


def _table(rows: list[_Row]) -> OpenTable:
    first = rows[0]
    host = Mention(first.host, first.host_name)
    guests = [Mention(row.guest, row.guest_name) for row in rows if row.guest]
    seated = tuple(sorted(guests, key=lambda guest: guest.person != host.person))

    values = {name: first._mapping[name] for name in _STORED}
    return OpenTable(**values, host=host, office=first.host_office, seated=seated)


_DERIVED = {"host", "office", "seated"}
_STORED = [name for name in OpenTable.__struct_fields__ if name not in _DERIVED]

# These run at every `/lunch` and every click on a table, so they are built once.
_IN_WORKSPACE = open_table.c.workspace == bindparam("workspace")
_BY_NUMBER = _with_people(_IN_WORKSPACE, open_table.c.id == bindparam("number"))
_OWN = _sitting(bindparam("workspace"), seat.c.table, bindparam("after"), bindparam("until")).where(
    seat.c.person == bindparam("person_id")
)
_OVERLAPPING = _with_people(_IN_WORKSPACE, open_table.c.id.in_(_OWN))
_WITH_ROOM = (
    _open(bindparam("workspace"), select(open_table.c.id))
    .where(open_table.c.starts_at > bindparam("after"))
    .where(open_table.c.starts_at < bindparam("until"), open_table.c.seats > _TAKEN)
    .order_by(open_table.c.starts_at, open_table.c.id)
    .limit(bindparam("most"))
)
_ROOMY = _with_people(_IN_WORKSPACE, open_table.c.id.in_(_WITH_ROOM))
_JOINABLE = _with_people(_IN_WORKSPACE, open_table.c.id.in_(_OWN) | open_table.c.id.in_(_WITH_ROOM))
