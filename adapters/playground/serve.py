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
    await serve_http(build_playground_app(app, read_feed), HOST, port, ready, GRACE)
