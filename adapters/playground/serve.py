"""The playground's web server, inside an event loop that already runs."""

from collections.abc import Callable
from functools import partial

from adapters.http import serve_http
from adapters.playground.app import PlaygroundApp
from adapters.playground.clock import PlaygroundClock
from adapters.playground.listen import PlaygroundListener
from adapters.playground.page import build_playground_app
from adapters.playground.post import Playground
from bot.calendar_feeds.feeds import render_feed
from bot.core.router import Router

HOST = "127.0.0.1"  # there is no login: only the person at this machine may use it
MAX_BODY = 2_000_000  # bytes: the largest file that a form takes, and what is around it
GRACE = 2  # seconds that open pages get when the program ends


async def serve_playground(
    playground: Playground,
    listener: PlaygroundListener,
    router: Router,
    clock: PlaygroundClock | None,
    port: int,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until cancelled; call `ready` once pages can be opened.

    Raise OSError for a port in use.
    """
    app = PlaygroundApp(playground, listener, router, clock)
    read_feed = partial(render_feed, playground.database, playground.now)
    page = build_playground_app(app, read_feed)
    await serve_http(page, HOST, port, ready, GRACE, MAX_BODY)
