"""Serve the playground's page inside a loop that already runs."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from adapters.playground.clock import Clock
from adapters.playground.house import House
from adapters.playground.listen import Listener
from adapters.playground.page import application
from adapters.playground.post import Playground
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
    with socket.create_server((HOST, port)) as door:
        app = application(House(playground, listener, router, clock))
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE)
        server = _Server(config, ready)
        serving = asyncio.create_task(server.serve(sockets=[door]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to whoever runs the loop.
        yield
