"""How often something was used lately, in memory: enough to slow down whoever does it too often."""

from collections import deque
from datetime import datetime, timedelta

MAX_KEYS = 10_000


class RecentUses:
    """Counts uses by key within a span of time; a restart forgets them."""

    def __init__(self) -> None:
        self._uses: dict[tuple[str, ...], deque[datetime]] = {}

    def take(self, key: tuple[str, ...], now: datetime, most: int, span: timedelta) -> bool:
        """Count one more use; return False, and count nothing, where there were `most`."""
        if key not in self._uses and len(self._uses) >= MAX_KEYS:
            self._uses.pop(next(iter(self._uses)))
        uses = self._uses.setdefault(key, deque())
        while uses and uses[0] <= now - span:
            uses.popleft()
        if len(uses) >= most:
            return False
        uses.append(now)
        return True
