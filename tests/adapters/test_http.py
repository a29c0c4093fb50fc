"""Strangers at an HTTP door: whoever sends too much or stays silent keeps nobody else out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from adapters import http_connections
from adapters.http import serve_http
from adapters.http_connections import SLICE, max_connections
from tests.ports import free_port

MAX_BODY = 10_000
HERE = "127.0.0.1"
PATIENCE = 20  # seconds that a test waits for what never takes so long

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Door:
    """A server that reads what it gets, and what it got."""

    def __init__(self) -> None:
        self.port = free_port()
        self.read = 0
        self.writers: list[asyncio.StreamWriter] = []

    async def take(self, request: Request) -> Response:
        async for piece in request.stream():
            self.read += len(piece)
        return PlainTextResponse(f"{self.read}")

    async def refuse(self, request: Request) -> Response:
        return PlainTextResponse("no", 401)

    async def open(self, path: str = "/take", headers: str = "") -> Streams:
        """Connect, and send the head of a request as far as it goes."""
        reader, writer = await asyncio.open_connection(HERE, self.port)
        head = f"POST {path} HTTP/1.1\r\nHost: {HERE}\r\n{headers}"
        self.writers.append(writer)
        writer.write(head.encode())
        await writer.drain()
        return reader, writer

    async def leave(self) -> None:
        """Close every connection."""
        for writer in self.writers:
            writer.close()
        await asyncio.gather(*(each.wait_closed() for each in self.writers), return_exceptions=True)


@asynccontextmanager
async def serving() -> AsyncIterator[Door]:
    door, ready = Door(), asyncio.Event()
    routes = [
        Route("/take", door.take, methods=["POST"]),
        Route("/no", door.refuse, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    task = asyncio.create_task(serve_http(app, HERE, door.port, ready.set, 0, MAX_BODY))
    try:
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
            yield door
    finally:
        await door.leave()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_whoever_sends_without_end_is_cut_off_and_little_of_it_is_read() -> None:
    async with serving() as door:
        reader, writer = await door.open(headers="Transfer-Encoding: chunked\r\n\r\n")
        with suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(b"3e8\r\n" + b"x" * 1_000 + b"\r\n")
                await writer.drain()
        assert door.read <= MAX_BODY


async def test_one_byte_too_many_is_told_so() -> None:
    async with serving() as door:
        reader, writer = await door.open(headers="Transfer-Encoding: chunked\r\n\r\n")
        writer.write(b"2711\r\n" + b"x" * (MAX_BODY + 1) + b"\r\n")
        assert b" 413 " in await reader.readline()
        assert door.read <= MAX_BODY


async def test_a_length_that_is_too_much_is_refused_before_the_first_byte() -> None:
    async with serving() as door:
        reader, _ = await door.open(headers="Content-Length: 600000000\r\n\r\n")
        assert b" 413 " in await reader.read()
        assert door.read == 0


async def test_a_body_that_nobody_wants_ends_with_the_response() -> None:
    async with serving() as door:
        reader, _ = await door.open("/no", "Transfer-Encoding: chunked\r\n\r\n")
        answer = await reader.read()  # to the end of the connection
        assert b" 401 " in answer
        assert b"connection: close" in answer.lower()


async def test_a_body_within_the_limit_arrives_whole() -> None:
    async with serving() as door, httpx.AsyncClient() as client:
        for _ in range(2):  # on one connection
            answer = await client.post(f"http://{HERE}:{door.port}/take", content=b"x" * MAX_BODY)
            assert answer.status_code == 200
        assert door.read == 2 * MAX_BODY


async def test_silent_connections_keep_nobody_out_and_take_few_files() -> None:
    async with serving() as door, httpx.AsyncClient() as client:
        silent = [await door.open(headers="X-Slow: ") for _ in range(max_connections() + 30)]
        answer = await client.post(f"http://{HERE}:{door.port}/take", content=b"x")
        assert answer.text == "1"
        # The oldest ended first: of so many, no more than the limit are left.
        ended = await asyncio.gather(*(reader.read() for reader, _ in silent[:31]))
        assert ended == [b""] * 31
        assert not any(reader.at_eof() for reader, _ in silent[31:])


@pytest.mark.parametrize("head", ["X-Slow: ", "Content-Length: 5\r\n\r\nx"])
async def test_a_request_that_never_becomes_whole_ends(
    monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    monkeypatch.setattr(http_connections, "REQUEST_TIMEOUT", 0.01)
    async with serving() as door:
        reader, _ = await door.open(headers=head)
        with suppress(ConnectionError):
            assert await reader.read() == b""
        assert door.read <= 1


async def test_headers_without_end_are_refused() -> None:
    async with serving() as door:
        reader, _ = await door.open(headers="X-Long: " + "x" * 40_000)
        assert b" 400 " in await reader.readline()


async def test_a_body_of_tiny_chunks_is_parsed_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    parse = H11Protocol.data_received

    def counted(self: H11Protocol, data: bytes) -> None:
        sizes.append(len(data))
        parse(self, data)

    monkeypatch.setattr(H11Protocol, "data_received", counted)
    async with serving() as door:
        reader, writer = await door.open(headers="Transfer-Encoding: chunked\r\n\r\n")
        writer.write(b"1\r\nx\r\n" * MAX_BODY + b"0\r\n\r\n")
        assert b" 200 " in await reader.readline()
    assert door.read == MAX_BODY
    assert max(sizes) <= SLICE
