"""A PostgreSQL server restarts, ends sessions, or only reads: the next transaction works again."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import Database, open_database
from bot.store.migrate import open_migrated
from tests import postgres

ENOUGH = 5  # connections in the pool

Server = tuple[str, Callable[[], None]]


@pytest.fixture(scope="module")
def restartable() -> Iterator[Server]:
    if not postgres.programs():
        pytest.skip("PostgreSQL is not installed")
    folder = tempfile.TemporaryDirectory(prefix="mingle-", ignore_cleanup_errors=True)
    with folder as home, postgres.restartable(Path(home)) as running:
        yield running


@pytest.fixture
async def warm(restartable: Server) -> AsyncIterator[Database]:
    """A database whose pool is full of open connections."""
    database = open_database(restartable[0])
    await fill(database)
    yield database
    await database.close()


async def fill(database: Database, order: str = "SELECT 1") -> None:
    async def hold() -> None:
        async with database.transaction() as tx:
            await tx.execute(text(order))
            await tx.scalar(text("SELECT pg_sleep(0.05)"))

    await asyncio.gather(*(hold() for _ in range(ENOUGH)))


async def write(database: Database) -> int:
    """Write a row; return how many rows that changed."""
    async with database.transaction() as tx:
        await tx.execute(text("CREATE TABLE IF NOT EXISTS kept (id integer)"))
        return await tx.execute(text("INSERT INTO kept VALUES (1)"))


async def write_with_every_connection(database: Database) -> int:
    """Write once more than there are connections; return how many rows that changed."""
    return sum([await write(database) for _ in range(ENOUGH + 1)])


async def test_every_transaction_works_after_the_server_restarted(
    warm: Database, restartable: Server
) -> None:
    await asyncio.to_thread(restartable[1])
    assert await write_with_every_connection(warm) == ENOUGH + 1


async def test_every_transaction_works_after_all_sessions_were_ended(warm: Database) -> None:
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    async with warm.read_transaction() as tx:
        await tx.all(text(ended))
    assert await write_with_every_connection(warm) == ENOUGH + 1


async def test_one_refused_write_is_enough_to_leave_a_server_that_only_reads(
    warm: Database,
) -> None:
    await fill(warm, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    with pytest.raises(DBAPIError):
        await write(warm)
    assert await write_with_every_connection(warm) == ENOUGH + 1


async def test_three_processes_may_make_the_tables_at_once(
    restartable: Server,
) -> None:
    async def start() -> int:
        async with open_migrated(restartable[0]) as database, database.read_transaction() as tx:
            return int(await tx.scalar(text("SELECT count(*) FROM alembic_version")))

    assert list(await asyncio.gather(start(), start(), start())) == [1, 1, 1]
