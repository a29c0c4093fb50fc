"""Calls to Discord's REST API: never retried, each failure mapped to one of the port's errors.

Refused: PermanentError. Surely not done: TemporaryError. Nobody knows: UnknownOutcome.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import ParamSpec, TypeVar

import aiohttp
import discord
import msgspec
import structlog
from msgspec import Struct

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
from adapters.json_types import JsonObject
from adapters.shapes import has_shape
from bot.core import metrics
from bot.core.platform import (
    Disconnected,
    PermanentError,
    PlatformError,
    TemporaryError,
    UnknownOutcome,
)
from bot.ui.speech import say

CALL_TIMEOUT = 10  # seconds for one call
REFUSAL_TTL = 600.0  # seconds for which a missing permission is believed
MAX_REFUSALS = 5_000
MAX_BLOCKED = 5_000
EVERYTHING = ("", "")  # what a global rate limit blocks
# Methods whose limit is one for the whole app, whoever their first argument names.
LIMITED_AS_ONE = {"start_private_message", "get_user"}
# Limits that Discord may tell with another status than 429: direct messages opened too fast, edits
# of older messages, writes to an announcement, a channel or a server.
TOO_FAST = {40003, 30046, 20022, 20028, 20029}
TOO_FAST_PAUSE = 60.0  # seconds; Discord names none
MIN_ERROR, UNAUTHORIZED, FORBIDDEN = 400, 401, 403
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER = 10003, 10007, 10008, 10013
UNKNOWN_EVENT = 10070  # a scheduled one
DMS_CLOSED, NO_COMMON_SERVER = 50007, 50278
THREAD_EXISTS, TOO_MANY_THREADS, THREAD_ARCHIVED = 160004, 160006, 50083
AUTOCOMPLETION, MESSAGE_ANSWER, CHOICES_ANSWER = 4, 4, 8  # types of interactions and answers
ONLY_FOR_YOU = 64  # the flag of an answer that only its reader sees
SESSION_CLOSED = "Session is closed"  # how aiohttp puts it, as a plain RuntimeError

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")


class InteractionRoute(Struct, frozen=True):
    """Where an interaction is answered."""

    id: str
    token: str
    type: int = 0


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

    A rate limit holds for one method in one channel or server, as Discord's buckets do, so nobody
    waits for another server's limit. Only a global one holds for all.
    """

    client: GatewayClient
    now: Callable[[], float] = monotonic
    token_refused: bool = False
    _refusals: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _blocked_until: dict[tuple[str, str], float] = field(default_factory=dict)

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

        Its first argument, or the server that it is a method of, is the place; what is forbidden
        there is not tried again for a while.
        """
        with count_call("discord"):
            return await self._call_once(method, *arguments, **more)

    async def _call_once(
        self, method: Callable[P, Awaitable[T]], *arguments: P.args, **more: P.kwargs
    ) -> T:
        name = method.__name__
        place = _place_of(method, arguments)
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

    async def answer_unreadable(self, interaction: object) -> None:
        """Answer a click or command that the library could not read: nothing was done.

        The route of the answer is read by hand; where it has another shape too, nobody can be told.
        """
        try:
            route = msgspec.convert(interaction, InteractionRoute, strict=False)
        except msgspec.ValidationError:
            return
        answer: JsonObject = {"type": MESSAGE_ANSWER}
        answer["data"] = {"content": say(strings.UNREADABLE), "flags": ONLY_FOR_YOU}
        if route.type == AUTOCOMPLETION:
            answer = {"type": CHOICES_ANSWER, "data": {"choices": []}}
        path = "/interactions/{interaction}/{token}/callback"
        where = discord.http.Route("POST", path, interaction=route.id, token=route.token)
        with suppress(PlatformError):
            await self.call_method(self.http_client.request, where, json=answer)

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

        blocked = (EVERYTHING, _limited(name, place))
        wait = max(self._blocked_until.get(each, 0.0) for each in blocked) - self.now()
        if wait > 0:
            raise TemporaryError(f"{name} has its turn in {wait:.0f} s", wait)

    def _as_platform_error(
        self, name: str, place: str, error: Exception, attempt: RequestAttempt
    ) -> Exception:
        match error:
            case UnsettledResponse():
                return self._unsettled(name, place, error)
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

    def _unsettled(self, name: str, place: str, error: UnsettledResponse) -> PlatformError:
        is_refused = MIN_ERROR <= error.status < MIN_SERVER_ERROR  # by a proxy, with a page
        if error.status != TOO_MANY and (error.declined or is_refused):
            return TemporaryError(f"{name}: {error.status}", error.retry_after)
        if error.status != TOO_MANY:
            return UnknownOutcome(f"{name}: {error.status}")

        blocked = EVERYTHING if error.global_ else _limited(name, place)
        return self._block(blocked, name, error.retry_after)

    def _block(self, blocked: tuple[str, str], name: str, seconds: float) -> TemporaryError:
        if len(self._blocked_until) >= MAX_BLOCKED:
            now = self.now()
            lasting = {each: until for each, until in self._blocked_until.items() if until > now}
            self._blocked_until = lasting
        self._blocked_until[blocked] = self.now() + seconds
        metrics.RATE_LIMITED.labels("discord").inc()
        return TemporaryError(f"{name}: asked to wait {seconds:.0f} s", seconds)

    def _refused(self, name: str, place: str, error: discord.HTTPException) -> PlatformError:
        if error.status == UNAUTHORIZED:
            self.refuse_all()
            return Disconnected(strings.TOKEN_REFUSED)
        if error.code in TOO_FAST:
            return self._block(_limited(name, place), name, TOO_FAST_PAUSE)
        if error.status == FORBIDDEN and error.code in (MISSING_ACCESS, MISSING_PERMISSIONS):
            self._remember_refusal(name, place, error.code)
        return DiscordRefused(error.code, error.text)

    def _remember_refusal(self, name: str, place: str, code: int) -> None:
        if len(self._refusals) >= MAX_REFUSALS:
            self._refusals.clear()
        self._refusals[name, place] = (self.now() + REFUSAL_TTL, code)


def _place_of(method: Callable[..., object], arguments: tuple[object, ...]) -> str:
    """Return the channel or server that a call is about, by id; empty where it is about none."""
    server = getattr(method, "__self__", None)
    if isinstance(server, discord.Guild):
        return str(server.id)
    return str(arguments[0]) if arguments else ""


def _limited(name: str, place: str) -> tuple[str, str]:
    """Return what a rate limit of a call holds for: a method in a place, or a method anywhere."""
    return (name, "") if name in LIMITED_AS_ONE else (name, place)
