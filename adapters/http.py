"""An HTTP server inside an event loop that already runs."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from adapters.http_bodies import LimitedBodies
from adapters.http_connections import BACKLOG, MAX_HEADERS, LimitedProtocol

NO_BODY = 1_024  # bytes; who only asks for something sends none


class CannotListen(OSError):
    """An address and port that cannot be listened on."""

    def __init__(self, host: str, port: int, error: Exception) -> None:
        words = getattr(error, "strerror", None) or str(error)
        super().__init__(getattr(error, "errno", None) or 0, words)
        self.host = host
        self.port = port


async def serve_http(
    app: ASGIApp,
    host: str,
    port: int,
    ready: Callable[[], None] = lambda: None,
    grace: int = 2,
    max_body: int = NO_BODY,
) -> None:
    """Serve until cancelled; call `ready` once requests are accepted.

    Nobody's body is longer than `max_body`, and connections are limited. Open requests get `grace`
    seconds to end; those that are called off then end before this returns, and their transactions
    with them. Raise CannotListen for a port in use.
    """
    with _listen(host, port) as listening_socket:
        config = uvicorn.Config(
            LimitedBodies(app, max_body),
            http=LimitedProtocol,
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # nobody asks where a request came from
            server_header=False,
            backlog=BACKLOG,
            h11_max_incomplete_event_size=MAX_HEADERS,
            timeout_graceful_shutdown=grace,
        )
        server = _Server(config, ready)
        serving = asyncio.create_task(server.serve(sockets=[listening_socket]))
        try:
            await asyncio.shield(serving)
        finally:
            server.should_exit = True
            await serving
            await asyncio.gather(*server.server_state.tasks, return_exceptions=True)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except (OSError, OverflowError, UnicodeError) as error:
        raise CannotListen(host, port, error) from error


class _Server(uvicorn.Server):
    """A server that reports when it is ready, and leaves signals alone."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The owner of the loop handles signals.
        yield
