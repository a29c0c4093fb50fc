"""Check that writes of one moment share a transaction, and no write suffers from another."""

import asyncio

import pytest

from adapters.playground import records
from adapters.playground.grouped_writes import GroupedWrites, Write
from adapters.playground.records import Conversation
from adapters.playground.workspace import WORKSPACE
from bot.store.engine import Database, Transaction


def _opening(name: str) -> Write[Transaction]:
    async def open_channel(tx: Transaction) -> Transaction:
        channel = Conversation(f"{WORKSPACE}/{name}", "channel", name)
        await records.open_conversation(tx, WORKSPACE, channel)
        return tx

    return open_channel


async def _refuse(_tx: Transaction) -> None:
    raise ValueError("no")


async def _list_channels(database: Database) -> list[str]:
    async with database.read_transaction() as tx:
        return [each.name for each in await records.find_conversations(tx, WORKSPACE)]


async def test_writes_of_one_moment_share_a_transaction(database: Database) -> None:
    writes = GroupedWrites(database)
    first, second = await asyncio.gather(writes.run(_opening("a")), writes.run(_opening("b")))
    assert first is second
    assert await writes.run(_opening("c")) is not first
    assert await _list_channels(database) == ["a", "b", "c"]


async def test_a_write_that_fails_takes_no_other_with_it(database: Database) -> None:
    writes = GroupedWrites(database)
    outcomes = await asyncio.gather(
        writes.run(_opening("a")),
        writes.run(_refuse),
        writes.run(_opening("b")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Transaction, ValueError, Transaction]
    assert await _list_channels(database) == ["a", "b"]
    with pytest.raises(ValueError, match="no"):
        await writes.run(_refuse)


async def test_whoever_waits_no_longer_holds_nobody_up(database: Database) -> None:
    writes = GroupedWrites(database)
    impatient = asyncio.create_task(writes.run(_opening("a")))
    patient = asyncio.create_task(writes.run(_opening("b")))
    await asyncio.sleep(0)
    impatient.cancel()
    await patient
    assert await _list_channels(database) == ["a", "b"]
