"""Call Discord's REST API.

Never repeated by itself, every failure sorted into the port's three kinds.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import ParamSpec, TypeVar

import aiohttp
import discord
import structlog

from adapters.discord import strings
from adapters.discord.gateway import GatewayClient
from adapters.discord.http_trace import (
    ATTEMPT,
    MIN_SERVER_ERROR,
    TOO_MANY,
    RequestAttempt,
    UnsettledResponse,
)
from bot.core.platform import PermanentError, TemporaryError, UnknownOutcome

CALL_TIMEOUT = 10  # seconds for one call
REFUSAL_TTL = 600.0  # seconds for which a missing permission is believed
MAX_REFUSALS = 5_000
UNAUTHORIZED, FORBIDDEN = 401, 403
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER = 10003, 10007, 10008, 10013
DMS_CLOSED, NO_COMMON_SERVER = 50007, 50278
THREAD_EXISTS, THREAD_ARCHIVED = 160004, 50083

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")


class DiscordRefused(PermanentError):
    """Discord said no; `code` is its own number for it."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(strings.refusal_text(code, text))
        self.code = code


@dataclass
class DiscordApi:
    """One app's way to the REST API. A refused token ends all calls.

    Discord bans who goes on knocking.
    """

    client: GatewayClient
    now: Callable[[], float] = monotonic
    token_refused: bool = False
    _refusals: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _blocked_until: dict[str, float] = field(default_factory=dict)

    @property
    def own_id(self) -> int:
        """Give our own id; 0 before we have logged in."""
        return self.client.user.id if self.client.user else 0

    @property
    def http_client(self) -> discord.http.HTTPClient:
        """Give the library's methods, one for each thing that can be asked."""
        return self.client.http

    async def call_method(
        self, method: Callable[P, Awaitable[T]], *arguments: P.args, **more: P.kwargs
    ) -> T:
        """Call one method. Its first argument says where.

        What is forbidden there is not tried again for a while.
        """
        name, place = method.__name__, str(arguments[0]) if arguments else ""
        self._check(name, place)
        attempt = RequestAttempt()
        token = ATTEMPT.set(attempt)
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                return await method(*arguments, **more)
        except Exception as error:
            raise self._as_platform_error(name, place, error, attempt) from error
        finally:
            ATTEMPT.reset(token)

    async def call_idempotent(
        self, method: Callable[P, Awaitable[T]], *arguments: P.args, **more: P.kwargs
    ) -> T:
        """Call a method that changes nothing people see: a lost answer means asking again later."""
        try:
            return await self.call_method(method, *arguments, **more)
        except UnknownOutcome as error:
            raise TemporaryError(str(error)) from error

    def clear_refusals(self) -> None:
        """Believe no more that something is forbidden: roles or channels have changed."""
        self._refusals.clear()

    def refuse_all(self) -> None:
        """Call nothing any more: the token is refused."""
        if not self.token_refused:
            log.error(strings.TOKEN_REFUSED, action="discord.token")
        self.token_refused = True

    def _check(self, name: str, place: str) -> None:
        if self.token_refused:
            raise PermanentError(strings.TOKEN_REFUSED)
        until, code = self._refusals.get((name, place), (0.0, 0))
        if until > self.now():
            raise DiscordRefused(code)
        wait = (
            max(self._blocked_until.get("", 0.0), self._blocked_until.get(name, 0.0)) - self.now()
        )
        if wait > 0:
            raise TemporaryError(f"{name} has its turn in {wait:.0f} s", wait)

    def _as_platform_error(
        self, name: str, place: str, error: Exception, attempt: RequestAttempt
    ) -> Exception:
        match error:
            case UnsettledResponse(status=status) if status == TOO_MANY:
                self._blocked_until["" if error.global_ else name] = self.now() + error.retry_after
                return TemporaryError(
                    f"{name}: asked to wait {error.retry_after:.0f} s", error.retry_after
                )
            case UnsettledResponse(status=status):
                return UnknownOutcome(f"{name}: {status}")
            case discord.RateLimited(retry_after=seconds):
                return TemporaryError(f"{name}: asked to wait {seconds:.0f} s", seconds)
            case discord.HTTPException(status=status) if status >= MIN_SERVER_ERROR:
                return UnknownOutcome(f"{name}: {status}")
            case discord.HTTPException():
                return self._refused(name, place, error)
            case aiohttp.ClientError() | TimeoutError() | OSError() | ValueError():
                kind = UnknownOutcome if attempt.sent else TemporaryError
                return kind(f"{name}: {type(error).__name__}")
        return error

    def _refused(self, name: str, place: str, error: discord.HTTPException) -> DiscordRefused:
        if error.status == UNAUTHORIZED:
            self.refuse_all()
        if error.status == FORBIDDEN and error.code in (MISSING_ACCESS, MISSING_PERMISSIONS):
            if len(self._refusals) >= MAX_REFUSALS:
                self._refusals.clear()
            self._refusals[name, place] = (self.now() + REFUSAL_TTL, error.code)
        return DiscordRefused(error.code, error.text)
