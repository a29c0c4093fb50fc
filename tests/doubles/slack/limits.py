"""Count calls as Slack does: per method and workspace, and posts per channel."""

import math
from collections import deque
from dataclasses import dataclass, field

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute
MINUTE = 60.0
POST_BURST, POST_RATE = 4, 1.0  # chat.postMessage in one channel: short bursts, then one a second
WORKSPACE_POSTS = 300  # chat.postMessage in one workspace, a minute


@dataclass
class Bucket:
    """One thing that is counted: so many calls in any `window` seconds."""

    most: int
    window: float
    calls: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def wait(self, now: float) -> float:
        """Return for how long calls are refused."""
        while self.calls and self.calls[0] <= now - self.window:
            self.calls.popleft()
        full = self.calls[0] + self.window - now if len(self.calls) >= self.most else 0.0
        return max(full, self.closed_until - now, 0.0)


class Limits:
    """Rate limits; with `enforced=False` every call is let in."""

    def __init__(self) -> None:
        self.enforced = True
        self.tiers = dict(TIERS)
        self.workspace_posts = WORKSPACE_POSTS
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def admit(
        self, team: str, method: str, tier: int, channel: str, now: float
    ) -> tuple[int, bool]:
        """Return the Retry-After of a call that comes now (0 lets it in), and whether it came
        too early."""
        buckets = self._of(team, method, tier, channel)
        impatient = any(bucket.closed_until > now for bucket in buckets)
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        if wait <= 0:
            for bucket in buckets if self.enforced else []:
                bucket.calls.append(now)
            return 0, impatient
        retry_after = max(1, math.ceil(wait - 1e-6))
        for bucket in buckets:
            if bucket.wait(now) > 0:
                bucket.closed_until = max(bucket.closed_until, now + retry_after)
        return retry_after, impatient

    def close(self, team: str, method: str, channel: str, until: float) -> None:
        """Refuse every call to a method (posts.

        In this channel) until then, as if there had been too many.
        """
        bucket = self._of(team, method, 4, channel)[0]
        bucket.closed_until = max(bucket.closed_until, until)

    def _of(self, team: str, method: str, tier: int, channel: str) -> list[Bucket]:
        if method == "chat.postMessage":
            everywhere = self._bucket((team, method), self.workspace_posts, MINUTE)
            return [
                self._bucket((team, method, channel), POST_BURST, POST_BURST / POST_RATE),
                everywhere,
            ]
        return [self._bucket((team, method), self.tiers[tier], MINUTE)] if tier else []

    def _bucket(self, key: tuple[str, ...], most: int, window: float) -> Bucket:
        return self._buckets.setdefault(key, Bucket(most, window))
