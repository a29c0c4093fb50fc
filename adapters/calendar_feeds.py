"""Answer the programs that subscribe to a calendar, over HTTP; whoever asks must know the secret in the address."""

import hashlib
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http import serve_pages
from bot.config import WebSection

PATH = "/calendar/{token}.ics"
FRESH = 300  # seconds for which a program need not ask again
QUIET = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
TYPE = "text/calendar; charset=utf-8"

Read = Callable[[str], Awaitable[str | None]]
Answer = Callable[[Request], Awaitable[Response]]


async def serve(read: Read, settings: WebSection) -> None:
    """Serve calendars until cancelled. Raise OSError for a port in use."""
    await serve_pages(pages(read), settings.host, settings.port)


def pages(read: Read) -> Starlette:
    """Give a web application that has nothing but calendars; `read` gives one by the secret in its address."""
    return Starlette(routes=[Route(PATH, answer(read), methods=["GET"])])


def answer(read: Read) -> Answer:
    """Answer a request for a calendar; one that is not there, or no longer, is always answered alike."""

    async def calendar(request: Request) -> Response:
        written = await read(request.path_params["token"])
        if written is None:
            return Response("not found", status_code=404, headers={**QUIET, "Cache-Control": "no-store"})
        return _fresh(written, request.headers.get("if-none-match", ""))

    return calendar


def _fresh(written: str, known: str) -> Response:
    """Send a calendar, unless the program has this very one."""
    body = written.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {**QUIET, "ETag": tag, "Cache-Control": f"private, max-age={FRESH}"}
    if tag in {one.strip().removeprefix("W/") for one in known.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=TYPE, headers=headers)
