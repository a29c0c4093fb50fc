"""The wire between two companies: what passes on it, and what befalls it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
from starlette.requests import Request
from starlette.responses import Response

PATIENCE = 60.0  # seconds of the machine
LOOK = 0.05


async def until(is_so: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something is so, by the machine's clock."""
    async with asyncio.timeout(patience):
        while not is_so():  # noqa: ASYNC110 - other processes tell nobody
            await asyncio.sleep(LOOK)


@dataclass
class Wire:
    """Stands before the company that follows: keeps what passes, and strikes as it is told."""

    upstream: str
    turns: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    strikes: list[str] = field(default_factory=list)  # one for each turn that comes
    struck: list[str] = field(default_factory=list)
    late: list[tuple[str, str]] = field(default_factory=list)  # turns that come in the end
    killed: list[str] = field(default_factory=list)
    refused: int = 0
    under_way: int = 0

    async def pass_on(self, request: Request) -> Response:
        """Pass a turn on, as the network of the day does."""
        self.under_way += 1
        try:
            return await self._strike(request.url.path, (await request.body()).decode())
        finally:
            self.under_way -= 1

    async def _strike(self, path: str, body: str) -> Response:
        strike = self.strikes.pop(0) if self.strikes else "pass"
        self.struck.append(strike)
        earlier, self.turns = self.turns[-1:], [*self.turns, body]
        if strike == "replay" and earlier:
            await self._refused(path, earlier[0])
        if strike == "forge":
            head, _, rest = body.partition(".")
            await self._refused(path, f"{head}.{rest[::-1]}")
        if strike == "stale":
            self.late.append((path, body))
            return Response(status_code=504)
        status, told = await self._send(path, body)
        self.answers += [told] if status == 200 else []
        if strike.startswith("kill"):
            self.killed.append(strike)
            return Response(status_code=502)
        if strike == "lose":
            return Response(status_code=504)
        if strike == "answer of before" and len(self.answers) > 1:
            return Response(self.answers[-2])
        return Response(told, status_code=status)

    def is_idle(self) -> bool:
        """Return whether no turn is on its way, nor to be sent late, and nobody was killed."""
        return not (self.under_way or self.late or self.killed)

    def has_taken(self, more_than: int) -> bool:
        """Return whether so many turns came, and one more."""
        return len(self.turns) > more_than

    def has_answered(self, more_than: int) -> bool:
        """Return whether so many turns were answered, and one more."""
        return len(self.answers) > more_than

    async def resend(self) -> None:
        """Send what is late, which is refused."""
        while self.late:
            await self._refused(*self.late.pop())

    async def _refused(self, path: str, body: str) -> None:
        status = 502
        async with asyncio.timeout(PATIENCE):
            while status == 502:  # whoever was killed is not back yet
                status, _ = await self._send(path, body)
                await asyncio.sleep(LOOK)
        assert status == 404, status
        self.refused += 1

    async def _send(self, path: str, body: str) -> tuple[int, str]:
        with suppress(aiohttp.ClientError):
            async with (
                aiohttp.ClientSession() as session,
                session.post(self.upstream + path, data=body) as response,
            ):
                return response.status, await response.text()
        return 502, ""
