"""Serve pages over HTTP inside a loop that already runs, for whichever adapter has pages."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


async def serve_http(
    app: ASGIApp, host: str, port: int, ready: Callable[[], None] = lambda: None, grace: int = 5
) -> None:
    """Serve until cancelled; `ready` is called once pages can be asked for, and open requests get
    `grace` seconds.

    Raise OSError for a port in use.
    """
    with socket.create_server((host, port)) as door:
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=grace
        )
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
