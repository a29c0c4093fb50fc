"""Sessions: what a client resumes, who may start one, and how often."""

import time
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.doubles.clock import Clock
from tests.doubles.discord.core import PRIVILEGED, Settings
from tests.doubles.discord.state import Json

DAY, IDENTIFY_EVERY = 86_400.0, 5.0
BUFFER = 1000  # events kept for replay
KNOWN_INTENTS = (1 << 26) - 1


@dataclass(eq=False)
class Socket:
    """One connection of the app."""

    ws: web.WebSocketResponse
    request: web.Request
    session: "Session | None" = None
    beat: float = field(default_factory=time.monotonic)
    sends: deque[float] = field(default_factory=deque)
    farewell: int = 0  # the code with which the server hung up


@dataclass(eq=False)
class Session:
    """What a client resumes: which events it has been told, and which servers are its shard's."""

    id: str
    shard: int
    shards: int
    intents: int
    seq: int = 0
    told: deque[tuple[int, str, Json]] = field(default_factory=lambda: deque(maxlen=BUFFER))
    socket: Socket | None = None
    lost_at: float | None = None

    def covers(self, guild: str) -> bool:
        """Return whether this session's shard receives a guild's events.

        Direct messages belong to the first shard.
        """
        return (int(guild) >> 22) % self.shards == self.shard if guild else self.shard == 0

    def missed(self, seq: int) -> list[tuple[int, str, Json]] | None:
        """Return the events after a sequence number, or None if they are no longer stored."""
        if self.told and self.told[0][0] > seq + 1:
            return None
        return [one for one in self.told if one[0] > seq]


class Budget:
    """Count session starts.

    So many in 24 hours, and one in five seconds for each that may start at once.
    """

    def __init__(self, app: Settings, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self.starts: list[tuple[float, int]] = []  # when, and which shard

    @property
    def left(self) -> int:
        """How many sessions may still be started."""
        return max(0, self._app.identifies - len(self._today()))

    def told(self) -> Json:
        """Return the budget as the app may ask for it."""
        today, now = self._today(), self._clock.now()
        reset = (today[0] + DAY - now) * 1000 if today else 0
        limits = {"total": self._app.identifies, "remaining": self.left, "reset_after": int(reset)}
        return limits | {"max_concurrency": self._app.max_concurrency}

    def too_early(self, shard: int) -> bool:
        """Return whether a shard of the same bucket has only just identified."""
        now, every = self._clock.now(), self._app.max_concurrency
        same = [when for when, which in self.starts if which % every == shard % every]
        return bool(same) and now - same[-1] < IDENTIFY_EVERY

    def take(self, shard: int) -> None:
        """Count a start."""
        self.starts.append((self._clock.now(), shard))

    def _today(self) -> list[float]:
        start = self._clock.now() - DAY
        return [when for when, _ in self.starts if when > start]


def wrong_with(app: Settings, said: Json) -> int:
    """Return the close code for such an IDENTIFY, or 0."""
    shard, shards = said.get("shard") or (0, 1)
    intents = said.get("intents", -1)
    if said.get("token") != app.token:
        return 4004
    if not 0 <= shard < shards:
        return 4010
    if shards < app.shards:
        return 4011
    if not 0 <= intents <= KNOWN_INTENTS:
        return 4013
    return 4014 if intents & PRIVILEGED & ~app.privileged else 0
