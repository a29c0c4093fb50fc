"""The engine's loop: run due occurrences, deliver messages, reconcile unknown outcomes."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.core.schedule import Job, Offload
from bot.store.engine import Database, ReadTransaction
from jobs.engine import occurrences
from jobs.engine.clock_guard import ClockGuard
from jobs.engine.delivery import Delivery
from jobs.engine.due import DueWork, find_due_work
from jobs.engine.lanes import MAX_LANES, Lanes
from jobs.engine.occurrences import Sweep
from jobs.engine.reconcile import (
    mark_unfinished_unknown,
    reconcile_workspace,
    workspaces_with_unknown,
)
from jobs.engine.set_aside import retry_messages_set_aside

POLL_INTERVAL = 15.0  # seconds; the longest the engine sleeps without looking
STOP_GRACE = 5.0  # seconds that what is under way gets to finish when the program ends
WRITE_GRACE = 1.0  # seconds to write down what is not known after that
MIN_PAUSE = 0.05  # seconds; between two looks, so that nothing overdue keeps it spinning
ALONE = "lane alone"  # the task of what may have ended a process

log = structlog.get_logger()


class PeriodicTask(Protocol):
    """Other work with a due time of its own, such as refreshing sources of events."""

    async def next_due_at(self, tx: ReadTransaction) -> datetime | None:
        """Return when there is work next, or None."""

    async def run_due(self, now: datetime) -> int:
        """Do what is due; return how much that was."""


@dataclass
class Engine:
    """Runs everything that happens because of time; `now` is the clock that people live by.

    Slow preparations of jobs are run by `offload`, if given. `on_turn` is called after each turn.
    While `guard` does not trust the clock, messages are sent, and nothing else is done.
    """

    database: Database
    jobs: Mapping[str, Job]
    delivery: Delivery
    now: Callable[[], datetime]
    rng: random.Random
    offload: Offload | None = None
    periodic_tasks: Mapping[str, PeriodicTask] = field(default_factory=dict)
    wakeup: asyncio.Event = field(default_factory=asyncio.Event)
    on_turn: Callable[[], None] = lambda: None
    guard: ClockGuard | None = None
    _busy: dict[str, "asyncio.Task[int]"] = field(default_factory=dict)
    _turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    _due: dict[str, datetime] = field(default_factory=dict)
    _lanes: Lanes = field(init=False)

    def __post_init__(self) -> None:
        self._lanes = Lanes(self._sweep_at)

    async def recover_sends(self) -> None:
        """Take over what an earlier process left unfinished, and retry what was set aside."""
        async with self.database.transaction() as tx:
            # one file has one process; replicas wait for leases to end
            if self.database.engine.dialect.name == "sqlite":
                lease_now = await self.delivery.lease_now(tx)
                await mark_unfinished_unknown(tx, self.delivery.owner, lease_now)
                await occurrences.end_leases(tx, lease_now)
            await occurrences.retry_set_aside(tx, self.jobs, self.now())
            await retry_messages_set_aside(tx, self.now())

    async def run_until_idle(self) -> datetime | None:
        """Do everything that is due at this moment; return when there will be more to do."""
        async with self._turns:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            self.wakeup.clear()
            seen = await self._look()
            while await self._pass(seen):
                seen = await self._look()
            return self._next(seen)

    async def _pass(self, seen: DueWork) -> int:
        now = self.now()
        done = await self._sweep(seen, now)
        for workspace in await self._lost(seen):
            done += await self._look_for(workspace, now)
        for workspace in sorted({*seen.with_messages, *seen.with_cards}):
            sent = 0
            if workspace in seen.with_messages:
                sent = await self.delivery.deliver_due(workspace, now)
            if sent or workspace in seen.with_cards:
                done += await self.delivery.refresh_cards(workspace, now)
            done += sent
        for name in self._tasks_due(now):
            done += await self._run_task(name, now)
        return done

    def _tasks_due(self, now: datetime) -> list[str]:
        return [name for name, due in self._due.items() if due <= now]

    async def _run_task(self, name: str, now: datetime) -> int:
        return await self.periodic_tasks[name].run_due(now)

    def _next(self, seen: DueWork) -> datetime | None:
        return min((at for at in (seen.next_at, *self._due.values()) if at), default=None)

    async def _sweep(self, seen: DueWork, now: datetime) -> int:
        if seen.occurrence and seen.occurrence <= now:
            return await occurrences.run_sweep(self._sweep_at(now))
        return 0

    def _sweep_at(self, now: datetime) -> Sweep:
        clock = self.delivery.lease_now
        return Sweep(self.database, self.jobs, now, clock, self.rng, self.offload)

    async def _lost(self, seen: DueWork) -> list[str]:
        return (
            await workspaces_with_unknown(self.database, self.delivery.lease_now)
            if seen.unknown
            else []
        )

    async def _look_for(self, workspace: str, now: datetime) -> int:
        return await reconcile_workspace(
            self.database,
            self.delivery.router,
            self.delivery.platform_of(workspace),
            workspace,
            now,
            self.delivery.lease_now,
        )

    async def _look(self) -> DueWork:
        async with self.database.read_transaction() as tx:
            due = {
                name: await errand.next_due_at(tx) for name, errand in self.periodic_tasks.items()
            }
            self._due = {name: at for name, at in due.items() if at}
            return await find_due_work(tx, self.now(), await self.delivery.lease_now(tx))

    async def run_until_stopped(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; what is under way then gets `STOP_GRACE` to finish.

        What takes longer is cancelled: it is in no transaction that has committed, so it is done
        at the next start. Messages under way are written as unknown.
        """
        running = asyncio.create_task(self._take_turns(stop))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            self.delivery.sends.stopping = self._lanes.stopping = True
            self._cancel_repeatable()
            await asyncio.wait({running, *self._busy.values()}, timeout=STOP_GRACE)
            self.delivery.sends.abandon()
            await asyncio.wait({running, *self._busy.values()}, timeout=WRITE_GRACE)
        finally:
            under_way = [running, stopping, *self._busy.values()]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _cancel_repeatable(self) -> None:
        """Cancel what only reads and looks, as it can begin again at any time."""
        for name, task in self._busy.items():
            if name.startswith(("look ", "errand ")):
                task.cancel()

    async def _take_turns(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.wakeup.clear()
            due: datetime | None = None
            try:
                due = await self._turn()
            except Exception:
                log.exception("turn failed", action="engine.turn")
            self.on_turn()
            await self._sleep(stop, due)

    async def _turn(self) -> datetime | None:
        async with self._turns:
            return await self._look_round()

    async def _look_round(self) -> datetime | None:
        may_plan = self.guard is None or await self.guard.may_plan()
        now, seen = self.now(), await self._look()
        if may_plan:
            await self._plan_round(seen, now)
        for workspace in seen.with_messages:
            self._begin(f"deliver {workspace}", self.delivery.deliver_due, workspace, now)
        for workspace in seen.with_cards:
            self._begin(f"redraw {workspace}", self.delivery.refresh_cards, workspace, now)
        return self._next(seen) if may_plan else None

    async def _plan_round(self, seen: DueWork, now: datetime) -> None:
        """Do what only a right clock can decide: jobs, errands, and the end of quiet periods."""
        if seen.occurrence and seen.occurrence <= now:
            await self._begin_lanes(now)
        for workspace in await self._lost(seen):
            self._begin(f"look {workspace}", self._look_for, workspace, now)
        for name in self._tasks_due(now):
            self._begin(f"errand {name}", self._run_task, name, now)

    async def _begin_lanes(self, now: datetime) -> None:
        if ALONE in self._busy:
            return
        if await self._lanes.find_workspace(now):
            for number in range(MAX_LANES):
                self._begin(f"lane {number}", self._lanes.run, "", now)
        elif self._lanes.are_empty:
            self._begin(ALONE, self._lanes.run_alone, "", now)

    def _begin(
        self,
        name: str,
        run: Callable[[str, datetime], Coroutine[Any, Any, int]],
        workspace: str,
        now: datetime,
    ) -> None:
        """Start a task of a workspace unless the last one of its kind still runs.

        Each workspace has tasks of its own, so none keeps another waiting.
        """
        if name not in self._busy and not self.delivery.sends.stopping:
            task = asyncio.create_task(run(workspace, now))
            self._busy[name] = task
            task.add_done_callback(lambda done: self._task_done(name, done))

    def _task_done(self, name: str, task: "asyncio.Task[int]") -> None:
        del self._busy[name]
        if not task.cancelled() and (error := task.exception()):
            log.error("errand failed", action="engine.errand", errand=name, exc_info=error)
        elif not task.cancelled() and task.result():
            self.wakeup.set()

    async def _sleep(self, stop: asyncio.Event, due: datetime | None) -> None:
        seconds = (due - self.now()).total_seconds() if due else POLL_INTERVAL
        waits = [asyncio.create_task(event.wait()) for event in (self.wakeup, stop)]
        await asyncio.wait(
            waits, timeout=min(POLL_INTERVAL, max(0, seconds)), return_when=asyncio.FIRST_COMPLETED
        )
        for wait in waits:
            wait.cancel()
        # whoever rang is answered first, and what others decide meanwhile goes along
        if not stop.is_set():
            await asyncio.sleep(MIN_PAUSE)
