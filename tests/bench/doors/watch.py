"""Watch an event loop: how long others wait for a turn while something happens."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

TURN = 0.005  # seconds between two looks


@dataclass
class Waits:
    """The longest wait for a turn, on the clock and of the loop's own work; in seconds."""

    longest: float = 0.0
    work: float = 0.0
    took: float = 0.0


@asynccontextmanager
async def watch_loop() -> AsyncIterator[Waits]:
    """Yield the waits of this loop, which grow until the block ends."""
    waits = Waits()

    async def look() -> None:
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TURN)
            waits.longest = max(waits.longest, time.perf_counter() - began - TURN)
            waits.work = max(waits.work, time.thread_time() - worked)

    began = time.perf_counter()
    looking = asyncio.create_task(look())
    try:
        yield waits
    finally:
        looking.cancel()
        waits.took = time.perf_counter() - began


async def watch_idle(seconds: float = 2.0) -> Waits:
    """Return the waits of a loop that has nothing to do."""
    async with watch_loop() as waits:
        await asyncio.sleep(seconds)
    return waits
