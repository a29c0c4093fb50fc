"""How many envelopes were refused of late: beyond some in an hour, none is opened or logged."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.swap.rules import MAX_REFUSED

_HOUR = timedelta(hours=1)

# of a swap, and the ticket with which envelopes come; those without a good one share the empty text
Lane = tuple[int, str]


@dataclass
class Refusals:
    """Counts refused envelopes by lane, from the first one on for an hour."""

    _counts: dict[Lane, tuple[datetime, int]] = field(default_factory=dict)

    def is_spent(self, lane: Lane, now: datetime) -> bool:
        """Return whether so many were refused that no more is looked at for a while."""
        return self._counted(lane, now) >= MAX_REFUSED

    def add(self, lane: Lane, now: datetime) -> bool:
        """Count one more; return whether it is the last that is looked at for a while."""
        over = [one for one, (since, _) in self._counts.items() if since + _HOUR <= now]
        for one in over:
            del self._counts[one]
        since, count = self._counts.get(lane, (now, 0))
        self._counts[lane] = since, count + 1
        return count + 1 == MAX_REFUSED

    def _counted(self, lane: Lane, now: datetime) -> int:
        since, count = self._counts.get(lane, (now, 0))
        return count if now < since + _HOUR else 0
