"""Who holds a database: a running Mingle keeps a lock until its process ends, however it ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from bot.store.engine import APPLICATION_NAME, Database
from bot.store.files import LOCK_FILE, PRIVATE_FILE, database_file, prepare_database_file
from bot.store.problems import REPORTED, InUse, as_problem, name_place

PATIENCE = 3.0  # seconds in which a process that is just ending may let go
_LOOK_AGAIN = 0.1

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = :name AND pid <> pg_backend_pid()"
)


@asynccontextmanager
async def holding_file(url: str) -> AsyncIterator[None]:
    """Hold the file of an SQLite database; raise InUse where another process does.

    The lock is one of the operating system's on a file beside it (`flock`), so it ends with the
    process. A database on a server may serve several processes, and nothing is held.
    """
    try:
        file = database_file(url)
    except REPORTED as error:
        raise as_problem(error, url) from error
    if file is None:
        yield
        return

    try:
        prepare_database_file(file)
        lock = file.with_name(file.name + LOCK_FILE)
        handle = os.open(lock, os.O_CREAT | os.O_RDWR, PRIVATE_FILE)
    except OSError as error:
        raise as_problem(error, url) from error
    try:
        await _lock(handle, file)
        yield
    finally:
        os.close(handle)


async def _lock(handle: int, file: Path) -> None:
    waited = 0.0
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waited >= PATIENCE:
                raise InUse(str(file)) from None
        await asyncio.sleep(_LOOK_AGAIN)
        waited += _LOOK_AGAIN


async def refuse_others(database: Database, url: str) -> None:
    """Raise InUse where another process of Mingle is connected to the same server's database."""
    if database.engine.dialect.name != "postgresql":
        return
    waited = 0.0
    while await _count_others(database):
        if waited >= PATIENCE:
            raise InUse(name_place(url))
        await asyncio.sleep(_LOOK_AGAIN)
        waited += _LOOK_AGAIN


async def _count_others(database: Database) -> int:
    async with database.engine.connect() as connection:
        return int(await connection.scalar(_OTHERS, {"name": APPLICATION_NAME}) or 0)
