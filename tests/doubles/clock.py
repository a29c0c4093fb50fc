"""Clocks: the real one, and one that moves only when a test says so."""

import asyncio
import heapq
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

# looks at the event loop, a millisecond apart, that must find nothing to do before time jumps
QUIET_ROUNDS = 3


class Clock(Protocol):
    """What the server needs of time."""

    def now(self) -> float:
        """Return seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class RealClock:
    """Go with the machine's clock."""

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class DrivenClock:
    """Stand still until driven: by `advance`, or by `running` whenever everybody waits."""

    def __init__(self, start: float | datetime | None = None) -> None:
        self._now = start.timestamp() if isinstance(start, datetime) else start or time.time()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> float:
        return self._now

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self._now, UTC)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return await asyncio.sleep(0)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._numbers), woken))
        return await woken

    async def advance(self, seconds: float) -> None:
        """Let so much time go by, waking whoever sleeps in the order of their alarms."""
        end = self._now + seconds
        await quiet()
        while (due := self._next()) is not None and due <= end:
            self._wake(due)
            await quiet()
        self._now = max(self._now, end)
        await quiet()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Jump to the next alarm whenever nobody has anything else to do."""
        pump = asyncio.create_task(self._pump())
        try:
            yield
        finally:
            pump.cancel()

    async def _pump(self) -> None:
        while True:
            await quiet()
            if (due := self._next()) is not None:
                self._wake(due)
            else:
                await asyncio.sleep(0.001)

    def _next(self) -> float | None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def _wake(self, due: float) -> None:
        self._now = max(self._now, due)
        while self._next() is not None and self._sleepers[0][0] <= due:
            heapq.heappop(self._sleepers)[2].set_result(None)


async def quiet() -> None:
    """Wait until the event loop has found nothing to do for a moment of real time."""
    ready = getattr(asyncio.get_running_loop(), "_ready", ())
    calm = 0
    while calm < QUIET_ROUNDS:
        await asyncio.sleep(0.001)
        calm = 0 if ready else calm + 1
