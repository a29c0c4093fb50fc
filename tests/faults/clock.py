"""A clock that several processes share, and an event loop that waits by it.

It goes `PACE` times as fast as the machine's, and jumps to wherever the harness moves it.
"""

import asyncio
import mmap
import selectors
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PACE = 6.0  # seconds of a life that go by in one of the machine's
TICK = 0.02  # seconds of the machine after which a sleeper looks at the clock again

_RECORD = struct.Struct("dd")  # the life's time at an instant of the machine's; that instant
_FIRST = struct.Struct("d")


class SharedClock:
    """The time of one life; a process may be `skew` seconds ahead of it."""

    def __init__(self, file: Path, skew: float = 0.0) -> None:
        with file.open("r+b") as opened:
            self._page = mmap.mmap(opened.fileno(), _RECORD.size)
        self.skew = skew

    @classmethod
    def create(cls, file: Path, start: datetime) -> "SharedClock":
        """Write the file of a clock that begins at `start`."""
        file.write_bytes(_RECORD.pack(start.timestamp(), time.monotonic()))
        return cls(file)

    def now(self) -> float:
        """Return seconds since 1970."""
        return self.passed() + self.skew

    def passed(self) -> float:
        """Return the time of the life itself, which a database shows to all alike."""
        at, since = map(float, _RECORD.unpack_from(self._page))
        return at + (time.monotonic() - since) * PACE

    def utc(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def move(self, by: timedelta) -> None:
        """Let so much time go by at once, for every process."""
        [at] = _FIRST.unpack_from(self._page)
        _FIRST.pack_into(self._page, 0, at + by.total_seconds())  # one store: never half seen

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock shows so much more, also because it was moved."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:  # noqa: ASYNC110 - nobody tells of a move
            await asyncio.sleep(min(left / PACE, TICK))


def paced_monotonic() -> float:
    """Return seconds that only go forward, at the pace of the life."""
    return time.monotonic() * PACE


class _PacedSelector(selectors.EpollSelector):
    def select(self, timeout: float | None = None) -> Any:
        return super().select(timeout and timeout / PACE)


class PacedLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds are shorter than the machine's."""

    def __init__(self) -> None:
        super().__init__(_PacedSelector())

    def time(self) -> float:
        """Return the loop's time, by which timers and timeouts are set."""
        return paced_monotonic()
