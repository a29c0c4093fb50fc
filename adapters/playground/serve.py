"""Serve the playground's page inside a loop that already runs."""

from collections.abc import Callable
from functools import partial

from adapters.playground.clock import Clock
from adapters.playground.house import House
from adapters.playground.listen import Listener
from adapters.playground.page import application
from adapters.playground.post import Playground
from adapters.serving import serve_pages
from bot.events.feeds import read
from bot.router import Router

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
