"""Speak the gateway.

Hello, identify, heartbeats, resume with replay, invalid sessions, and sudden drops.
"""

import asyncio
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

from tests.doubles.discord import payloads, sessions
from tests.doubles.discord.core import Core
from tests.doubles.discord.sessions import Budget, Session, Socket
from tests.doubles.discord.state import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID, HELLO, ACK = 7, 8, 9, 10, 11
SENDS, SENDS_IN = 120, 60.0  # what a client may send over one connection
GUILDS, GUILD_MEMBERS = 1 << 0, 1 << 1
FOR_GOOD = {1000, 1001, 4007, 4009}  # a session that ends with these cannot be resumed


class Gateway:
    """Every connection and every session that can still be resumed."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.open: list[Socket] = []
        self.sessions: dict[str, Session] = {}
        self.budget = Budget(core.app, core.clock)
        self.too_early = 0  # identifies that came too soon after another
        self.resumes: list[str] = []  # paths by which sessions were resumed
        self.closes: list[int] = []  # codes with which the server hung up
        self.heartbeats = 0
        self.deaf = False  # heartbeats get no acknowledgement
        self.down = False  # nobody is let in
        self.turned_away = 0

    def start_limit(self) -> Json:
        """Return the budget of session starts."""
        return self.budget.told()

    def address(self, path: str = "") -> str:
        """Return the address of the gateway."""
        return self._core.url.replace("http://", "ws://").replace("/api/v10", f"/gateway/{path}")

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self.down:
            self.turned_away += 1
            return web.Response(status=503, text="upstream connect error")
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws, request)
        self.open.append(socket)
        watch = asyncio.create_task(self._watch(socket))
        try:
            await self._send(
                socket,
                HELLO,
                {"heartbeat_interval": int(self._core.app.heartbeat * 1000), "_trace": []},
            )
            async for said in ws:
                if said.type == WSMsgType.TEXT:
                    await self._hear(socket, said.data)
            if socket.farewell:
                await ws.close(code=socket.farewell)
        except ConnectionError:
            pass
        finally:
            watch.cancel()
            self._ended(socket, resumable=(socket.farewell or ws.close_code) not in FOR_GOOD)
        return ws

    async def tell(self, guild: str, name: str, data: Json, intent: int = 0) -> int:
        """Send an event to every session of a guild's shard; return how many received it at
        once."""
        heard = 0
        for session in list(self.sessions.values()):
            if session.covers(guild) and (not intent or session.intents & intent):
                for _ in range(self._core.faults.copies()):
                    heard += await self._dispatch(session, name, data)
        return heard

    async def reconnect(self) -> None:
        """Ask every client to connect anew and resume, as Discord does before it restarts
        something."""
        for socket in list(self.open):
            await self._send(socket, RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Invalidate the session of every client."""
        for socket in list(self.open):
            self._forget(socket, resumable)
            await self._send(socket, INVALID, resumable)

    async def ask_for_heartbeat(self) -> None:
        """Ask every client for a heartbeat at once."""
        for socket in list(self.open):
            await self._send(socket, HEARTBEAT, None)

    async def close(self, code: int, *, resumable: bool = True) -> None:
        """Hang up on every client with a code."""
        for socket in list(self.open):
            self._forget(socket, resumable)
            await self._hang_up(socket, code)

    def drop(self, count: int | None = None, *, resumable: bool = True) -> int:
        """Cut connections without a word; tell how many there were to cut."""
        doomed = self.open[:count]
        for socket in doomed:
            self._forget(socket, resumable)
            self._cut(socket)
        return len(doomed)

    async def drop_every(self, seconds: float, *, resumable: bool = True) -> None:
        """Cut every connection every so often; for `spawn`."""
        while True:
            await self._core.clock.sleep(seconds)
            self.drop(resumable=resumable)

    async def ready(self, count: int = 1) -> None:
        """Wait until so many clients are connected and identified."""
        await self._core.until(lambda: sum(one.session is not None for one in self.open) >= count)

    async def _hear(self, socket: Socket, text: str) -> None:
        try:
            said: Any = json.loads(text)
            op, data = said["op"], said.get("d")
        except (ValueError, TypeError, KeyError):
            return await self._hang_up(socket, 4002)
        if self._too_chatty(socket):
            return await self._hang_up(socket, 4008)
        match op, socket.session:
            case 1, _:
                await self._beat(socket)
            case 2, None:
                await self._identify(socket, data)
            case 6, None:
                await self._resume(socket, data)
            case ((2 | 6), _):
                await self._hang_up(socket, 4005)
            case _, None:
                await self._hang_up(socket, 4003)
            case 8, Session() as session:
                await self._members(session, data)
            case _ if op not in {PRESENCE, VOICE}:
                await self._hang_up(socket, 4001)
        return None

    def _too_chatty(self, socket: Socket) -> bool:
        now = self._core.clock.now()
        socket.sends.append(now)
        while socket.sends[0] <= now - SENDS_IN:
            socket.sends.popleft()
        return len(socket.sends) > SENDS

    async def _beat(self, socket: Socket) -> None:
        socket.beat, self.heartbeats = time.monotonic(), self.heartbeats + 1
        if not self.deaf:
            await self._send(socket, ACK, None)

    async def _identify(self, socket: Socket, said: Json) -> None:
        if code := sessions.wrong_with(self._core.app, said):
            return await self._hang_up(socket, code)
        shard, shards = said.get("shard") or (0, 1)
        if self.budget.too_early(shard):
            self.too_early += 1
            await self._send(socket, INVALID, False)
            return None
        if not self.budget.left:
            return await self._reset_token(socket)
        self.budget.take(shard)
        return await self._start(socket, shard, shards, said["intents"])

    async def _reset_token(self, socket: Socket) -> None:
        self._core.app.token = f"reset.{self._core.number()}"
        self._core.problems.append("the bot's token was reset: too many session starts in 24 hours")
        await self._hang_up(socket, 4004)
        await self.close(4004, resumable=False)

    async def _start(self, socket: Socket, shard: int, shards: int, intents: int) -> None:
        session = Session(f"session{self._core.number()}", shard, shards, intents, socket=socket)
        self.sessions[session.id], socket.session = session, session
        mine = [
            one for one in self._core.guilds.values() if session.covers(one.id) and not one.gone
        ]
        ready = {
            "v": 10, "user": payloads.user(self._core.bot) | {"verified": True, "mfa_enabled": True,
            "email": None},
            "guilds": [{"id": one.id, "unavailable": True} for one in mine],
            "session_id": session.id,
            "resume_gateway_url": self.address("resume"), "session_type": "normal",
            "private_channels": [],
            "shard": [shard, shards], "application": {"id": self._core.app.id, "flags": 0},
            "_trace": [],
        }  # fmt: skip
        await self._dispatch(session, "READY", ready)
        for one in mine if intents & GUILDS else []:
            told = payloads.guild(self._core, one, members=bool(intents & GUILD_MEMBERS))
            await self._dispatch(session, "GUILD_CREATE", told)

    async def _resume(self, socket: Socket, said: Json) -> None:
        if said.get("token") != self._core.app.token:
            return await self._hang_up(socket, 4004)
        session, seq = self.sessions.get(said.get("session_id") or ""), said.get("seq") or 0
        if session is not None and seq > session.seq:
            return await self._hang_up(socket, 4007)
        missed = session.missed(seq) if session else None
        if session is None or missed is None or self._too_late(session):
            await self._send(socket, INVALID, False)
            return None
        if session.socket is not None:
            self._cut(session.socket)
        session.socket, session.lost_at, socket.session = socket, None, session
        self.resumes.append(socket.request.path)
        for number, name, data in missed:
            await self._send(socket, DISPATCH, data, number, name)
        await self._dispatch(session, "RESUMED", {"_trace": []})
        return None

    async def _members(self, session: Session, said: Json) -> None:
        guild = self._core.guilds.get(str(said.get("guild_id")))
        wanted = said.get("user_ids")
        if guild is None or (wanted is None and not session.intents & GUILD_MEMBERS):
            return
        ids = set(guild.members) if wanted is None else {str(one) for one in wanted}
        found = [payloads.member(guild, one) for id_, one in guild.members.items() if id_ in ids]
        chunk = {
            "guild_id": guild.id,
            "members": found,
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": said.get("nonce"),
        }
        missing = [id_ for id_ in ids if id_ not in guild.members]
        await self._dispatch(session, "GUILD_MEMBERS_CHUNK", chunk | {"not_found": missing})

    async def _dispatch(self, session: Session, name: str, data: Json) -> int:
        session.seq += 1
        session.told.append((session.seq, name, data))
        socket = session.socket
        if socket is None:
            return 0
        if name not in {"READY", "RESUMED"} and self._core.faults.happens(
            self._core.faults.socket_drops
        ):
            self._cut(socket)
            return 0
        return await self._send(socket, DISPATCH, data, session.seq, name)

    async def _send(
        self, socket: Socket, op: int, data: Any, seq: int | None = None, name: str | None = None
    ) -> int:
        try:
            await socket.ws.send_json({"op": op, "d": data, "s": seq, "t": name})
        except ConnectionError:
            return 0
        return 1

    async def _hang_up(self, socket: Socket, code: int) -> None:
        self.closes.append(code)
        socket.farewell = code
        await socket.ws.close(code=code)

    async def _watch(self, socket: Socket) -> None:
        """Close a connection that has sent no heartbeat for too long."""
        silence = self._core.app.silence
        while (spare := socket.beat + silence - time.monotonic()) > 0:  # noqa: ASYNC110 - each beat moves the end
            await asyncio.sleep(spare)
        await self._hang_up(socket, 4009)

    def _too_late(self, session: Session) -> bool:
        lost = session.lost_at
        return lost is not None and self._core.clock.now() > lost + self._core.app.resumable_for

    def _forget(self, socket: Socket, resumable: bool) -> None:
        if socket.session and not resumable:
            self.sessions.pop(socket.session.id, None)

    def _cut(self, socket: Socket) -> None:
        self._ended(socket, resumable=True)
        if socket.request.transport is not None:
            socket.request.transport.abort()

    def _ended(self, socket: Socket, *, resumable: bool) -> None:
        if socket in self.open:
            self.open.remove(socket)
        session, socket.session = socket.session, None
        if session is None or session.socket is not socket:
            return
        session.socket, session.lost_at = None, self._core.clock.now()
        if not resumable:
            self.sessions.pop(session.id, None)
