"""An aiohttp trace that keeps discord.py from retrying requests by itself.

The library retries after a 500 and sleeps on a 429: a message could be posted twice, and a lease
run out. It takes a web page with status 200, as proxies answer, for success. The trace sees each
response first, so it raises in these cases. It records whether a request has left at all, and lets
none leave for a claim that has ended.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp

from bot.core.leases import check_claim
from bot.core.platform_time import PlatformTime

TOO_MANY = 429
UNAVAILABLE = 503
WEB_PAGE = "text/html"
MIN_SERVER_ERROR = 500
DEFAULT_RETRY_AFTER = 30.0  # seconds, where Discord names none
MIN_RETRY_AFTER = 0.1  # seconds


class UnsettledResponse(aiohttp.ClientError):
    """A 429, a 5xx or a web page: Discord asks to wait, or the outcome is unknown.

    `retry_after` is in seconds; `global_` says that the limit holds for every request. Of a request
    that was `declined` nothing was done: Discord is not available and names a time to come back.
    """

    def __init__(
        self, status: int, retry_after: float, *, global_: bool = False, declined: bool = False
    ) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.declined = declined
        self.retry_after = retry_after
        self.global_ = global_


class WebPage(UnsettledResponse):
    """A page that claims success: something else answers at Discord's address."""


@dataclass
class RequestAttempt:
    """One request; `sent` is set once its headers have left this machine."""

    sent: bool = False


ATTEMPT: ContextVar[RequestAttempt | None] = ContextVar("attempt", default=None)


def build_trace_config(time: PlatformTime) -> aiohttp.TraceConfig:
    """Return the trace for the library's HTTP session; `time` hears what each answer tells."""

    async def hear(
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        end: aiohttp.TraceRequestEndParams,
    ) -> None:
        time.hear(end.response.headers.get("Date"))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(hear)
    trace.on_request_start.append(_check_claim)
    trace.on_request_headers_sent.append(_mark_sent)
    trace.on_request_end.append(_raise_unsettled)
    return trace


async def _check_claim(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, _request: object
) -> None:
    check_claim()  # the library may have waited for a rate limit


async def _mark_sent(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, _request: object
) -> None:
    if attempt := ATTEMPT.get():
        attempt.sent = True


async def _raise_unsettled(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    response, headers = end.response, end.response.headers
    is_page = response.content_type == WEB_PAGE  # of a proxy: Discord answers in JSON
    if response.status != TOO_MANY and response.status < MIN_SERVER_ERROR and not is_page:
        return

    response.close()
    # Without a Via header the answer comes from Cloudflare, which limits every request.
    is_global = headers.get("X-RateLimit-Global", "").lower() == "true" or "Via" not in headers
    seconds = _parse_retry_after(headers.get("Retry-After"))
    declined = response.status == UNAVAILABLE and "Retry-After" in headers
    kind = WebPage if response.ok else UnsettledResponse
    raise kind(response.status, seconds, global_=is_global, declined=declined)


def _parse_retry_after(header: str | None) -> float:
    try:
        return max(float(header or ""), MIN_RETRY_AFTER)
    except ValueError:
        return DEFAULT_RETRY_AFTER
