"""Speak Socket Mode: temporary addresses, envelopes, acknowledgements, refreshes and sudden
drops."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.doubles.slack.core import Core
from tests.doubles.slack.state import Json, Refused

MOST_SOCKETS = 10
TICKET_LIFE = 30.0


class Unanswered(Exception):
    """The app did not take a payload: why, and whether it asked not to be asked again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


@dataclass(eq=False)
class Socket:
    """One connection of the app; a refreshed one gets nothing new."""

    ws: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    retiring: bool = False


class Sockets:
    """Every open connection; each envelope goes to one of them, in turn."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._tickets: dict[str, float] = {}
        self._turn = itertools.count()
        self.open: list[Socket] = []
        self.opened = 0
        self.down = False  # nobody is let in, nor told an address
        self.late_acks: list[str] = []

    def ticket(self) -> str:
        """Return a temporary address that serves once."""
        if len(self.open) >= MOST_SOCKETS:
            raise Refused("too_many_websockets")
        ticket = self._core.number("ticket-")
        self._tickets[ticket] = self._core.clock.now() + TICKET_LIFE
        base = self._core.url.replace("http://", "ws://").replace("/api/", "/link/")
        return f"{base}?ticket={ticket}&app_id={self._core.app.id}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self.down:
            return web.Response(status=503, text="upstream connect error")
        if self._tickets.pop(request.query.get("ticket", ""), 0.0) < self._core.clock.now():
            return web.Response(status=404, text="this address has served, or is too old")
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws, request)
        self.open.append(socket)
        self.opened += 1
        try:
            await ws.send_json(self._hello())
            async for message in ws:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(socket, message.data)
        except ConnectionError:
            pass
        finally:
            await self._ended(socket)
        return ws

    async def carry(self, sort: str, payload: Json, retry: int, reason: str) -> Json | None:
        """Send one envelope over one socket and wait for its acknowledgement."""
        socket = self._next()
        if socket is None:
            raise Unanswered("connection_failed")
        if self._core.faults.happens(self._core.faults.socket_drops):
            self._cut(socket)
            raise Unanswered("connection_failed")
        id_ = self._core.number("envelope-")
        envelope: Json = {"envelope_id": id_, "type": sort, "payload": payload}
        envelope["accepts_response_payload"] = sort != "events_api"
        if sort == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        socket.waiting[id_] = answer
        try:
            await socket.ws.send_json(envelope)
            return await answer
        except ConnectionError as error:
            raise Unanswered("connection_failed") from error
        finally:
            socket.waiting.pop(id_, None)

    async def refresh(self) -> None:
        """Recycle the oldest connection as Slack does: a warning, then a farewell."""
        socket = self.open[0]
        socket.retiring = True
        for reason in ("warning", "refresh_requested"):
            await socket.ws.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}}
            )
        await socket.ws.close()

    def drop(self, count: int = 1) -> int:
        """Cut connections without a word; tell how many there were to cut."""
        doomed = self.open[:count]
        for socket in doomed:
            self._cut(socket)
        return len(doomed)

    async def drop_every(self, seconds: float) -> None:
        """Cut one connection every so often; for `spawn`."""
        while True:
            await self._core.clock.sleep(seconds)
            self.drop()

    async def ready(self, count: int = 1) -> None:
        """Wait until so many connections stand."""
        await self._core.until(lambda: len(self.open) >= count)

    def _hello(self) -> Json:
        return {
            "type": "hello", "num_connections": len(self.open),
            "connection_info": {"app_id": self._core.app.id},
            "debug_info": {"host": "applink", "build_number": 1,
            "approximate_connection_time": 18060},
        }  # fmt: skip

    def _next(self) -> Socket | None:
        usable = [socket for socket in self.open if not socket.retiring and not socket.ws.closed]
        return usable[next(self._turn) % len(usable)] if usable else None

    def _acknowledged(self, socket: Socket, text: str) -> None:
        try:
            said: Any = json.loads(text)
            id_, payload = said["envelope_id"], said.get("payload")
        except (ValueError, TypeError, KeyError):
            self._core.problems.append(f"no acknowledgement: {text[:200]}")
            return
        waiting = socket.waiting.get(id_)
        if waiting is None or waiting.done():
            self.late_acks.append(id_)
        else:
            waiting.set_result(payload or None)

    def _cut(self, socket: Socket) -> None:
        socket.retiring = True
        if socket in self.open:
            self.open.remove(socket)
        if socket.request.transport is not None:
            socket.request.transport.abort()
        self._abandon(socket)

    def _abandon(self, socket: Socket) -> None:
        for waiting in socket.waiting.values():
            if not waiting.done():
                waiting.set_exception(Unanswered("connection_failed"))

    async def _ended(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        self._abandon(socket)
