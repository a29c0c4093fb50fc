"""Copies of a database: row by row between SQLite and PostgreSQL, with counts compared.

Values are copied as they are stored. A card that this version cannot read is no hindrance.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Table,
    TableClause,
    Text,
    bindparam,
    column,
    func,
    insert,
    select,
    table,
    text,
    update,
)
from sqlalchemy.types import TypeEngine

from bot.store.types import Json, Parsed

BATCH_SIZE = 500  # rows read and written at once
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, 'id')")


class CopyMismatch(Exception):
    """A copy has other rows than its original."""

    def __init__(self, name: str, expected: int, found: int) -> None:
        super().__init__(f"{name}: {expected} rows, {found} in the copy")
        self.name, self.expected, self.found = name, expected, found


@dataclass(frozen=True)
class RawTable:
    """A table without what our column types do; `own` are references to rows of the same table."""

    clause: TableClause
    own: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the table's name."""
        return self.clause.name


def raw_tables(tables: Sequence[Table]) -> list[RawTable]:
    """Return tables, in order, as they are copied."""
    return [RawTable(table(one.name, *_raw_columns(one)), _own_references(one)) for one in tables]


def _raw_columns(one: Table) -> Iterator[Any]:
    for each in one.columns:
        kind: TypeEngine[Any] = each.type
        yield column(each.name, Text() if isinstance(kind, Json | Parsed) else kind)


def _own_references(one: Table) -> tuple[str, ...]:
    return tuple(key.parent.name for key in one.foreign_keys if key.column.table is one)


def count_rows(connection: Connection, tables: Sequence[RawTable]) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {
        one.name: connection.scalar(select(func.count()).select_from(one.clause)) or 0
        for one in tables
    }


def copy_rows(source: Connection, target: Connection, tables: Sequence[RawTable]) -> dict[str, int]:
    """Copy every row, in the order of foreign keys; return the counts, the same on both sides.

    Raise CopyMismatch where they differ.
    """
    for one in tables:
        for rows in _batches(source, one):
            _insert(target, one, rows)
        _link_own_rows(source, target, one)
        write_last_id(target, one.name, read_last_id(source, one.name))

    expected, found = count_rows(source, tables), count_rows(target, tables)
    for name, count in expected.items():
        if found[name] != count:
            raise CopyMismatch(name, count, found[name])
    return expected


def _batches(source: Connection, one: RawTable) -> Iterator[list[dict[str, Any]]]:
    number = one.clause.c.id
    page = select(one.clause).order_by(number).limit(BATCH_SIZE)
    last = 0
    while rows := source.execute(page.where(number > last)).mappings().all():
        yield [dict(row) for row in rows]
        last = rows[-1]["id"]


def _insert(target: Connection, one: RawTable, rows: list[dict[str, Any]]) -> None:
    unlinked = dict.fromkeys(one.own)
    target.execute(insert(one.clause), [{**row, **unlinked} for row in rows])


def _link_own_rows(source: Connection, target: Connection, one: RawTable) -> None:
    """Set references within a table: the row that one points at may come later."""
    for name in one.own:
        number, pointed = one.clause.c.id, one.clause.c[name]
        links = source.execute(select(number, pointed).where(pointed.is_not(None))).all()
        if links:
            link = update(one.clause).where(number == bindparam("at"))
            values = [{"at": at, "to": to} for at, to in links]
            target.execute(link.values({name: bindparam("to")}), values)


def read_last_id(connection: Connection, name: str) -> int:
    """Return the last id that a table gave out, also if its row is deleted."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return connection.scalar(query, {"name": name}) or 0
    sequence = connection.scalar(_SEQUENCE, {"name": name})
    query = text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
    return connection.scalar(query) or 0


def write_last_id(connection: Connection, name: str, last: int) -> None:
    """Have a table go on after this id."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
        insertion = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
        connection.execute(insertion, {"name": name, "last": last})
    elif last:
        sequence = connection.scalar(_SEQUENCE, {"name": name})
        connection.execute(text(f"SELECT setval('{sequence}', :last)"), {"last": last})


def find_filled(counts: Mapping[str, int]) -> list[str]:
    """Return the tables that have rows."""
    return [name for name, count in counts.items() if count]
