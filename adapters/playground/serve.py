"""Serve the playground's page inside a loop that already runs."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from adapters.playground.house import House
from adapters.playground.page import application

HOST = "127.0.0.1"  # the playground has no locks: it is for the person at this machine
GRACE = 2  # seconds that open pages get when the program ends


async def serve(house: House, newcomer: str, port: int, ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve until cancelled; `ready` gets the address once pages can be opened. Raise OSError for a port in use."""
    with socket.create_server((HOST, port)) as door:
        address = f"http://{HOST}:{door.getsockname()[1]}"
        config = uvicorn.Config(
            application(house, newcomer), log_level="warning", access_log=False, timeout_graceful_shutdown=GRACE
        )
        server = _Server(config, lambda: ready(address))
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
