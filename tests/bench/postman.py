"""Bring signed payloads over a few connections, and take what is answered to their response URLs.

It does little for each, so that what it measures is the app behind the door, not itself.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

Payload = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


class Letterbox(asyncio.Protocol):
    """Takes what is posted to response URLs, and counts it."""

    def __init__(self, postman: "Postman") -> None:
        self._postman = postman
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._postman.connections += 1

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = end + 4 + _length_of(self._read[:end])
            if len(self._read) < length:
                return
            self._postman.answers.append(self._read[end + 4 : length])
            self._read = self._read[length:]
            self._transport.write(TAKEN)  # type: ignore[attr-defined]


class Postman:
    """One who brings payloads to an app, each over a connection that is kept open."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self.answers: list[bytes] = []
        self.connections = 0  # that were opened to the letterbox
        self.letterbox = ""

    def response_url(self, number: int) -> str:
        """Return an address for the answer to a payload."""
        return f"{self.letterbox}{number}"

    async def bring(self, port: int, payloads: Iterable[Payload], connections: int) -> list[float]:
        """Bring payloads, each as soon as a connection is free; return how long each waited."""
        waiting, took = iter(payloads), []

        async def carry() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                for payload in waiting:
                    began = time.perf_counter()
                    writer.write(self._request(payload))
                    await _read_answer(reader)
                    took.append(time.perf_counter() - began)
            finally:
                writer.close()

        await asyncio.gather(*(carry() for _ in range(connections)))
        return took

    async def until_answered(self, count: int) -> None:
        """Wait until so many answers have come."""
        async with asyncio.timeout(60):
            while len(self.answers) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.001)

    def _request(self, payload: Payload) -> bytes:
        form = payload if "command" in payload else {"payload": json.dumps(payload)}
        body = urlencode(form).encode()
        stamp = str(int(time.time())).encode()
        digest = hmac.new(self._secret, b"v0:" + stamp + b":" + body, hashlib.sha256).hexdigest()
        head = (
            f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\n"
            f"X-Slack-Request-Timestamp: {stamp.decode()}\r\nX-Slack-Signature: v0={digest}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _read_answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    return await reader.readexactly(_length_of(head))


def _length_of(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


@asynccontextmanager
async def postman(secret: str) -> AsyncIterator[Postman]:
    """Set up a postman and the box for answers."""
    one = Postman(secret)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Letterbox(one), "127.0.0.1", 0)
    one.letterbox = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/actions/"
    try:
        yield one
    finally:
        server.close()
