"""Bodies of HTTP requests, counted while they arrive: none is held that is longer than allowed."""

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LONG = 413
CLOSE = (b"connection", b"close")


class LimitedBodies:
    """An application that gets no body of more than `max_bytes`; whoever sends one reads 413.

    A connection on which a body is left unread is closed after the response, so that the rest of it
    is not read for nothing.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(scope, receive, send, self._max_bytes)
        if body.announced > self._max_bytes:
            await body.refuse()
            return
        try:
            await self._app(scope, body.receive, body.send)
        except ClientDisconnect:
            if not body.refused:
                raise


class _Body:
    """The body of one request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, max_bytes: int) -> None:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        self.announced = int(length) if length.isdigit() and len(length) < 20 else 0
        self._left = bool(self.announced) or b"transfer-encoding" in headers
        self._scope, self._receive, self._send = scope, receive, send
        self._max_bytes = max_bytes
        self._bytes = 0
        self._answered = False
        self.refused = False

    async def receive(self) -> Message:
        """Return the next part; once there is too much, answer, and say that the client is gone."""
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        self._left = bool(message.get("more_body"))
        self._bytes += len(message.get("body", b""))
        if self._bytes <= self._max_bytes:
            return message
        self._left = True
        if not self._answered:
            await self.refuse()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send a part of the response; after a refusal, nothing."""
        if self.refused:
            return
        if message["type"] == "http.response.start":
            self._answered = True
            if self._left:
                message = {**message, "headers": [*message.get("headers", ()), CLOSE]}
        await self._send(message)

    async def refuse(self) -> None:
        """Answer that the body is too long."""
        self.refused = True
        response = PlainTextResponse("too long", TOO_LONG, {"Connection": "close"})
        await response(self._scope, self._receive, self._send)
