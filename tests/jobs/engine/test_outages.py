"""Two replicas that stand in each other's way: one begins again, and no row is to blame."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import select, update

from bot.core import outbox
from bot.core.tables import outbox_message, setting
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card
from jobs.engine import delivery
from jobs.engine.outages import is_outage
from tests.bot.store.statement_counter import COUNTER
from tests.jobs.conftest import NOON, RULE, Bench

NAMES = ("first", "second")


async def touch(tx: Transaction, name: str) -> None:
    await tx.execute(update(setting).where(setting.c.name == name).values(number=1))


async def fill(database: Database) -> None:
    async with database.transaction() as tx:
        for name in NAMES:
            await tx.insert(setting, **{**COUNTER, "name": name})


async def deadlock(database: Database) -> list[Exception]:
    """Lock two rows in two orders at once; return what failed."""
    both = asyncio.Barrier(2)

    async def write(names: Sequence[str]) -> None:
        async with database.transaction() as tx:
            await touch(tx, names[0])
            await both.wait()
            await touch(tx, names[1])

    done = await asyncio.gather(write(NAMES), write(NAMES[::-1]), return_exceptions=True)
    return [error for error in done if isinstance(error, Exception)]


async def test_one_of_two_that_wait_for_each_other_may_begin_again(
    on_postgresql: Database,
) -> None:
    await fill(on_postgresql)
    [error] = await deadlock(on_postgresql)
    assert is_outage(error)
    assert not is_outage(ValueError("of one row"))


async def test_what_came_of_a_message_is_written_down_by_who_begins_again(
    on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "RECORD_PAUSES", (0, 0))
    bench = Bench(on_postgresql)
    await fill(on_postgresql)
    heard: list[str] = []

    @bench.router.on_outcome(RULE)
    async def hear(_tx: Transaction, _workspace: str, keys: Sequence[str], _now: datetime) -> None:
        heard.extend(keys)
        if len(heard) == 1:
            raise (await deadlock(on_postgresql))[0]

    async with bench.database.transaction() as tx:
        card = Card("note", "Soup")
        await outbox.post(tx, "w", "soup", "w/lunch", card, reason=RULE, due=NOON, solicited=True)
    await bench.engine().run_until_idle()
    assert heard == ["soup", "soup"]
    async with bench.database.read_transaction() as reading:
        assert await reading.scalars(select(outbox_message.c.state)) == ["sent"]
    assert bench.chat.times.total() == 1
