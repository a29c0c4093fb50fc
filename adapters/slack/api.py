"""Call Slack's Web API: paced, never repeated by itself, every failure sorted into the port's three kinds."""

import logging
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import strings
from adapters.slack.rate_limit import PATIENCE, Pacer
from bot.core.platform import LostAnswer, PermanentError, TemporaryError

TIMEOUT = 10  # seconds for one call
ASK_AGAIN = 30.0  # seconds, where Slack names none
SERVER_ERRORS = 500
TOO_MANY = 429
UNCERTAIN = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
UNSEEN = "files.getUploadURLExternal"  # the first step of an upload, of which nobody sees anything
LATER = {"ratelimited", "rate_limited", "org_login_required"}

DEAD = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "team_access_not_granted"}

log = structlog.get_logger()

Answer = dict[str, Any]


class Refused(PermanentError):
    """Slack said no; `error` is its own word for it."""

    def __init__(self, error: str) -> None:
        super().__init__(strings.refused(error))
        self.error = error


def client(token: str | None, base_url: str) -> AsyncWebClient:
    """Give a client that never sends anything twice."""
    quiet = logging.getLogger("slack")
    return AsyncWebClient(token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet)


class Api:
    """One workspace's way to the Web API."""

    def __init__(self, web: AsyncWebClient, pacer: Pacer | None = None) -> None:
        self.web = web
        self.pacer = pacer or Pacer()
        self._told: set[str] = set()

    async def call(self, method: str, *, channel: str = "", patience: float = PATIENCE, **arguments: Any) -> Answer:
        """Call one method in its turn. `channel` is where it speaks, if it does."""
        await self.pacer.turn(method, channel, patience)
        if channel:
            arguments["channel"] = channel
        try:
            answer = await getattr(self.web, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            raise self._sorted(method, error) from error
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError) as error:
            unsaid = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
            raise (TemporaryError if unsaid else LostAnswer)(f"{method}: {type(error).__name__}") from error
        except (TimeoutError, aiohttp.ClientError, SlackClientError, ValueError, OSError) as error:
            raise LostAnswer(f"{method}: {type(error).__name__}") from error
        return dict(answer.data) if hasattr(answer, "data") else dict(answer)

    async def post(self, channel: str, blocks: list[dict[str, Any]], text: str, **more: Any) -> Answer:
        """Say something, with no address in it unfolded into a picture or a page."""
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self.call("chat.postMessage", channel=channel, text=text, blocks=blocks, **quiet, **more)

    async def ask(self, method: str, **arguments: Any) -> Answer:
        """Call a method that changes nothing people see: a lost answer means asking again later."""
        try:
            return await self.call(method, **arguments)
        except LostAnswer as error:
            raise TemporaryError(str(error)) from error

    def _sorted(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        status = getattr(response, "status_code", 0)
        data = response.data if isinstance(getattr(response, "data", None), dict) else {}
        code = str(data.get("error", ""))
        if status == TOO_MANY or code in LATER:
            seconds = _seconds(response.headers.get("Retry-After"))
            self.pacer.hold(method, seconds)
            return TemporaryError(f"{method}: asked to wait {seconds:.0f} s", seconds)
        if status >= SERVER_ERRORS or code in UNCERTAIN or not code:
            unseen = str(getattr(response, "api_url", "")).endswith(UNSEEN)
            return (TemporaryError if unseen else LostAnswer)(f"{method}: {code or status}")
        if code in DEAD and code not in self._told:
            self._told.add(code)
            log.error("Slack refuses the token", action="slack.api", words=strings.refused(code))
        return Refused(code)


def _seconds(told: str | None) -> float:
    return float(told) if told and told.isdecimal() else ASK_AGAIN
