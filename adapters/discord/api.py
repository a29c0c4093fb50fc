"""Calls to Discord's REST API: never retried, each failure mapped to one of the port's errors.

Refused: PermanentError. Surely not done: TemporaryError. Nobody knows: UnknownOutcome.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import ParamSpec, TypeVar

import aiohttp
import discord
import structlog

from adapters.call_metrics import count_call
from adapters.discord import strings
from adapters.discord.gateway import GatewayClient
from adapters.discord.http_trace import (
    ATTEMPT,
    MIN_SERVER_ERROR,
    TOO_MANY,
    RequestAttempt,
    UnsettledResponse,
)
from adapters.discord.shapes import SHAPES
from adapters.shapes import has_shape
from bot.core import metrics
from bot.core.platform import (
    Disconnected,
    PermanentError,
    PlatformError,
    TemporaryError,
    UnknownOutcome,
)

CALL_TIMEOUT = 10  # seconds for one call
REFUSAL_TTL = 600.0  # seconds for which a missing permission is believed
MAX_REFUSALS = 5_000
EVERY_METHOD = ""  # what a global rate limit blocks
MIN_ERROR, UNAUTHORIZED, FORBIDDEN = 400, 401, 403
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER = 10003, 10007, 10008, 10013
DMS_CLOSED, NO_COMMON_SERVER = 50007, 50278
THREAD_EXISTS, THREAD_ARCHIVED = 160004, 50083
SESSION_CLOSED = "Session is closed"  # how aiohttp puts it, as a plain RuntimeError

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")


class DiscordRefused(PermanentError):
    """Discord refused a call; `code` is its JSON error code."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(strings.refusal_text(code, text))
        self.code = code


@dataclass
class DiscordApi:
    """The REST API as one app uses it.

    Once the token is refused no call is made any more, since Discord bans clients that go on
    trying; what is to be said waits for a start with another token. A missing permission is
    remembered for `REFUSAL_TTL`.
    """

    client: GatewayClient
    now: Callable[[], float] = monotonic
    token_refused: bool = False
    _refusals: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _blocked_until: dict[str, float] = field(default_factory=dict)

    @property
    def own_id(self) -> int:
        """The bot's own user id; 0 before the login."""
        return self.client.user.id if self.client.user else 0

    @property
    def http_client(self) -> discord.http.HTTPClient:
        """discord.py's REST client, with a method for each endpoint."""
        return self.client.http

    async def call_method(
        self, method: Callable[P, Awaitable[T]], *arguments: P.args, **more: P.kwargs
    ) -> T:
        """Call one method of `http_client` within `CALL_TIMEOUT`.

        Its first argument is the place; what is forbidden there is not tried again for a while.
        """
        with count_call("discord"):
            return await self._call_once(method, *arguments, **more)

    async def _call_once(
        self, method: Callable[P, Awaitable[T]], *arguments: P.args, **more: P.kwargs
    ) -> T:
        name = method.__name__
        place = str(arguments[0]) if arguments else ""
        self._check_allowed(name, place)

        attempt = RequestAttempt()
        token = ATTEMPT.set(attempt)
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                answer = await method(*arguments, **more)
        except Exception as error:
            raise self._as_platform_error(name, place, error, attempt) from error
        finally:
            ATTEMPT.reset(token)
        is_page = isinstance(answer, str) and answer != ""
        if is_page or not has_shape(answer, name, SHAPES):
            raise UnknownOutcome(f"{name}: an answer of another shape")
        return answer

    async def call_idempotent(
        self, method: Callable[P, Awaitable[T]], *arguments: P.args, **more: P.kwargs
    ) -> T:
        """Call a method that may be repeated: a lost answer becomes a TemporaryError."""
        try:
            return await self.call_method(method, *arguments, **more)
        except UnknownOutcome as error:
            raise TemporaryError(str(error)) from error

    def clear_refusals(self) -> None:
        """Forget which calls were forbidden, as roles or channels have changed."""
        self._refusals.clear()

    def refuse_all(self) -> None:
        """Stop all calls: Discord refused the token."""
        if not self.token_refused:
            log.error(strings.TOKEN_REFUSED, action="discord.token")
        self.token_refused = True

    def _check_allowed(self, name: str, place: str) -> None:
        """Raise before a call that would fail: no token, no permission, or a rate limit."""
        if self.token_refused:
            raise Disconnected(strings.TOKEN_REFUSED)

        refused_until, code = self._refusals.get((name, place), (0.0, 0))
        if refused_until > self.now():
            raise DiscordRefused(code)

        blocked_globally = self._blocked_until.get(EVERY_METHOD, 0.0)
        blocked_here = self._blocked_until.get(name, 0.0)
        wait = max(blocked_globally, blocked_here) - self.now()
        if wait > 0:
            raise TemporaryError(f"{name} has its turn in {wait:.0f} s", wait)

    def _as_platform_error(
        self, name: str, place: str, error: Exception, attempt: RequestAttempt
    ) -> Exception:
        match error:
            case UnsettledResponse():
                return self._unsettled(name, error)
            case discord.RateLimited(retry_after=seconds):
                return TemporaryError(f"{name}: asked to wait {seconds:.0f} s", seconds)
            case discord.HTTPException(status=status) if status >= MIN_SERVER_ERROR:
                return UnknownOutcome(f"{name}: {status}")
            case discord.HTTPException():
                return self._refused(name, place, error)
            case aiohttp.ClientError() | TimeoutError() | OSError() | ValueError():
                kind = UnknownOutcome if attempt.sent else TemporaryError
                return kind(f"{name}: {type(error).__name__}")
            case RuntimeError() if not attempt.sent and str(error) == SESSION_CLOSED:
                # a new login takes the place of this one
                return TemporaryError(f"{name}: {SESSION_CLOSED}")
            case AttributeError() | TypeError() | LookupError() if attempt.sent:
                # the library read an answer of another shape
                return UnknownOutcome(f"{name}: {type(error).__name__}")
        return error

    def _unsettled(self, name: str, error: UnsettledResponse) -> PlatformError:
        is_refused = MIN_ERROR <= error.status < MIN_SERVER_ERROR  # by a proxy, with a page
        if error.status != TOO_MANY and (error.declined or is_refused):
            return TemporaryError(f"{name}: {error.status}", error.retry_after)
        if error.status != TOO_MANY:
            return UnknownOutcome(f"{name}: {error.status}")

        seconds = error.retry_after
        blocked_method = EVERY_METHOD if error.global_ else name
        self._blocked_until[blocked_method] = self.now() + seconds
        metrics.RATE_LIMITED.labels("discord").inc()
        return TemporaryError(f"{name}: asked to wait {seconds:.0f} s", seconds)

    def _refused(self, name: str, place: str, error: discord.HTTPException) -> PlatformError:
        if error.status == UNAUTHORIZED:
            self.refuse_all()
            return Disconnected(strings.TOKEN_REFUSED)
        if error.status == FORBIDDEN and error.code in (MISSING_ACCESS, MISSING_PERMISSIONS):
            self._remember_refusal(name, place, error.code)
        return DiscordRefused(error.code, error.text)

    def _remember_refusal(self, name: str, place: str, code: int) -> None:
        if len(self._refusals) >= MAX_REFUSALS:
            self._refusals.clear()
        self._refusals[name, place] = (self.now() + REFUSAL_TTL, code)
