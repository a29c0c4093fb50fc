"""Speak the gateway: hello, identify, heartbeats, resume with replay, invalid sessions, and sudden drops."""

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.discord import payloads
from tests.platforms.discord.core import PRIVILEGED, Core
from tests.platforms.discord.state import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11
)  # fmt: skip
DAY, IDENTIFY_EVERY = 86_400.0, 5.0
SENDS, SENDS_IN = 120, 60.0  # what a client may send over one connection
BUFFER = 1000  # events kept for replay
GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, DM_MESSAGES, CONTENT, EVENTS = 1 << 0, 1 << 1, 1 << 9, 1 << 12, 1 << 15, 1 << 16
KNOWN_INTENTS = (1 << 26) - 1


@dataclass(eq=False)
class Socket:
    """One connection of the app."""

    ws: web.WebSocketResponse
    request: web.Request
    resuming_address: bool
    session: "Session | None" = None
    beat: float = field(default_factory=time.monotonic)
    sends: deque[float] = field(default_factory=deque)


@dataclass(eq=False)
class Session:
    """What a client resumes: which events it has been told, and which servers are its shard's."""

    id: str
    shard: int
    shards: int
    intents: int
    seq: int = 0
    told: deque[tuple[int, Json]] = field(default_factory=lambda: deque(maxlen=BUFFER))
    socket: Socket | None = None
    lost_at: float | None = None

    def covers(self, guild: str) -> bool:
        """Tell whether this session's shard hears of a server; direct messages are the first shard's."""
        return (int(guild) >> 22) % self.shards == self.shard if guild else self.shard == 0


class Gateway:
    """Every connection and every session that can still be resumed."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.open: list[Socket] = []
        self.sessions: dict[str, Session] = {}
        self.identifies: list[tuple[float, int]] = []  # when, and which shard
        self.refused_identifies = 0
        self.resumes: list[str] = []
        self.closes: list[int] = []  # codes with which the server hung up
        self.heartbeats = 0
        self.deaf = False  # heartbeats get no acknowledgement
        self.down = False  # nobody is let in

    @property
    def left(self) -> int:
        """Give how many sessions may still be started today."""
        return max(0, self._core.app.identifies - len(self._today()))

    def start_limit(self) -> Json:
        """Write the budget of session starts."""
        today, now = self._today(), self._core.clock.now()
        reset = (today[0] + DAY - now) * 1000 if today else 0
        limits = {"total": self._core.app.identifies, "remaining": self.left, "reset_after": int(reset)}
        return limits | {"max_concurrency": self._core.app.max_concurrency}

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self.down:
            return web.Response(status=503, text="upstream connect error")
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        socket = Socket(ws, request, request.path.endswith("/resume"))
        self.open.append(socket)
        watch = asyncio.create_task(self._watch(socket))
        try:
            await self._send(socket, HELLO, {"heartbeat_interval": int(self._core.app.heartbeat * 1000), "_trace": []})
            async for said in ws:
                if said.type == WSMsgType.TEXT:
                    await self._hear(socket, said.data)
        except ConnectionError:
            pass
        finally:
            watch.cancel()
            self._ended(socket, resumable=ws.close_code not in {1000, 1001})
        return ws

    async def tell(self, guild: str, name: str, data: Json, intent: int = 0) -> int:
        """Tell every session of a server's shard that something happened; give how many heard it at once."""
        heard = 0
        for session in list(self.sessions.values()):
            if session.covers(guild) and (not intent or session.intents & intent):
                for _ in range(self._core.faults.copies()):
                    heard += await self._dispatch(session, name, data)
        return heard

    async def reconnect(self) -> None:
        """Ask every client to connect anew and resume, as Discord does before it restarts something."""
        for socket in list(self.open):
            await self._send(socket, RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every client that its session is invalid."""
        for socket in list(self.open):
            if socket.session and not resumable:
                self.sessions.pop(socket.session.id, None)
            await self._send(socket, INVALID, resumable)

    async def ask_for_heartbeat(self) -> None:
        """Ask every client for a heartbeat at once."""
        for socket in list(self.open):
            await self._send(socket, HEARTBEAT, None)

    def drop(self, count: int | None = None, *, resumable: bool = True) -> int:
        """Cut connections without a word; tell how many there were to cut."""
        doomed = self.open[:count]
        for socket in doomed:
            if socket.session and not resumable:
                self.sessions.pop(socket.session.id, None)
            self._cut(socket)
        return len(doomed)

    async def close(self, code: int, *, resumable: bool = True) -> None:
        """Hang up on every client with a code."""
        for socket in list(self.open):
            if socket.session and not resumable:
                self.sessions.pop(socket.session.id, None)
            await self._hang_up(socket, code)

    async def drop_every(self, seconds: float, *, resumable: bool = True) -> None:
        """Cut every connection every so often; for `spawn`."""
        while True:
            await self._core.clock.sleep(seconds)
            self.drop(resumable=resumable)

    async def ready(self, count: int = 1) -> None:
        """Wait until so many clients are connected and identified."""
        await self._core.until(lambda: sum(one.session is not None for one in self.open) >= count)

    async def _hear(self, socket: Socket, text: str) -> None:
        now = self._core.clock.now()
        socket.sends.append(now)
        while socket.sends[0] <= now - SENDS_IN:
            socket.sends.popleft()
        if len(socket.sends) > SENDS:
            return await self._hang_up(socket, 4008)
        try:
            said: Any = json.loads(text)
            op, data = said["op"], said.get("d")
        except (ValueError, TypeError, KeyError):
            return await self._hang_up(socket, 4002)
        if op == HEARTBEAT:
            return await self._beat(socket)
        if op in {IDENTIFY, RESUME} and socket.session:
            return await self._hang_up(socket, 4005)
        if op == IDENTIFY:
            return await self._identify(socket, data)
        if op == RESUME:
            return await self._resume(socket, data)
        if socket.session is None:
            return await self._hang_up(socket, 4003)
        if op == MEMBERS:
            return await self._members(socket.session, data)
        if op not in {PRESENCE, VOICE}:
            await self._hang_up(socket, 4001)
        return None

    async def _beat(self, socket: Socket) -> None:
        socket.beat, self.heartbeats = time.monotonic(), self.heartbeats + 1
        if not self.deaf:
            await self._send(socket, ACK, None)

    async def _identify(self, socket: Socket, data: Json) -> None:
        if data.get("token") != self._core.app.token:
            return await self._hang_up(socket, 4004)
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            return await self._hang_up(socket, 4010)
        if shards < self._core.app.shards:
            return await self._hang_up(socket, 4011)
        intents = data.get("intents", 0)
        if not 0 <= intents <= KNOWN_INTENTS:
            return await self._hang_up(socket, 4013)
        if intents & PRIVILEGED & ~self._core.app.privileged:
            return await self._hang_up(socket, 4014)
        if not self._may_start(shard):
            self.refused_identifies += 1
            return await self._send(socket, INVALID, False)
        return await self._start(socket, shard, shards, intents)

    def _may_start(self, shard: int) -> bool:
        now, every = self._core.clock.now(), self._core.app.max_concurrency
        same = [when for when, which in self.identifies if which % every == shard % every]
        if same and now - same[-1] < IDENTIFY_EVERY:
            return False
        if self.left == 0:
            self._core.app.token = f"reset.{self._core.number()}"  # so Discord ends a crash loop, and tells the owner
            self._core.problems.append("the bot's token was reset: too many session starts in 24 hours")
        self.identifies.append((now, shard))
        return True

    async def _start(self, socket: Socket, shard: int, shards: int, intents: int) -> None:
        session = Session(f"session{self._core.number()}", shard, shards, intents, socket=socket)
        self.sessions[session.id], socket.session = session, session
        mine = [one for one in self._core.guilds.values() if session.covers(one.id) and not one.gone]
        await self._dispatch(session, "READY", {
            "v": 10, "user": payloads.user(self._core.bot) | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": one.id, "unavailable": True} for one in mine], "session_id": session.id,
            "resume_gateway_url": self.address("resume"), "session_type": "normal", "private_channels": [],
            "shard": [shard, shards], "application": {"id": self._core.app.id, "flags": 0}, "_trace": [],
        })  # fmt: skip
        for one in mine if intents & GUILDS else []:
            told = payloads.guild(self._core, one, members=bool(intents & GUILD_MEMBERS))
            await self._dispatch(session, "GUILD_CREATE", told)

    async def _resume(self, socket: Socket, data: Json) -> None:
        if data.get("token") != self._core.app.token:
            return await self._hang_up(socket, 4004)
        session = self.sessions.get(data.get("session_id") or "")
        if session is None or self._too_late(session):
            return await self._send(socket, INVALID, False)
        seq = data.get("seq") or 0
        if seq > session.seq:
            return await self._hang_up(socket, 4007)
        if session.told and session.told[0][0] > seq + 1:
            del self.sessions[session.id]
            return await self._send(socket, INVALID, False)
        if session.socket is not None and session.socket is not socket:
            self._cut(session.socket)
        session.socket, session.lost_at, socket.session = socket, None, session
        self.resumes.append(session.id)
        for number, event in [one for one in session.told if one[0] > seq]:
            await self._send(socket, DISPATCH, event["d"], number, event["t"])
        await self._dispatch(session, "RESUMED", {"_trace": []})
        return None

    async def _members(self, session: Session, data: Json) -> None:
        guild = self._core.guilds.get(str(data.get("guild_id")))
        wanted = data.get("user_ids")
        if guild is None or (wanted is None and not session.intents & GUILD_MEMBERS):
            return
        ids = set(guild.members) if wanted is None else {str(one) for one in wanted}
        found = [payloads.member(guild, one) for id_, one in guild.members.items() if id_ in ids]
        chunk = {"guild_id": guild.id, "members": found, "chunk_index": 0, "chunk_count": 1, "nonce": data.get("nonce")}
        missing = [id_ for id_ in ids if id_ not in guild.members]
        await self._dispatch(session, "GUILD_MEMBERS_CHUNK", chunk | {"not_found": missing})

    async def _dispatch(self, session: Session, name: str, data: Json) -> int:
        session.seq += 1
        session.told.append((session.seq, {"t": name, "d": data}))
        socket = session.socket
        if socket is None:
            return 0
        if name not in {"READY", "RESUMED"} and self._core.faults.happens(self._core.faults.socket_drops):
            self._cut(socket)
            return 0
        return await self._send(socket, DISPATCH, data, session.seq, name)

    async def _send(self, socket: Socket, op: int, data: Any, seq: int | None = None, name: str | None = None) -> int:
        try:
            await socket.ws.send_json({"op": op, "d": data, "s": seq, "t": name})
        except ConnectionError:
            return 0
        return 1

    async def _hang_up(self, socket: Socket, code: int) -> None:
        self.closes.append(code)
        await socket.ws.close(code=code)

    async def _watch(self, socket: Socket) -> None:
        """Give up a connection that has had no heartbeat for two of its intervals, which are real time."""
        patience = 2 * self._core.app.heartbeat
        while (spare := socket.beat + patience - time.monotonic()) > 0:  # noqa: ASYNC110 - each beat moves the end
            await asyncio.sleep(spare)
        await self._hang_up(socket, 4009)

    def address(self, path: str = "") -> str:
        """Give the address of the gateway."""
        return self._core.url.replace("http://", "ws://").replace("/api/v10", f"/gateway/{path}")

    def _today(self) -> list[float]:
        start = self._core.clock.now() - DAY
        return [when for when, _ in self.identifies if when > start]

    def _too_late(self, session: Session) -> bool:
        lost = session.lost_at
        return lost is not None and self._core.clock.now() > lost + self._core.app.resumable_for

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
