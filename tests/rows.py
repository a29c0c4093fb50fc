"""The rows of a database, and how they change."""

import sqlite3
from functools import cache
from typing import Any

from sqlalchemy import text

from bot.store.engine import ReadTransaction
from bot.store.schema import metadata

Rows = dict[str, dict[int, tuple[Any, ...]]]


def rows_of(driver: sqlite3.Connection) -> Rows:
    """Return every row of every table except the processed interactions."""
    return {
        name: {row[0]: row for row in driver.execute(query)} for name, query in _queries().items()
    }


async def read_rows(tx: ReadTransaction) -> Rows:
    """Return the same, read in a transaction that keeps no writer waiting."""
    return {
        name: {row[0]: tuple(row) for row in await tx.all(text(query))}
        for name, query in _queries().items()
    }


@cache
def _queries() -> dict[str, str]:
    names = sorted(name for name in metadata.tables if name != "processed_interaction")
    return {name: f'SELECT * FROM "{name}" ORDER BY id' for name in names}


def changes(
    before: Rows, after: Rows
) -> list[tuple[str, tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    """Return the rows that were added, removed or changed."""
    return [
        (table, was.get(number), now.get(number))
        for table, was in before.items()
        for now in (after[table],)
        for number in sorted({*was, *now})
        if was.get(number) != now.get(number)
    ]


def column(table: str, name: str) -> int:
    """Return the position of a column in its table."""
    return list(metadata.tables[table].columns.keys()).index(name)
