"""Statements that write rows, built once for each table and its columns."""

from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite


# Compiling a statement takes SQLAlchemy longer than running it takes SQLite, so these are cached.
@cache
def insert_row(table: Table) -> Any:
    """Insert a row; return its id."""
    return insert(table).returning(table.c.id)


@cache
def insert_rows(table: Table) -> Any:
    """Insert rows."""
    return insert(table)


@cache
def insert_or_ignore_row(table: Table, dialect: str) -> Any:
    """Insert a row, or nothing on a unique conflict; return its id."""
    return insert_or_ignore_rows(table, dialect).returning(table.c.id)


@cache
def insert_or_ignore_rows(table: Table, dialect: str) -> Any:
    """Insert rows, passing over unique conflicts."""
    return _upsert(table, dialect).on_conflict_do_nothing()


@cache
def upsert_row(table: Table, dialect: str, keys: tuple[str, ...], changes: tuple[str, ...]) -> Any:
    """Insert a row, or update the one with its keys; return its id."""
    statement = _upsert(table, dialect)
    changed = {name: statement.excluded[name] for name in changes}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed).returning(table.c.id)


@cache
def update_rows(
    table: Table, keys: tuple[str, ...], lists: frozenset[str], changes: tuple[str, ...]
) -> Any:
    """Update the rows with these values, named `of_…`, to those named `new_…`."""
    wanted = [
        table.c[name].in_(bindparam(f"of_{name}", expanding=True))
        if name in lists
        else table.c[name] == bindparam(f"of_{name}")
        for name in keys
    ]
    changed = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in changes}
    return update(table).where(*wanted).values(changed)


def _upsert(table: Table, dialect: str) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
