"""Serve the playground's page inside a loop that already runs."""

from collections.abc import Callable
from functools import partial

from adapters.http import serve_pages
from adapters.playground.app import House
from adapters.playground.clock import Clock
from adapters.playground.listen import Listener
from adapters.playground.page import application
from adapters.playground.post import Playground
from bot.calendar_feeds.feeds import read
from bot.core.router import Router

HOST = "127.0.0.1"  # the playground has no locks: it is for the person at this machine
GRACE = 2  # seconds that open pages get when the program ends


async def serve(
    playground: Playground,
    listener: Listener,
    router: Router,
    clock: Clock | None,
    port: int,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until cancelled; `ready` is called once pages can be opened. Raise OSError for a port in use."""
    pages = application(House(playground, listener, router, clock), partial(read, playground.database, playground.now))
    await serve_pages(pages, HOST, port, ready, GRACE)
