"""Run everything that happens by itself: sweep what is due, deliver what was decided, look where answers were lost."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.core.schedule import Apart, Job
from bot.store.engine import Database, Transaction
from jobs.engine import occurrences
from jobs.engine.delivery import Delivery
from jobs.engine.due import Horizon, horizon
from jobs.engine.reconcile import look, lost, recover

NAP = 15.0  # seconds; the longest the engine sleeps without looking
BREATH = 0.05  # seconds; between two looks, so that nothing overdue keeps it spinning

log = structlog.get_logger()


class Errand(Protocol):
    """Something else that is done when its time comes, such as looking at pages on the web."""

    async def soonest(self, tx: Transaction) -> datetime | None:
        """Tell when there is something to do next."""

    async def sweep(self, now: datetime) -> int:
        """Do what is due; give how much that was."""


@dataclass
class Engine:
    """The two engines in one loop; `now` is the clock people live by; `apart` prepares what takes long, if given."""

    database: Database
    jobs: Mapping[str, Job]
    delivery: Delivery
    now: Callable[[], datetime]
    rng: random.Random
    apart: Apart | None = None
    errands: Mapping[str, Errand] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, "asyncio.Task[int]"] = field(default_factory=dict)
    _turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    _due: dict[str, datetime] = field(default_factory=dict)

    async def start(self) -> None:
        """Pick up what an earlier process left half done."""
        if self.database.engine.dialect.name == "sqlite":  # one file has one process; replicas wait for leases to end
            async with self.database.transaction() as tx:
                await recover(tx, self.delivery.owner)

    async def settle(self) -> datetime | None:
        """Do everything that is due at this moment, until nothing is left; tell when there will be more to do."""
        async with self._turns:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            self.bell.clear()
            seen = await self._look()
            while await self._pass(seen):
                seen = await self._look()
            return self._next(seen)

    async def _pass(self, seen: Horizon) -> int:
        now = self.now()
        done = await self._sweep(seen, now)
        for workspace in await self._lost(seen):
            done += await self._look_for(workspace, now)
        for workspace in seen.workspaces:
            done += await self.delivery.deliver(workspace, now) + await self.delivery.redraw(workspace, now)
        for name in self._errands_due(now):
            done += await self._run_errand(name, now)
        return done

    def _errands_due(self, now: datetime) -> list[str]:
        return [name for name, due in self._due.items() if due <= now]

    async def _run_errand(self, name: str, now: datetime) -> int:
        return await self.errands[name].sweep(now)

    def _next(self, seen: Horizon) -> datetime | None:
        return min((at for at in (seen.next, *self._due.values()) if at), default=None)

    async def _sweep(self, seen: Horizon, now: datetime) -> int:
        if seen.occurrence and seen.occurrence <= now:
            return await occurrences.sweep(self.database, self.jobs, now, self.rng, self.apart)
        return 0

    async def _lost(self, seen: Horizon) -> list[str]:
        return await lost(self.database, self.delivery.wall()) if seen.lost else []

    async def _look_for(self, workspace: str, now: datetime) -> int:
        return await look(self.database, self.delivery.platform_of(workspace), workspace, now, self.delivery.wall())

    async def _look(self) -> Horizon:
        async with self.database.reading() as tx:
            due = {name: await errand.soonest(tx) for name, errand in self.errands.items()}
            self._due = {name: at for name, at in due.items() if at}
            return await horizon(tx, self.now(), self.delivery.wall())

    async def run(self, stop: asyncio.Event) -> None:
        """Work until asked to stop, then let what is under way finish."""
        while not stop.is_set():
            self.bell.clear()
            due: datetime | None = None
            try:
                due = await self._turn()
            except Exception:
                log.exception("turn failed", action="engine.turn")
            await self._sleep(stop, due)
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _turn(self) -> datetime | None:
        async with self._turns:
            return await self._look_round()

    async def _look_round(self) -> datetime | None:
        now, seen = self.now(), await self._look()
        if await self._sweep(seen, now):
            seen = await self._look()
        for workspace in await self._lost(seen):
            self._begin(f"look {workspace}", self._look_for, workspace, now)
        for workspace in seen.workspaces:
            self._begin(f"deliver {workspace}", self.delivery.deliver, workspace, now)
            self._begin(f"redraw {workspace}", self.delivery.redraw, workspace, now)
        for name in self._errands_due(now):
            self._begin(f"errand {name}", self._run_errand, name, now)
        return self._next(seen)

    def _begin(
        self, errand: str, run: Callable[[str, datetime], Coroutine[Any, Any, int]], workspace: str, now: datetime
    ) -> None:
        """Set out, unless the last errand of its kind is still under way: no workspace keeps another waiting."""
        if errand not in self._busy:
            task = asyncio.create_task(run(workspace, now))
            self._busy[errand] = task
            task.add_done_callback(lambda done: self._back(errand, done))

    def _back(self, errand: str, task: "asyncio.Task[int]") -> None:
        del self._busy[errand]
        if not task.cancelled() and (error := task.exception()):
            log.error("errand failed", action="engine.errand", errand=errand, exc_info=error)
        elif not task.cancelled() and task.result():
            self.bell.set()

    async def _sleep(self, stop: asyncio.Event, due: datetime | None) -> None:
        seconds = (due - self.now()).total_seconds() if due else NAP
        waits = [asyncio.create_task(event.wait()) for event in (self.bell, stop)]
        await asyncio.wait(waits, timeout=min(NAP, max(0, seconds)), return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if not stop.is_set():  # whoever rang is answered first, and what others decide meanwhile goes along
            await asyncio.sleep(BREATH)
