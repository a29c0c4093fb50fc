"""Turns of calls to Slack's methods, so that Slack rarely answers with 429.

What people wait for is called at once, and waits only while Slack asks to wait. What nobody waits
for comes in bursts, as Slack counts, and then evenly, within what Slack allows in any minute.
"""

import asyncio
from bisect import insort
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from adapters.waits import wait_unless
from bot.core.platform import TemporaryError

MAX_WAIT = 6.0  # seconds that a call waits; for a longer wait the outbox tries again
MAX_REMEMBERED = 5000  # channels whose last message still matters
BEHIND = 0.5  # seconds by which others follow what people wait for, once Slack takes calls again
SLOW_FOR = 300.0  # seconds after an answer 429 during which nothing comes in bursts


class Rate(NamedTuple):
    """The most calls in any `window` seconds, and how many of them may come at once."""

    most: int
    burst: int
    window: float = 60.0


# Nine tenths of what Slack allows, as it may count a call later than it left.
TIER_2 = Rate(18, 12)
TIER_3 = Rate(45, 18)
TIER_4 = Rate(90, 45)
CHANNEL_RATE = Rate(1, 1, 1.03)  # in one channel
WORKSPACE_RATE = Rate(285, 60)  # posts in the whole workspace
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
    """The calls of one workspace in the last minute: by method, and posts also by channel."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _calls: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    _blocked_until: dict[str, float] = field(default_factory=dict)
    _slow_until: dict[str, float] = field(default_factory=dict)
    _closed: asyncio.Event = field(default_factory=asyncio.Event)

    def close(self) -> None:
        """Let no call wait any longer: the program ends, and what has not left leaves later."""
        self._closed.set()

    async def acquire(
        self, method: str, channel: str = "", patience: float = MAX_WAIT, *, urgent: bool = False
    ) -> None:
        """Wait until a call is allowed; raise TemporaryError if it takes more than `patience`.

        `urgent` is what somebody waits for: it is held back by nothing but Slack's own word.
        """
        behind = 0.0 if urgent else BEHIND
        at = self._enter(method, channel) if urgent else self._reserve(method, channel, patience)
        while (wait := max(at, self._free_at(method, behind)) - self.now()) > 0:
            if wait > patience or self._closed.is_set():
                raise TemporaryError(f"{method} has its turn in {wait:.0f} s", wait)
            await wait_unless(self._closed, self.sleep(wait))

    def block(self, method: str, seconds: float) -> None:
        """Allow no call of a method for some seconds, as Slack asked, and no bursts for a while."""
        until = self.now() + seconds
        self._blocked_until[method] = max(self._blocked_until.get(method, 0), until)
        self._slow_until[method] = until + SLOW_FOR

    def _free_at(self, method: str, behind: float) -> float:
        """Return from when Slack takes calls of a method; it is past where it does now."""
        blocked_until = self._blocked_until.get(method, 0)
        return blocked_until + behind if blocked_until > self.now() else 0.0

    def _enter(self, method: str, channel: str) -> float:
        """Count a call that leaves now, and return the moment."""
        now = self.now()
        for bucket, rate in _buckets(method, channel):
            insort(self._recent_calls(bucket, rate.window), now)
        return now

    def _reserve(self, method: str, channel: str, patience: float) -> float:
        """Take the next turn, and return its moment; raise TemporaryError for one too far off."""
        buckets = _buckets(method, channel)
        at = max(self._next_turn(bucket, rate) for bucket, rate in buckets)
        if at - self.now() > patience:
            wait = at - self.now()
            raise TemporaryError(f"{method} has its turn in {wait:.0f} s", wait)

        for bucket, rate in buckets:
            insort(self._recent_calls(bucket, rate.window), at)
        return at

    def _next_turn(self, bucket: tuple[str, str], rate: Rate) -> float:
        """Return when the next call may come: at once in a burst, then spread over the window."""
        calls, now = self._recent_calls(bucket, rate.window), self.now()
        free_at = max(now, self._free_at(bucket[0], BEHIND))
        is_slow = self._slow_until.get(bucket[0], 0) > now
        if len(calls) < (1 if is_slow else rate.burst):
            return free_at

        left = rate.most - len(calls)
        if left <= 0:
            return max(free_at, calls[-rate.most] + rate.window)
        gap = (calls[0] + rate.window - calls[-1]) / left
        return max(free_at, calls[-1] + gap)

    def _recent_calls(self, bucket: tuple[str, str], window: float) -> list[float]:
        """Return the moments of the calls that still count, in order."""
        if len(self._calls) > MAX_REMEMBERED:
            began = self.now() - 60.0
            self._calls = {key: calls for key, calls in self._calls.items() if calls[-1:] > [began]}
        calls = self._calls.setdefault(bucket, [])
        while calls and calls[0] <= self.now() - window:
            del calls[0]
        return calls


def _buckets(method: str, channel: str) -> list[tuple[tuple[str, str], Rate]]:
    """Return what counts a call, with the rates."""
    rate = RATES.get(method, TIER_3)
    if method == POST:
        return [((method, channel), rate), ((method, ""), WORKSPACE_RATE)]
    return [((method, ""), rate)]
