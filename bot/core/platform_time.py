"""The time as a platform tells it: by the Date header of its last answer, and the seconds since."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.core import leases

BELIEVED_FOR = 12 * 3600.0  # seconds; after that our own seconds may have drifted


class PlatformTime:
    """A platform's clock, seen through its answers; `ask` makes a call that has one."""

    def __init__(self) -> None:
        self.ask: Callable[[], Awaitable[object]] | None = None
        self._told: datetime | None = None
        self._heard_at = 0.0

    def hear(self, header: str | None) -> None:
        """Note the Date header of an answer that arrives now; pass over one that is none."""
        try:
            told = parsedate_to_datetime(header or "")
        except ValueError:
            return
        self._told = told if told.tzinfo else told.replace(tzinfo=UTC)
        self._heard_at = leases.elapsed_seconds()

    def now(self) -> datetime | None:
        """Return the platform's time, to a second or so; None if it has not told it for long."""
        if self._told is None:
            return None
        passed = leases.elapsed_seconds() - self._heard_at
        return self._told + timedelta(seconds=passed) if passed < BELIEVED_FOR else None
