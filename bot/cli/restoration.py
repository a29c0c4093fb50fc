"""A restore, step by step: check the backup, hold what is due, and put it in place."""

import asyncio
import os
import sqlite3
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import delete, select, text, union

from bot.cli import trouble
from bot.cli.forgotten import forget_again, read_forgotten
from bot.cli.runtime import real_now
from bot.core.tables import occurrence, outbox_message
from bot.people.erasure_records import Erasure
from bot.restores.hold import hold_workspace
from bot.store import backups
from bot.store.backups import BackupNote
from bot.store.copies import find_filled
from bot.store.engine import Database
from bot.store.files import (
    DATA_FILES,
    connected,
    database_file,
    prepare_database_file,
    sqlite_address,
)
from bot.store.hold import holding_file, refuse_others
from bot.store.migrate import VERSION_TABLE, open_migrated
from bot.store.problems import (
    NotEmpty,
    StoreProblem,
    UnusableBackup,
    as_problem,
    name_place,
)
from bot.store.schema import metadata
from jobs.registry import JOBS

# Ids that were given out after the backup stand in buttons by now; none is given out again.
ID_GAP = 1_000_000


class RestoreReport(Struct, frozen=True):
    """What a restore did; `held` counts jobs and messages by workspace."""

    made_at: datetime | None
    rows: int
    held: dict[str, tuple[int, int]]
    kept: str  # where the database is that was there before; empty: there was none
    forgotten: int  # people whom the backup still knew


async def restore_backup(
    url: str, file: Path, now: datetime, *, replace: bool = False
) -> RestoreReport:
    """Restore a backup into the database behind a URL; return what was done.

    Raise StoreProblem where the backup cannot be used, or the database is in use or not empty.
    """
    note = await asyncio.to_thread(_read_note, file)
    own = database_file(url)
    async with holding_file(url):
        if not replace:
            await _refuse_filled(url)

        place = str(own.parent) if own else None
        with tempfile.TemporaryDirectory(prefix=".mingle-", dir=place) as folder:
            fresh = Path(folder) / "restored.db"
            prepare_database_file(fresh)
            ledger = await read_forgotten(url)
            forgotten, held = await _prepare(file, fresh, note.made_at, ledger, now)
            rows, kept = await _install(url, fresh)
    return RestoreReport(note.made_at, rows, held, kept, forgotten)


def _read_note(file: Path) -> BackupNote:
    """Return what a backup says about itself; raise UnusableBackup where it is none."""
    try:
        return backups.read_note(file)
    except (StoreProblem, sqlite3.Error) as error:
        problem = as_problem(error, sqlite_address(file))
        raise UnusableBackup(str(file), trouble.why_unusable(problem)) from error


async def _refuse_filled(url: str) -> None:
    """Raise NotEmpty unless the database is new; a file that cannot be read is not empty."""
    own = database_file(url)
    if own is None:
        async with open_migrated(url) as database, database.engine.connect() as connection:
            filled = find_filled(await backups.count_tables(connection))
    else:
        filled = _filled_tables(own)
    if filled:
        raise NotEmpty(name_place(url), filled[0])


def _filled_tables(own: Path) -> list[str]:
    if not (own.exists() and own.stat().st_size):
        return []
    try:
        with connected(own) as connection:
            counts = backups.count_all(connection)
    except sqlite3.Error:
        return ["what cannot be read"]
    return [name for name in find_filled(counts) if name != VERSION_TABLE]


async def _prepare(
    file: Path, fresh: Path, made_at: datetime | None, ledger: list[Erasure], now: datetime
) -> tuple[int, dict[str, tuple[int, int]]]:
    """Copy a backup, bring it up to date, forget again, and hold what is due in it."""
    await asyncio.to_thread(backups.copy_file, file, fresh)
    backups.drop_note(fresh)
    async with open_migrated(sqlite_address(fresh)) as database:
        forgotten = await forget_again(database, ledger, now)
        held = await _hold(database, made_at, now)
        await _skip_ids(database)
    with connected(fresh) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        backups.check_copy(connection, fresh)
    return forgotten, held


async def _hold(
    database: Database, made_at: datetime | None, now: datetime
) -> dict[str, tuple[int, int]]:
    quiet = [kind for kind, job in JOBS.items() if job.quiet]
    held: dict[str, tuple[int, int]] = {}
    async with database.transaction() as tx:
        known = union(select(occurrence.c.workspace), select(outbox_message.c.workspace))
        for workspace in sorted(await tx.scalars(known)):
            work = await hold_workspace(tx, workspace, quiet, made_at, now)
            if work:
                jobs = sum(len(days) for days in work.days.values())
                held[workspace] = (jobs, work.messages.total())
    return held


async def _skip_ids(database: Database) -> None:
    gap = {"gap": ID_GAP}
    missing = text(
        "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :gap WHERE NOT EXISTS "
        "(SELECT 1 FROM sqlite_sequence WHERE name = :name)"
    )
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE sqlite_sequence SET seq = seq + :gap"), gap)
        for name in metadata.tables:
            await connection.execute(missing, {**gap, "name": name})


async def _install(url: str, fresh: Path) -> tuple[int, str]:
    """Put a prepared file in the place of the database; return its rows, and what was kept."""
    own = database_file(url)
    if own is None:
        return await _install_on_server(url, fresh), ""
    return await asyncio.to_thread(_install_file, own, fresh)


def _install_file(own: Path, fresh: Path) -> tuple[int, str]:
    kept = _keep(own) if own.exists() and own.stat().st_size else ""
    with connected(fresh) as connection:
        rows = sum(backups.count_all(connection).values())
    fresh.replace(own)
    backups.sync_to_disk(own)
    backups.sync_to_disk(own.parent)
    return rows, kept


def _keep(own: Path) -> str:
    """Keep the database that was there beside its place; a damaged one as it is."""
    kept = own.with_name(f"{own.name}.before-{real_now():%Y%m%dT%H%M%S}")
    with suppress(sqlite3.Error), connected(own) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # takes in the log and removes it
    for end in DATA_FILES[1:]:
        beside = own.with_name(own.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))
    os.link(own, kept)
    return str(kept)


async def _install_on_server(url: str, fresh: Path) -> int:
    async with open_migrated(url) as target, open_migrated(sqlite_address(fresh)) as source:
        await refuse_others(target, url)
        async with source.engine.connect() as read, target.engine.begin() as write:
            for table in reversed(metadata.sorted_tables):
                await write.execute(delete(table))
            counts = await backups.copy_between(read, write)
    return sum(counts.values())
