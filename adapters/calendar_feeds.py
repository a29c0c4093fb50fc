"""Calendar feeds over HTTP, for calendar programs that subscribe to them.

The secret in the address is the only credential.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http import NO_BODY, serve_http
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


async def serve_feeds(
    read_feed: ReadFeed,
    settings: WebSection,
    ready: Callable[[], None] = lambda: None,
    beside: Sequence[Route] = (),
    max_body: int = NO_BODY,
) -> None:
    """Serve calendars, and what else has a route, until cancelled.

    Call `ready` once they can be read. Raise OSError for a port in use.
    """
    app = build_feed_app(read_feed, beside)
    await serve_http(app, settings.host, settings.port, ready, max_body=max_body)


def build_feed_app(read_feed: ReadFeed, beside: Sequence[Route] = ()) -> Starlette:
    """Return a web application with calendars and the routes beside them.

    `read_feed` returns a calendar by the secret in its address, or None.
    """
    feeds = Route(FEED_PATH, feed_endpoint(read_feed), methods=["GET"])
    return Starlette(routes=[feeds, *beside])


def feed_endpoint(read_feed: ReadFeed) -> FeedEndpoint:
    """Return the endpoint for calendars.

    A revoked address and one that never existed get the same response.
    """

    async def calendar(request: Request) -> Response:
        body = await read_feed(request.path_params["token"])
        if body is None:
            return _not_found()
        return _conditional_response(body, request.headers.get("if-none-match", ""))

    return calendar


def _not_found() -> Response:
    headers = {**PRIVATE_HEADERS, "Cache-Control": "no-store"}
    return Response("not found", status_code=404, headers=headers)


def _conditional_response(calendar: str, if_none_match: str) -> Response:
    """Return the calendar, or 304 where the client has this very version."""
    body = calendar.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**PRIVATE_HEADERS, "ETag": tag, "Cache-Control": f"private, max-age={MAX_AGE}"}

    client_tags = {known.strip().removeprefix("W/") for known in if_none_match.split(",")}
    if tag in client_tags:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)
