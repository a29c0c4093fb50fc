"""Backups: one SQLite file that holds everything, made while Mingle runs, and checked.

A backup of a PostgreSQL database is such a file too, so it can be restored into either.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.copies import copy_rows, count_rows, raw_tables
from bot.store.engine import Database, open_database
from bot.store.files import PRIVATE_FILE, connected, delete_files, sqlite_address
from bot.store.migrate import VERSION_TABLE, known_revisions, upgrade_schema
from bot.store.problems import Damaged, NewerSchema, NotADatabase
from bot.store.schema import metadata

NOTE = "mingle_backup"  # the table that makes a file a backup, and says of when it is


@dataclass(frozen=True)
class BackupNote:
    """What a backup says about itself; a plain copy of a database knows no moment."""

    revision: str
    made_at: datetime | None


@contextmanager
def written_beside(file: Path, *, replace: bool) -> Iterator[Path]:
    """Yield an empty private file beside `file`, which takes its place once the block has ended.

    Raise FileExistsError where something is there already, unless it may be replaced.
    """
    if file.exists() and not replace:
        raise FileExistsError(17, "It exists already", str(file))
    part = file.with_name(f".{file.name}.{os.getpid()}")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
    try:
        yield part
        sync_to_disk(part)
        if replace:
            part.replace(file)
        else:
            os.link(part, file)
        sync_to_disk(file.parent)
    finally:
        delete_files(part)


def sync_to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_file(source: Path, target: Path) -> dict[str, int]:
    """Copy an SQLite database that may be in use (SQLite's backup API); return its row counts.

    The copy is one file without a write-ahead log. Raise Damaged where it is not as the original.
    """
    with connected(source) as original, connected(target) as copy:
        original.execute("BEGIN")  # one snapshot for the counts and the copy
        expected = count_all(original)
        original.backup(copy)
        original.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")
        check_copy(copy, source)
        if count_all(copy) != expected:
            raise Damaged(str(source), "the copy has other rows")
    return expected


def check_copy(connection: sqlite3.Connection, place: Path) -> None:
    """Raise Damaged unless every page, index and reference is whole."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found[0] != "ok":
        raise Damaged(str(place), str(found[0]).splitlines()[0])
    dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    if dangling:
        raise Damaged(str(place), f"a row of {dangling[0]} belongs to nothing")


def count_all(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
        if name != NOTE
    }


async def copy_between(source: AsyncConnection, target: AsyncConnection) -> dict[str, int]:
    """Copy the rows of every table; return the counts, which are the same on both sides."""
    tables = raw_tables(metadata.sorted_tables)
    to = target.sync_connection
    return await source.run_sync(lambda given: copy_rows(given, to, tables) if to else {})


async def count_tables(connection: AsyncConnection) -> dict[str, int]:
    """Return the number of rows of each table."""
    tables = raw_tables(metadata.sorted_tables)
    return await connection.run_sync(count_rows, tables)


async def copy_server(database: Database, file: Path) -> dict[str, int]:
    """Copy a database on a server into a new file, of one snapshot; return its row counts."""
    copy = open_database(sqlite_address(file))
    try:
        await upgrade_schema(copy)
        async with database.engine.connect() as source, copy.engine.begin() as target:
            snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            await source.execution_options(**snapshot)
            counts = await copy_between(source, target)
    finally:
        await copy.close()
    return counts


def write_note(file: Path, now: datetime) -> None:
    """Write into a copy of when it is."""
    with connected(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(f"CREATE TABLE {NOTE} (made_at TEXT NOT NULL) STRICT")
        connection.execute(f"INSERT INTO {NOTE} VALUES (?)", (now.isoformat(),))


def read_note(file: Path) -> BackupNote:
    """Return what a backup says about itself.

    Raise NotADatabase for another file, Damaged for a broken one, NewerSchema for one that this
    version cannot read.
    """
    with connected(file) as connection:
        check_copy(connection, file)
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if VERSION_TABLE not in names:
            raise NotADatabase(str(file), "there are no tables of Mingle in it")
        (revision,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
        moment = None
        if NOTE in names:
            (moment,) = connection.execute(f"SELECT made_at FROM {NOTE}").fetchone()
    if revision not in known_revisions():
        raise NewerSchema(str(file), revision)
    return BackupNote(revision, datetime.fromisoformat(moment) if moment else None)


def drop_note(file: Path) -> None:
    """Make a backup a database again."""
    with connected(file) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {NOTE}")
