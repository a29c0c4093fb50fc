"""The guard of the clock: while it is wrong nothing is planned, and after a jump all is planned
anew."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select

from bot.core.alerts import alert_organisers
from bot.core.checked_clock import CheckedClock
from bot.core.tables import WAITING, occurrence
from bot.held_messages.views import clock_card
from bot.store.engine import Database
from jobs.engine.lease import LeaseClock
from jobs.engine.reconcile import begin_leases_anew

TOLD_AFTER = timedelta(minutes=10)  # that something waits before organisers hear why

log = structlog.get_logger()


@dataclass
class ClockGuard:
    """Lets the engine plan only by a clock that can be trusted.

    `plan_anew` corrects what was planned by another time.
    """

    clock: CheckedClock
    database: Database
    lease_clock: LeaseClock
    plan_anew: Callable[[Database, datetime], Awaitable[None]]
    _wrong_since: datetime | None = None

    async def may_plan(self) -> bool:
        """Return whether jobs may run now."""
        if not self.clock.look():
            await self.clock.ask()
            if not self.clock.look():
                await self._tell()
                return False

        if self._wrong_since is not None:
            log.info("the clock is right again", action="clock")
            self._wrong_since = None
        if self.clock.jumped:
            await self._settle()
            self.clock.jumped = False
        return True

    async def _settle(self) -> None:
        """Begin leases and quiet periods anew, and plan from the schedules."""
        async with self.database.transaction() as tx:
            await begin_leases_anew(tx, await self.lease_clock(tx))
        await self.plan_anew(self.database, self.clock.now())

    async def _tell(self) -> None:
        """Log that the clock is wrong; organisers hear of it where something waits for long."""
        now, skew = self.clock.now(), self.clock.skew
        nobody_knows = self.clock.is_implausible(self.clock.wall())
        if self._wrong_since is None:
            self._wrong_since = now
            self._log(nobody_knows, skew)
        if nobody_knows or now - self._wrong_since < TOLD_AFTER:
            return

        waiting = select(occurrence.c.workspace).where(
            occurrence.c.state == WAITING, occurrence.c.due <= now - TOLD_AFTER
        )
        async with self.database.transaction() as tx:
            for workspace in sorted(await tx.scalars(waiting.distinct())):
                key = f"clock:{self._wrong_since:%Y%m%dT%H%M}"
                await alert_organisers(tx, workspace, key, partial(clock_card, skew), now)

    def _log(self, nobody_knows: bool, skew: timedelta) -> None:
        words = "the clock is wrong"
        if nobody_knows:
            words = "the clock does not fit what was done before, and no platform tells the time"
        log.error(words, action="clock", ahead_by=skew.total_seconds())
