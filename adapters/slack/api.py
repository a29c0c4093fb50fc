"""Calls to Slack's Web API: rate-limited, never retried, each failure one of the port's errors.

Refused: PermanentError. Surely not done: TemporaryError. Nobody knows: UnknownOutcome. A token that
is worth nothing: Disconnected, so that everything waits for another.
"""

import logging
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.call_metrics import count_call
from adapters.json_types import JsonObject
from adapters.shapes import has_shape
from adapters.slack import strings
from adapters.slack.accounts import Team
from adapters.slack.newer_blocks import REFUSALS, without_newer_blocks
from adapters.slack.rate_limit import MAX_WAIT, RateLimiter
from adapters.slack.shapes import SHAPES
from bot.core import metrics
from bot.core.leases import check_claim
from bot.core.platform import Disconnected, PermanentError, TemporaryError, UnknownOutcome
from bot.core.platform_time import PlatformTime

CALL_TIMEOUT = 10  # seconds for one call
DEFAULT_RETRY_AFTER = 30.0  # seconds, where Slack names none
MIN_ERROR, MIN_SERVER_ERROR = 400, 500
TOO_MANY = 429
UNAVAILABLE = 503  # says that nothing was done where it names a time to come back
# Part of what was asked for may have happened.
UNKNOWN_OUTCOME_ERRORS = {
    "duplicate_channel_not_found",
    "duplicate_message_not_found",
    "fatal_error",
    "internal_error",
    "service_unavailable",
}
UPLOAD_URL_METHOD = "files.getUploadURLExternal"  # an upload's first step, which has no effect
RETRY_ERRORS = {
    "accesslimited",
    "external_channel_migrating",
    "external_org_migrating",
    "org_login_required",
    "rate_limited",
    "ratelimited",
    "request_timeout",  # the request did not arrive whole
    "team_added_to_org",
}

TEAM_NOT_GRANTED = "team_access_not_granted"  # for an organisation, of one of its workspaces
DEAD_TOKEN_ERRORS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    TEAM_NOT_GRANTED,
}
REMOVED_ERRORS = {"account_inactive", "token_revoked"}  # of a token that will not come back

# The last two: the library takes an answer that is no object for one.
LOST_ANSWERS = (
    TimeoutError,
    aiohttp.ClientError,
    SlackClientError,
    ValueError,
    OSError,
    AttributeError,
    TypeError,
)

log = structlog.get_logger()

ApiResponse = JsonObject


class SlackRefused(PermanentError):
    """Slack refused a call; `error` is its error code, `needed` the scopes that it misses."""

    def __init__(self, error: str, needed: str = "") -> None:
        super().__init__(strings.refusal_text(error))
        self.error = error
        self.needed = needed


class TokenRefused(Disconnected):
    """Slack refuses the token itself; `error` is its error code.

    `added` is whether Mingle was added by a click, so that nobody has a token to copy.
    """

    def __init__(self, error: str, *, added: bool = False) -> None:
        super().__init__(strings.token_refusal(error, added=added))
        self.error = error


class UnexpectedAnswer(UnknownOutcome):
    """An answer that is none of Slack's, such as a page of a proxy."""


def build_client(token: str | None, base_url: str) -> AsyncWebClient:
    """Return a client that does not retry."""
    quiet = logging.getLogger("slack")
    return AsyncWebClient(
        token, base_url=base_url, timeout=CALL_TIMEOUT, retry_handlers=[], logger=quiet
    )


class SlackApi:
    """The Web API for one workspace, within its rate limits.

    `time` is Slack's clock where it is shared with others; `team` is known once it is connected.
    """

    def __init__(
        self,
        web: AsyncWebClient,
        rate_limiter: RateLimiter | None = None,
        time: PlatformTime | None = None,
    ) -> None:
        self.web = web
        self.rate_limiter = rate_limiter or RateLimiter()
        self.time = time or PlatformTime()
        if time is None:
            method = "auth.test" if web.token else "api.test"
            self.time.ask = partial(self.call_idempotent, method)
        self.team: Team | None = None
        self.added = False  # by a click
        self.scopes: frozenset[str] = frozenset()  # as each answer names them
        self.takes_newer_blocks = True  # until it has refused some, and taken older ones instead
        self._logged_refusals: set[str] = set()

    async def call_method(
        self,
        method: str,
        *,
        channel: str = "",
        patience: float = MAX_WAIT,
        urgent: bool = False,
        **arguments: Any,
    ) -> ApiResponse:
        """Call one method once its rate limit allows; `patience` is the longest wait in seconds.

        `channel` is an argument of the method, and posts are limited for each channel. `urgent` is
        what somebody waits for.
        """
        await self.rate_limiter.acquire(method, channel, patience, urgent=urgent)
        if channel:
            arguments["channel"] = channel

        older = without_newer_blocks(arguments)
        if older and not self.takes_newer_blocks:
            arguments = older
        try:
            return await self._call_claimed(method, arguments)
        except SlackRefused as error:
            if older is None or arguments is older or error.error not in REFUSALS:
                raise
        await self.rate_limiter.acquire(method, channel, patience, urgent=urgent)
        answer = await self._call_claimed(method, older)
        self.takes_newer_blocks = False
        log.info("Slack takes no newer blocks here", action="slack.blocks", method=method)
        return answer

    async def _call_claimed(self, method: str, arguments: JsonObject) -> ApiResponse:
        check_claim()
        with count_call("slack"):
            return await self._call(method, arguments)

    async def _call(self, method: str, arguments: JsonObject) -> ApiResponse:
        try:
            answer = await getattr(self.web, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            self.time.hear(getattr(error.response, "headers", {}).get("Date"))
            raise self._as_platform_error(method, error) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TemporaryError(f"{method}: {type(error).__name__}") from error
        except LOST_ANSWERS as error:
            raise UnknownOutcome(f"{method}: {type(error).__name__}") from error
        headers = getattr(answer, "headers", {})
        self.time.hear(headers.get("Date"))
        if "x-oauth-scopes" in headers:
            self.scopes = parse_scopes(headers["x-oauth-scopes"])
        data = getattr(answer, "data", answer)
        if not isinstance(data, dict) or not has_shape(data, method, SHAPES):
            raise UnexpectedAnswer(f"{method}: an answer of another shape")
        self._log_return()
        return dict(data)

    async def post_blocks(
        self, channel: str, blocks: list[JsonObject], text: str, **more: Any
    ) -> ApiResponse:
        """Post a message without previews of the links in it."""
        no_previews = {"unfurl_links": False, "unfurl_media": False}
        return await self.call_method(
            "chat.postMessage", channel=channel, text=text, blocks=blocks, **no_previews, **more
        )

    async def call_idempotent(self, method: str, **arguments: Any) -> ApiResponse:
        """Call a method that may be repeated: a lost answer becomes a TemporaryError."""
        try:
            return await self.call_method(method, **arguments)
        except UnknownOutcome as error:
            raise TemporaryError(str(error)) from error

    def _as_platform_error(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
        code = _error_field(error, "error")
        asks_to_wait = status == UNAVAILABLE and "Retry-After" in response.headers
        if status == TOO_MANY or code in RETRY_ERRORS or asks_to_wait:
            seconds = parse_retry_after(response.headers.get("Retry-After"))
            self.rate_limiter.block(method, seconds)
            metrics.RATE_LIMITED.labels("slack").inc()
            return TemporaryError(f"{method}: asked to wait {seconds:.0f} s", seconds)

        if MIN_ERROR <= status < MIN_SERVER_ERROR and not code:
            return TemporaryError(f"{method}: {status}")  # refused on the way to Slack
        if status >= MIN_SERVER_ERROR or code in UNKNOWN_OUTCOME_ERRORS or not code:
            has_no_effect = str(getattr(response, "api_url", "")).endswith(UPLOAD_URL_METHOD)
            kind = TemporaryError if has_no_effect else UnknownOutcome
            if not has_no_effect and status < MIN_ERROR and not code:
                kind = UnexpectedAnswer
            return kind(f"{method}: {code or status}")

        is_other_team = code == TEAM_NOT_GRANTED and self.team and self.team.is_organisation
        if code in DEAD_TOKEN_ERRORS and not is_other_team:
            refusal = TokenRefused(code, added=self.added)
            self._log_once(code, str(refusal))
            return refusal
        return SlackRefused(code, _error_field(error, "needed"))

    def _log_once(self, code: str, words: str) -> None:
        if code in self._logged_refusals:
            return
        self._logged_refusals.add(code)
        team = self.team.id if self.team else ""
        log.error("Slack refuses the token", action="slack.api", team=team, words=words)

    def _log_return(self) -> None:
        if self._logged_refusals:
            self._logged_refusals.clear()
            log.info("Slack accepts the token again", action="slack.api")


def _error_field(error: SlackApiError, name: str) -> str:
    """Return a field of Slack's answer, such as its error code; empty if it is not JSON."""
    data = getattr(error.response, "data", None)
    return str(data.get(name) or "") if isinstance(data, dict) else ""


def parse_scopes(header: str) -> frozenset[str]:
    """Return the scopes that a token has, as Slack's answers name them."""
    return frozenset(scope.strip() for scope in header.split(","))


def parse_retry_after(header: str | None) -> float:
    """Return the seconds that Slack asks to wait, or a usual number where it names none."""
    if header and header.isdecimal():
        return float(header)
    return DEFAULT_RETRY_AFTER
