"""See every request to Discord leave, and keep discord.py from repeating one by itself.

The library repeats requests after a 500 and sleeps on a 429: a message could be said twice, and a
lease run out. Each request passes here, so we end those two before the library sees them, and note
whether one has left at all.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp

TOO_MANY = 429
MIN_SERVER_ERROR = 500
DEFAULT_RETRY_AFTER = 30.0  # seconds, where Discord names none


class UnsettledResponse(aiohttp.ClientError):
    """Discord did not say what became of a request, or asked to wait; `global_`.

    With every request.
    """

    def __init__(self, status: int, retry_after: float, *, global_: bool = False) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.retry_after = retry_after
        self.global_ = global_


@dataclass
class RequestAttempt:
    """One request on its way; `sent` once its first byte has left."""

    sent: bool = False


ATTEMPT: ContextVar[RequestAttempt | None] = ContextVar("attempt", default=None)


def build_trace_config() -> aiohttp.TraceConfig:
    """Give what aiohttp tells of each request."""
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(_left)
    trace.on_request_end.append(_answered)
    return trace


async def _left(_session: aiohttp.ClientSession, _context: SimpleNamespace, _what: object) -> None:
    if attempt := ATTEMPT.get():
        attempt.sent = True


async def _answered(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, what: aiohttp.TraceRequestEndParams
) -> None:
    response = what.response
    if response.status == TOO_MANY or response.status >= MIN_SERVER_ERROR:
        told = response.headers
        response.close()
        everywhere = told.get("X-RateLimit-Global", "").lower() == "true" or "Via" not in told
        raise UnsettledResponse(
            response.status, _seconds(told.get("Retry-After")), global_=everywhere
        )


def _seconds(told: str | None) -> float:
    try:
        return max(float(told or ""), 0.1)
    except ValueError:
        return DEFAULT_RETRY_AFTER
