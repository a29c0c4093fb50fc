"""A database that closes waits for who is amid a transaction, and forgets nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.tables import setting
from bot.store import engine
from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from tests.bot.store.statement_counter import COUNTER


@asynccontextmanager
async def writing(database: Database, until: asyncio.Event) -> AsyncIterator["asyncio.Task[None]"]:
    """A task amid a transaction, which it ends at an event."""
    began = asyncio.Event()

    async def write() -> None:
        async with database.transaction() as tx:
            await tx.insert(setting, **COUNTER)
            began.set()
            await until.wait()

    task = asyncio.create_task(write())
    await began.wait()
    yield task
    assert task.done()


@pytest.fixture
async def address(tmp_path: Path) -> str:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path}/mingle.db")
    await upgrade_schema(database)
    await database.close()
    return str(database.engine.url)


async def written(address: str) -> int:
    database = open_database(address)
    async with database.transaction() as tx:
        count = len(await tx.all(select(setting)))
    await database.close()
    return count


async def test_who_is_amid_a_transaction_may_end_it(address: str) -> None:
    database, end = open_database(address), asyncio.Event()
    async with writing(database, end) as task:
        closing = asyncio.create_task(database.close())
        await asyncio.sleep(0)
        assert not closing.done()
        end.set()
        await closing
        assert task.exception() is None
    assert await written(address) == 1


async def test_who_was_told_to_stop_and_is_not_waited_for_leaves_nothing_behind(
    address: str,
) -> None:
    database = open_database(address)
    async with writing(database, asyncio.Event()) as task:
        task.cancel()
        await database.close()
    assert await written(address) == 0


async def test_who_would_never_end_is_told_to_stop(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CLOSE_GRACE", 0.5)
    database = open_database(address)
    async with writing(database, asyncio.Event()) as task:
        await database.close()
        assert task.cancelled()
    assert await written(address) == 0


async def test_who_waits_for_a_turn_to_write_is_waited_for_as_well(address: str) -> None:
    database, end = open_database(address), asyncio.Event()

    async def read() -> None:
        async with database.transaction() as tx:
            await tx.all(select(setting))

    async with writing(database, end):
        waiting = asyncio.create_task(read())
        await asyncio.sleep(0)
        closing = asyncio.create_task(database.close())
        end.set()
        await closing
        assert waiting.done()
    assert await written(address) == 1
