"""Call each method no faster than Slack allows, so that nobody is told to wait."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from bot.core.platform import TemporaryError

MAX_WAIT = 6.0  # seconds that a call waits for its turn; a longer wait belongs to the outbox
MAX_REMEMBERED = 5000  # channels whose last message still matters


class Rate(NamedTuple):
    """Calls a minute, and how many may come at once; together they stay within Slack's limit."""

    per_minute: float
    burst: int


TIER_2 = Rate(15, 5)
TIER_3 = Rate(44, 5)
TIER_4 = Rate(75, 20)
CHANNEL_RATE = Rate(58, 1)  # in one channel
WORKSPACE_RATE = Rate(285, 5)  # posts in the whole workspace
RATES = {
    "chat.postMessage": CHANNEL_RATE,
    "chat.postEphemeral": TIER_4,
    "conversations.open": Rate(
        48, 1
    ),  # a round is many of these: few at once, so that more fit into a minute
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
    """The turns of one workspace: a bucket for each method, and for posts one for each channel."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _next: dict[tuple[str, str], float] = field(default_factory=dict)
    _blocked_until: dict[str, float] = field(default_factory=dict)

    async def acquire(self, method: str, channel: str = "", patience: float = MAX_WAIT) -> None:
        """Wait for a turn; raise TemporaryError where that would take too long."""
        at = self._turn(
            (method, channel if method == "chat.postMessage" else ""),
            RATES.get(method, TIER_3),
            patience,
        )
        if method == "chat.postMessage":
            at = max(at, self._turn((method, ""), WORKSPACE_RATE, patience))
        while (wait := max(at, self._blocked_until.get(method, 0)) - self.now()) > 0:
            if wait > patience:
                raise TemporaryError(f"{method} has its turn in {wait:.0f} s", wait)
            await self.sleep(wait)

    def block(self, method: str, seconds: float) -> None:
        """Let nobody call a method for as long as Slack asks."""
        self._blocked_until[method] = max(self._blocked_until.get(method, 0), self.now() + seconds)

    def _turn(self, bucket: tuple[str, str], rate: Rate, patience: float) -> float:
        method = bucket[0]
        gap = 60 / rate.per_minute
        now = self.now()
        held = self._blocked_until.get(method, 0)
        due = max(self._next.get(bucket, 0), held, now)
        at = max(due - gap * (rate.burst - 1), held, now)
        if at - now > patience:
            raise TemporaryError(f"{method} has its turn in {at - now:.0f} s", at - now)
        self._next[bucket] = due + gap
        if len(self._next) > MAX_REMEMBERED:
            self._next = {known: free for known, free in self._next.items() if free > now}
        return at
