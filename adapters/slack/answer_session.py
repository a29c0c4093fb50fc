"""The HTTP connections over which answers to interactions leave, kept open between two of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from adapters.slack.api import CALL_TIMEOUT

KEPT_OPEN = 10.0  # seconds; a server that closes one just as it is used loses an answer


class AnswerSession:
    """A session that is opened when it is first needed, and closes after the last use."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._uses = 0
        self._stopping = False

    @asynccontextmanager
    async def use(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Lend the session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_OPEN),
                timeout=aiohttp.ClientTimeout(total=CALL_TIMEOUT),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        self._uses += 1
        try:
            yield self._session
        finally:
            self._uses -= 1
            if self._stopping:
                await self.close_unused()

    async def close_unused(self) -> None:
        """Close the session, now or after the last use; each later use has one of its own."""
        self._stopping = True
        session = self._session
        if session and not self._uses:
            self._session = None
            await session.close()
