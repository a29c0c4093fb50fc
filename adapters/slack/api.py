"""Call Slack's Web API.

Paced, never repeated by itself, every failure sorted into the port's three kinds.
"""

import logging
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import strings
from adapters.slack.rate_limit import MAX_WAIT, RateLimiter
from bot.core.platform import PermanentError, TemporaryError, UnknownOutcome

CALL_TIMEOUT = 10  # seconds for one call
DEFAULT_RETRY_AFTER = 30.0  # seconds, where Slack names none
MIN_SERVER_ERROR = 500
TOO_MANY = 429
UNKNOWN_OUTCOME_ERRORS = {
    "fatal_error",
    "internal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
UPLOAD_URL_METHOD = (
    "files.getUploadURLExternal"  # the first step of an upload, of which nobody sees anything
)
RETRY_ERRORS = {"ratelimited", "rate_limited", "org_login_required"}

DEAD_TOKEN_ERRORS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "team_access_not_granted",
}

log = structlog.get_logger()

ApiResponse = dict[str, Any]


class SlackRefused(PermanentError):
    """Slack said no; `error` is its own word for it."""

    def __init__(self, error: str) -> None:
        super().__init__(strings.refusal_text(error))
        self.error = error


def build_client(token: str | None, base_url: str) -> AsyncWebClient:
    """Give a client that never sends anything twice."""
    quiet = logging.getLogger("slack")
    return AsyncWebClient(
        token, base_url=base_url, timeout=CALL_TIMEOUT, retry_handlers=[], logger=quiet
    )


class SlackApi:
    """One workspace's way to the Web API."""

    def __init__(self, web: AsyncWebClient, rate_limiter: RateLimiter | None = None) -> None:
        self.web = web
        self.rate_limiter = rate_limiter or RateLimiter()
        self._told: set[str] = set()

    async def call_method(
        self, method: str, *, channel: str = "", patience: float = MAX_WAIT, **arguments: Any
    ) -> ApiResponse:
        """Call one method in its turn. `channel` is where it speaks, if it does."""
        await self.rate_limiter.acquire(method, channel, patience)
        if channel:
            arguments["channel"] = channel
        try:
            answer = await getattr(self.web, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            raise self._as_platform_error(method, error) from error
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError) as error:
            unsaid = isinstance(
                error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError
            )
            raise (TemporaryError if unsaid else UnknownOutcome)(
                f"{method}: {type(error).__name__}"
            ) from error
        except (TimeoutError, aiohttp.ClientError, SlackClientError, ValueError, OSError) as error:
            raise UnknownOutcome(f"{method}: {type(error).__name__}") from error
        return dict(answer.data) if hasattr(answer, "data") else dict(answer)

    async def post_blocks(
        self, channel: str, blocks: list[dict[str, Any]], text: str, **more: Any
    ) -> ApiResponse:
        """Say something, with no address in it unfolded into a picture or a page."""
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self.call_method(
            "chat.postMessage", channel=channel, text=text, blocks=blocks, **quiet, **more
        )

    async def call_idempotent(self, method: str, **arguments: Any) -> ApiResponse:
        """Call a method that changes nothing people see: a lost answer means asking again later."""
        try:
            return await self.call_method(method, **arguments)
        except UnknownOutcome as error:
            raise TemporaryError(str(error)) from error

    def _as_platform_error(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        status = getattr(response, "status_code", 0)
        data = response.data if isinstance(getattr(response, "data", None), dict) else {}
        code = str(data.get("error", ""))
        if status == TOO_MANY or code in RETRY_ERRORS:
            seconds = _seconds(response.headers.get("Retry-After"))
            self.rate_limiter.block(method, seconds)
            return TemporaryError(f"{method}: asked to wait {seconds:.0f} s", seconds)
        if status >= MIN_SERVER_ERROR or code in UNKNOWN_OUTCOME_ERRORS or not code:
            unseen = str(getattr(response, "api_url", "")).endswith(UPLOAD_URL_METHOD)
            return (TemporaryError if unseen else UnknownOutcome)(f"{method}: {code or status}")
        if code in DEAD_TOKEN_ERRORS and code not in self._told:
            self._told.add(code)
            log.error(
                "Slack refuses the token", action="slack.api", words=strings.refusal_text(code)
            )
        return SlackRefused(code)


def _seconds(told: str | None) -> float:
    return float(told) if told and told.isdecimal() else DEFAULT_RETRY_AFTER
