"""A site on loopback whose pages move, answer late, redirect or break; it logs every request."""

import asyncio
import gzip
import hashlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from jobs.web.ssrf_guard import AddressInfo, MakeSocket, SsrfGuard

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


TOWN = "town.example"  # the name under which the site stands, on the web's own port


@dataclass
class Site:
    """What stands at each path: a body, a status, or whatever a handler does."""

    port: int = 0
    pages: dict[str, tuple[str, bytes] | int | Handler] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def home(self) -> str:
        return f"http://{TOWN}"

    def requests(self) -> list[str]:
        """Return the paths that were asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append((request.path_qs, dict(request.headers)))
        page = self.pages.get(request.path_qs, self.pages.get(request.path, 404))
        if isinstance(page, int):
            return web.Response(status=page)
        if not isinstance(page, tuple):
            return await page(request)
        media_type, body = page
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == mark:
            return web.Response(status=304)
        return web.Response(body=body, content_type=media_type, headers={"ETag": mark})


class Gate(SsrfGuard):
    """A guard that knows one more way: to the test's own site; everything else is judged as
    ever."""

    def __init__(self, site: Site, make_socket: MakeSocket | None = None) -> None:
        super().__init__(*([make_socket] if make_socket else []))
        self.site = site
        self.dialled: list[str] = []

    def check_peer(self, host: str, port: int) -> None:
        if (host, port) != ("127.0.0.1", self.site.port):
            super().check_peer(host, port)

    def make_socket(self, info: AddressInfo) -> socket.socket:
        made = super().make_socket(info)
        self.dialled.append(f"{info[4][0]}:{info[4][1]}")
        return made


class Signpost(AbstractResolver):
    """Shows the way to the test's own site; of everything else another resolver knows, or
    nobody."""

    def __init__(self, site: Site, others: AbstractResolver | None = None) -> None:
        self.site, self.others = site, others

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host == TOWN:
            here = ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self.site.port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
            return [here]
        if self.others:
            return await self.others.resolve(host, port, family)
        raise OSError(None, "no such name")

    async def close(self) -> None:
        """Close nothing."""


async def no_pause(_seconds: float) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def serving(**pages: tuple[str, bytes] | int | Handler) -> AsyncIterator[Site]:
    """Open a site on a free port of this machine."""
    site = Site()
    site.pages = dict(pages)
    server = web.Server(site.answer)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    door = web.TCPSite(runner, "127.0.0.1", 0)
    await door.start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


def moved_to(target: str, status: int = 302) -> Handler:
    """Redirect to an address."""

    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": target})

    return answer


def refusing(status: int, body: bytes, **headers: str) -> Handler:
    """Refuse with a page of its own."""

    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, content_type="text/html", headers=named)

    return answer


def packed(body: bytes, encoding: str = "gzip") -> Handler:
    """Send a body as it is, saying that it is packed."""

    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(
            body=body, headers={"Content-Encoding": encoding, "Content-Type": "text/calendar"}
        )

    return answer


def endless(megabytes: int) -> Handler:
    """Send zeros for as long as anybody reads."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(megabytes):
            try:
                await response.write(b"0" * 1_000_000)
            except ConnectionError:
                break
        return response

    return answer


def never(stop: asyncio.Event) -> Handler:
    """Answer when the test is over."""

    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        await stop.wait()
        return web.Response()

    return answer


def zip_bomb(gigabytes: int) -> bytes:
    """Return a megabyte that unpacks to so many gigabytes."""
    piece = gzip.compress(b"\0" * 100_000_000, 9)
    return piece * (gigabytes * 10)
