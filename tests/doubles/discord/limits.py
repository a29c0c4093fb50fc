"""Count calls as Discord does: per operation and place, all together, and those that were no
good."""

from collections import deque
from dataclasses import dataclass, field
from hashlib import md5

GLOBAL = 50  # calls a second, all together
INVALID, INVALID_WINDOW = (
    10_000,
    600.0,
)  # 401, 403 and 429 in ten minutes, then the whole address is banned
# calls in so many seconds; Discord changes these whenever it likes
RATES: dict[str, tuple[int, float]] = {
    "create_message": (5, 5.0), "update_message": (5, 5.0), "delete_message": (5, 1.0),
    "create_dm": (10, 10.0),
    "create_thread": (50, 300.0), "create_thread_from_message": (50, 300.0), "execute_webhook": (5,
    2.0),
    "create_guild_scheduled_event": (5, 60.0), "bulk_set_application_commands": (2, 4.0),
    "bulk_set_guild_application_commands": (2, 4.0),
}  # fmt: skip
RATE = (10, 5.0)
UNCOUNTED = {
    "create_interaction_response"
}  # nor do these and their like count against the bot's fifty a second
UNBOUND = UNCOUNTED | {
    "execute_webhook",
    "get_original_webhook_message",
    "update_original_webhook_message",
}
UNBOUND |= {"delete_original_webhook_message", "get_webhook_message", "update_webhook_message"}
UNBOUND |= {"delete_webhook_message"}


@dataclass
class Bucket:
    """So many calls from the first one on, then all over again."""

    most: int
    window: float
    used: int = 0
    opened: float = float("-inf")
    closed_until: float = float("-inf")

    def wait(self, now: float) -> float:
        """Return for how long calls are refused."""
        if now >= self.opened + self.window:
            self.used = 0
        full = self.opened + self.window - now if self.used >= self.most else 0.0
        return max(full, self.closed_until - now, 0.0)

    def take(self, now: float) -> None:
        """Count a call."""
        self.opened = now if self.used == 0 else self.opened
        self.used += 1


@dataclass(frozen=True)
class Verdict:
    """What becomes of a call: how long it has to wait, why, and what the headers say."""

    wait: float = 0.0
    scope: str = "user"
    impatient: bool = False
    banned: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Limits:
    """Rate limits; with `enforced=False` every call is let in."""

    def __init__(self) -> None:
        self.enforced = True
        self.rates = dict(RATES)
        self.everything = Bucket(GLOBAL, 1.0)
        self.invalid_most = INVALID
        self.invalid: deque[float] = deque()
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def admit(self, name: str, major: str, now: float) -> Verdict:
        """Judge a call that comes now."""
        bucket = self._of(name, major)
        if len(self._lately(now)) >= self.invalid_most:
            return Verdict(INVALID_WINDOW, banned=True)
        counted = [bucket] + [self.everything] * (name not in UNBOUND)
        impatient = any(one.closed_until > now for one in counted)
        if name not in UNBOUND and (wait := self.everything.wait(now)) > 0:
            self.everything.closed_until = now + wait
            return Verdict(wait, "global", impatient)
        if (wait := bucket.wait(now)) > 0:
            bucket.closed_until = now + wait
            return Verdict(wait, "user", impatient, headers=self._headers(name, bucket, now))
        for one in counted if self.enforced else []:
            one.take(now)
        return Verdict(impatient=impatient, headers=self._headers(name, bucket, now))

    def close(self, name: str, major: str, until: float, *, everything: bool = False) -> None:
        """Refuse every call of this sort until then, or every call at all, as if there had been too
        many."""
        bucket = self.everything if everything else self._of(name, major)
        bucket.closed_until = max(bucket.closed_until, until)

    def count_invalid(self, now: float) -> None:
        """Count a call that was answered 401, 403 or 429."""
        self.invalid.append(now)

    def _lately(self, now: float) -> deque[float]:
        while self.invalid and self.invalid[0] <= now - INVALID_WINDOW:
            self.invalid.popleft()
        return self.invalid

    def _of(self, name: str, major: str) -> Bucket:
        return self._buckets.setdefault((name, major), Bucket(*self.rates.get(name, RATE)))

    def _headers(self, name: str, bucket: Bucket, now: float) -> dict[str, str]:
        if name in UNCOUNTED or not self.enforced:
            return {}
        after = max(bucket.opened + bucket.window - now, bucket.closed_until - now, 0.0)
        return {
            "X-RateLimit-Limit": str(bucket.most),
            "X-RateLimit-Remaining": str(max(bucket.most - bucket.used, 0)),
            "X-RateLimit-Reset": f"{now + after:.3f}", "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": md5(name.encode(), usedforsecurity=False).hexdigest(),
        }  # fmt: skip
