"""Makes discord.py wait by a test's clock."""

import asyncio
from collections.abc import Awaitable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, TypeVar

import discord.client
import discord.gateway
import discord.http
import discord.shard
import discord.state
import discord.webhook.async_

from tests.doubles.clock import Clock

T = TypeVar("T")
WAITING: tuple[ModuleType, ...] = (
    discord.client, discord.gateway, discord.http, discord.shard, discord.state,
    discord.webhook.async_,
)  # fmt: skip
TIMED_BY_CLOCK = (
    discord.http,
    discord.state,
)  # where a timeout counts seconds of Discord's, not of the network


@contextmanager
def driven(clock: Clock) -> Iterator[None]:
    """Let discord.py's pauses, rate limits and ready wait use this clock while the block runs."""
    kept = {module: vars(module)["asyncio"] for module in WAITING}
    for module in WAITING:
        vars(module)["asyncio"] = _Asyncio(clock, whole=module in TIMED_BY_CLOCK)
    try:
        yield
    finally:
        for module, before in kept.items():
            vars(module)["asyncio"] = before


class _Asyncio:
    """The module asyncio, but for what waits."""

    def __init__(self, clock: Clock, *, whole: bool) -> None:
        self._clock = clock
        self.sleep = clock.sleep
        if whole:
            self.wait, self.wait_for, self.get_running_loop = (
                self._wait,
                self._wait_for,
                self._get_running_loop,
            )

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def _wait(self, what: Iterable[asyncio.Future[Any]], *, timeout: float) -> None:  # noqa: ASYNC109 - asyncio's own signature
        alarm = asyncio.ensure_future(self._clock.sleep(timeout))
        await asyncio.wait([*what, alarm], return_when=asyncio.FIRST_COMPLETED)
        alarm.cancel()

    async def _wait_for(self, what: Awaitable[T], timeout: float) -> T:  # noqa: ASYNC109 - asyncio's own signature
        work, alarm = asyncio.ensure_future(what), asyncio.ensure_future(self._clock.sleep(timeout))
        try:
            await asyncio.wait([work, alarm], return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise TimeoutError
            return work.result()
        finally:
            work.cancel()
            alarm.cancel()

    def _get_running_loop(self) -> Any:
        return _Loop(asyncio.get_running_loop(), self._clock)


class _Loop:
    """The running loop, with another idea of the time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clock: Clock) -> None:
        self._loop = loop
        self.time = clock.now

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)
