"""Answer the programs that subscribe to a calendar, over HTTP.

Whoever asks must know the secret in the address.
"""

import hashlib
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http import serve_http
from bot.config import WebSection

FEED_PATH = "/calendar/{token}.ics"
MAX_AGE = 300  # seconds for which a program need not ask again
PRIVATE_HEADERS = {
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
MEDIA_TYPE = "text/calendar; charset=utf-8"

ReadFeed = Callable[[str], Awaitable[str | None]]
FeedEndpoint = Callable[[Request], Awaitable[Response]]


async def serve_feeds(read_feed: ReadFeed, settings: WebSection) -> None:
    """Serve calendars until cancelled. Raise OSError for a port in use."""
    await serve_http(build_feed_app(read_feed), settings.host, settings.port)


def build_feed_app(read_feed: ReadFeed) -> Starlette:
    """Give a web application that has nothing but calendars.

    `read` gives one by the secret in its address.
    """
    return Starlette(routes=[Route(FEED_PATH, feed_endpoint(read_feed), methods=["GET"])])


def feed_endpoint(read_feed: ReadFeed) -> FeedEndpoint:
    """Answer a request for a calendar.

    One that is not there, or no longer, is always answered alike.
    """

    async def calendar(request: Request) -> Response:
        written = await read_feed(request.path_params["token"])
        if written is None:
            return Response(
                "not found",
                status_code=404,
                headers={**PRIVATE_HEADERS, "Cache-Control": "no-store"},
            )
        return _fresh(written, request.headers.get("if-none-match", ""))

    return calendar


def _fresh(written: str, known: str) -> Response:
    """Send a calendar, unless the program has this very one."""
    body = written.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**PRIVATE_HEADERS, "ETag": tag, "Cache-Control": f"private, max-age={MAX_AGE}"}
    if tag in {one.strip().removeprefix("W/") for one in known.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)
