"""Rate limits of Slack's methods, kept on our side so that Slack rarely answers with 429."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from adapters.waits import wait_unless
from bot.core.platform import TemporaryError

MAX_WAIT = 6.0  # seconds that a call waits; for a longer wait the outbox tries again
MAX_REMEMBERED = 5000  # channels whose last message still matters


class Rate(NamedTuple):
    """Calls per minute and burst size; together they stay within Slack's limit."""

    per_minute: float
    burst: int


TIER_2 = Rate(15, 5)
TIER_3 = Rate(44, 5)
TIER_4 = Rate(75, 20)
CHANNEL_RATE = Rate(58, 1)  # in one channel
WORKSPACE_RATE = Rate(285, 5)  # posts in the whole workspace
POST = "chat.postMessage"
RATES = {
    POST: CHANNEL_RATE,
    "chat.postEphemeral": TIER_4,
    # A round makes many of these: without bursts, more fit into a minute.
    "conversations.open": Rate(48, 1),
    "users.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "conversations.members": TIER_4,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "files.upload_v2": TIER_4,
}


@dataclass
class RateLimiter:
    """Buckets for the calls of one workspace: one per method, and for posts one per channel."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _next: dict[tuple[str, str], float] = field(default_factory=dict)
    _blocked_until: dict[str, float] = field(default_factory=dict)
    _closed: asyncio.Event = field(default_factory=asyncio.Event)

    def close(self) -> None:
        """Let no call wait any longer: the program ends, and what has not left leaves later."""
        self._closed.set()

    async def acquire(self, method: str, channel: str = "", patience: float = MAX_WAIT) -> None:
        """Wait until a call is allowed; raise TemporaryError if it takes more than `patience`."""
        rate = RATES.get(method, TIER_3)
        if method == POST:
            in_channel = self._reserve((method, channel), rate, patience)
            in_workspace = self._reserve((method, ""), WORKSPACE_RATE, patience)
            at = max(in_channel, in_workspace)
        else:
            at = self._reserve((method, ""), rate, patience)

        while (wait := max(at, self._blocked_until.get(method, 0)) - self.now()) > 0:
            if wait > patience or self._closed.is_set():
                raise TemporaryError(f"{method} has its turn in {wait:.0f} s", wait)
            await wait_unless(self._closed, self.sleep(wait))

    def block(self, method: str, seconds: float) -> None:
        """Allow no call of a method for some seconds, as Slack asked."""
        self._blocked_until[method] = max(self._blocked_until.get(method, 0), self.now() + seconds)

    def _reserve(self, bucket: tuple[str, str], rate: Rate, patience: float) -> float:
        """Take the next place in a bucket, and return the moment from which it may be used."""
        method, now = bucket[0], self.now()
        gap = 60 / rate.per_minute
        blocked_until = self._blocked_until.get(method, 0)
        due = max(self._next.get(bucket, 0), blocked_until, now)
        at = max(due - gap * (rate.burst - 1), blocked_until, now)
        if at - now > patience:
            raise TemporaryError(f"{method} has its turn in {at - now:.0f} s", at - now)

        self._next[bucket] = due + gap
        if len(self._next) > MAX_REMEMBERED:
            self._next = {used: free for used, free in self._next.items() if free > now}
        return at
