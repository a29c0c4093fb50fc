"""What simulated platforms share: time, faults, HTTP on loopback, and waiting for a condition."""

import asyncio
import itertools
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from contextlib import suppress
from email.utils import formatdate
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from aiohttp import web

from tests.doubles.clock import Clock, RealClock
from tests.doubles.faults import Fault, Faults

T = TypeVar("T")
PATIENCE = 60.0  # real seconds after which a test has hung
ANSWER_WITHIN = 3.0  # seconds that Slack and Discord wait for an answer to a gesture


class Loopback(ABC):
    """What every stand-in for a platform is made of."""

    ROOT: ClassVar[str]  # where its API begins
    _runner: web.AppRunner

    def __init__(self, clock: Clock | None, seed: int, exempt: set[str]) -> None:
        self.clock: Clock = clock or RealClock()
        self.faults = Faults(random.Random(seed), exempt=exempt)
        self.tells_time = True
        self.problems: list[str] = []  # what no answer could tell the app
        self.url = ""
        self.answer_within = ANSWER_WITHIN  # more where a test is not about haste
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}{self.ROOT}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in list(self._tasks):
            task.cancel()
        await self._disconnect()
        await self._runner.cleanup()

    def _serve(self, app: web.Application) -> None:
        app.on_response_prepare.append(self._tell_time)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def _tell_time(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = self.date()

    def date(self) -> str:
        """Return what stands in the Date header; nothing readable unless it tells the time."""
        return formatdate(self.clock.now(), usegmt=True) if self.tells_time else "some day"

    @abstractmethod
    async def _disconnect(self) -> None:
        """Leave whoever is still connected."""

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something in a background task."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def until(self, condition: Callable[[], T], patience: float = PATIENCE) -> T:
        """Wait until something holds, and give what the condition gave.

        Time may stand still meanwhile.
        """
        async with asyncio.timeout(patience):
            while not (found := condition()):  # noqa: ASYNC110 - what is waited for may be the app's own state
                await asyncio.sleep(0.002)
        return found

    async def acted(self, request: web.Request, fault: Fault | None, act: Callable[[], T]) -> T:
        """Answer a call; a fault makes the answer late, slow or lost."""
        if fault and fault.kind == "late":
            _hang_up(request)
        if fault and fault.kind in {"late", "slow"}:
            await self.clock.sleep(fault.seconds)
        answer = act()
        if fault and fault.kind == "delay":
            await self.clock.sleep(fault.seconds)
        if fault and fault.kind == "lose":
            _hang_up(request)
        return answer


def web_page() -> web.Response:
    """Return what a proxy answers in the place of a platform."""
    page = "<!doctype html><title>Please sign in</title><p>This network asks you to sign in."
    return web.Response(text=page, content_type="text/html")


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def streamed(
    request: web.Request, content: bytes, media_type: str, held: asyncio.Event | None
) -> web.StreamResponse:
    """Send a file without its length; it ends when it is released."""
    response = web.StreamResponse(headers={"Content-Type": media_type})
    with suppress(ConnectionError):  # whoever has read enough hangs up
        await response.prepare(request)
        await response.write(content)
        if held:
            await held.wait()
        await response.write_eof()
    return response
