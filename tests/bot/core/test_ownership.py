"""What only one process may have: one owner at a time, and a hand-over when it ends or dies."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core.ownership import LEASE, Ownership
from bot.core.tables import ownership
from bot.store.engine import Database

PLACE = ("w", "socket")


class Replica:
    """A process that serves while it owns the socket, and steps when it is told to."""

    def __init__(self, database: Database, name: str) -> None:
        self.steps = asyncio.Semaphore(0)
        self.seconds = 0.0
        self.serving = False
        self.stood_by = 0
        self.end = asyncio.Event()
        self.ownership = Ownership(database, name, lambda: self.seconds, self.sleep)

    async def sleep(self, _seconds: float) -> None:
        await self.steps.acquire()

    async def serve(self) -> None:
        self.serving = True
        try:
            await self.end.wait()
        finally:
            self.serving = False

    async def stand_by(self) -> None:
        self.stood_by += 1

    async def run(self) -> None:
        await self.ownership.serve_alone(*PLACE, self.serve, self.stand_by)


@asynccontextmanager
async def running(*replicas: Replica) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(replica.run()) for replica in replicas]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(holds: Callable[[], bool], step: Callable[[], object] = lambda: None) -> None:
    async with asyncio.timeout(10):
        while not holds():
            step()
            await asyncio.sleep(0.01)


@pytest.fixture
def replicas(either_database: Database) -> tuple[Replica, Replica]:
    return Replica(either_database, "one"), Replica(either_database, "two")


async def expire(database: Database) -> None:
    async with database.transaction() as tx:
        past = await tx.read_clock() - timedelta(seconds=1)
        await tx.execute(update(ownership).values(lease_until=past))


async def begin(one: Replica, two: Replica, work: Callable[[], Awaitable[None]]) -> None:
    """Let the first own the socket while the second waits for it."""
    async with running(one):
        await until(lambda: one.serving)
        async with running(two):
            await until(lambda: "w socket" in two.ownership.owned)
            assert not two.serving
            await work()


async def test_one_serves_and_the_other_waits(replicas: tuple[Replica, Replica]) -> None:
    one, two = replicas

    async def look() -> None:
        for _ in range(5):
            one.steps.release()
            two.steps.release()
            await asyncio.sleep(0.02)
        assert (one.serving, two.serving) == (True, False)
        assert one.ownership.owned == {"w socket": True}

    await begin(one, two, look)


async def test_the_other_serves_at_once_when_the_owner_ends(
    replicas: tuple[Replica, Replica],
) -> None:
    one, two = replicas

    async def end() -> None:
        one.end.set()
        await until(lambda: two.serving, two.steps.release)
        assert not one.serving

    await begin(one, two, end)


async def test_the_other_serves_when_the_lease_of_a_frozen_owner_ends(
    replicas: tuple[Replica, Replica],
) -> None:
    one, two = replicas

    async def freeze() -> None:
        await expire(one.ownership.database)
        await until(lambda: two.serving, two.steps.release)
        one.steps.release()  # it wakes up
        await until(lambda: bool(one.stood_by))
        assert not one.serving
        assert two.serving

    await begin(one, two, freeze)


async def test_an_owner_without_its_database_gives_up_with_its_lease(
    replicas: tuple[Replica, Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = replicas

    async def lose() -> None:
        async def fail(*_place: str) -> bool:
            raise OSError("no route")

        monkeypatch.setattr(one.ownership, "_take", fail)
        one.steps.release()
        await asyncio.sleep(0.05)
        assert one.serving
        one.seconds += LEASE.total_seconds() + 1
        one.steps.release()
        await until(lambda: not one.serving)

    await begin(one, two, lose)


async def test_what_serving_raises_is_raised(either_database: Database) -> None:
    async def fail() -> None:
        raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        await Ownership(either_database, "one").serve_alone(*PLACE, fail)
