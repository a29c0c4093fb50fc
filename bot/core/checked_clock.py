"""Our clock, checked: against the time that platforms tell, and against seconds that nobody sets.

A clock that is wrong for a moment would do harm for months: what it says is due is done, and the
next date is planned from it. While it differs from the platforms' by more than a minute, people's
gestures and what is sent live by the platforms' time, and nothing is planned or skipped. Where no
platform tells the time, a jump is doubted for a while before it is believed; and a start before the
newest moment in the database, or months after it, is doubted until a platform does tell it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core import leases
from bot.core.platform import PlatformError
from bot.core.platform_time import PlatformTime

MAX_SKEW = timedelta(minutes=1)
DOUBTED_FOR = 120.0  # seconds until a jump is believed that no platform contradicts
LONGEST_REST = timedelta(days=60)  # for which a program may have stood still


@dataclass
class CheckedClock:
    """A clock, and whether it can be trusted; `platforms` tell the time if they can.

    `last_known` is the newest moment in the database, until the clock is trusted.
    """

    wall: Callable[[], datetime]
    platforms: Sequence[PlatformTime] = ()
    last_known: datetime | None = None
    _since: tuple[float, datetime] = field(init=False)  # seconds and our time when they last agreed
    _doubted_since: float | None = None
    jumped: bool = True  # since this was last cleared; at the start nobody knows what happened

    def __post_init__(self) -> None:
        self._since = (leases.elapsed_seconds(), self.wall())

    def now(self) -> datetime:
        """Return the time to live by: our own, or the platforms' where ours is wrong."""
        wall = self.wall()
        right = self._right_time(wall)
        return wall if abs(wall - right) <= MAX_SKEW else right

    @property
    def skew(self) -> timedelta:
        """How far our clock is ahead of the right time, as far as anybody knows."""
        wall = self.wall()
        return wall - self._right_time(wall)

    def look(self) -> bool:
        """Return whether our clock can be trusted; notice a jump. Called every few seconds."""
        wall, seconds = self.wall(), leases.elapsed_seconds()
        if abs(wall - self._expected()) > MAX_SKEW:
            self.jumped = True
        trusted = abs(wall - self._right_time(wall)) <= MAX_SKEW
        if not trusted and self._doubted_since is None:
            self._doubted_since = seconds
        if not trusted and not self._told(wall) and not self.is_implausible(wall):
            trusted = seconds - (self._doubted_since or seconds) > DOUBTED_FOR
        if trusted:
            self._doubted_since = self.last_known = None
            self._since = (seconds, wall)
        return trusted

    def is_implausible(self, wall: datetime) -> bool:
        """Return whether a time does not fit what was done before, and no platform has told it."""
        if not self.platforms or self._told(wall) or self.last_known is None:
            return False
        return not self.last_known - MAX_SKEW <= wall <= self.last_known + LONGEST_REST

    async def ask(self) -> None:
        """Ask the platforms for the time again; those that do not answer have told it before."""
        for platform in self.platforms:
            with suppress(PlatformError):
                if platform.ask:
                    await platform.ask()

    def _right_time(self, wall: datetime) -> datetime:
        if told := self._told(wall):
            return told[0]
        if self.last_known and self.is_implausible(wall):
            return self.last_known + self._passed()  # it is this late at least
        return self._expected()

    def _told(self, wall: datetime) -> list[datetime]:
        """Return what platforms tell, beginning with the one that is nearest to our clock."""
        told = [at for at in (platform.now() for platform in self.platforms) if at is not None]
        return sorted(told, key=lambda at: abs(wall - at)) if len(told) > 1 else told

    def _expected(self) -> datetime:
        return self._since[1] + self._passed()

    def _passed(self) -> timedelta:
        return timedelta(seconds=leases.elapsed_seconds() - self._since[0])
