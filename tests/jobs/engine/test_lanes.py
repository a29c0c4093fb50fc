"""A workspace whose draw takes long keeps no other waiting."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence, Job, Offload, Run
from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card
from jobs.engine.lanes import MAX_LANES
from tests.jobs.conftest import NOON, RULE, Bench

ACME, NORTHWIND = "acme", "northwind"


@dataclass
class Draws:
    """Draws that last until somebody ends them, and soup, which is served at once."""

    begun: list[str] = field(default_factory=list)
    most: int = 0
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: int = 0
    _one_more: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def jobs(self) -> dict[str, Job]:
        return {"draw": Job(self.serve, prepare=self.prepare), "soup": Job(self.serve)}

    async def prepare(
        self, database: Database, due: DueOccurrence, now: datetime, rng: random.Random, _: Offload
    ) -> Run:
        self.begun.append(due.workspace)
        self._one_more.set()
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        await self.may_end.wait()
        self._under_way -= 1
        return self.serve

    async def until_begun(self, number: int) -> None:
        """Wait until so many draws have begun."""
        while len(self.begun) < number:
            self._one_more.clear()
            await self._one_more.wait()

    async def serve(
        self, tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random
    ) -> None:
        card, key = Card("note", f"{due.kind} of {due.workspace}"), f"{due.kind}:{due.id}"
        place = f"{due.workspace}/lunch"
        about: dict[str, Any] = {"reason": RULE, "due": now, "solicited": True}
        await outbox.post(tx, due.workspace, key, place, card, **about)


async def plan(bench: Bench, workspace: str, kind: str, due: datetime = NOON) -> None:
    async with bench.database.transaction() as tx:
        await schedule.schedule(tx, workspace, kind, Subject("kitchen", 1), due, due.date())


async def call_directly(work: Callable[..., Any], /, *given: Any) -> Any:
    return work(*given)


@asynccontextmanager
async def running(bench: Bench, draws: Draws) -> AsyncIterator[Callable[[str], Awaitable[None]]]:
    """Run an engine; lend what waits until a text has been posted."""
    engine, stop, posted = bench.engine(**draws.jobs), asyncio.Event(), asyncio.Condition()
    engine.offload, bench.database.on_wake = call_directly, engine.wakeup.set
    loop = asyncio.get_running_loop()

    async def tell() -> None:
        async with posted:
            posted.notify_all()

    telling: list[asyncio.Task[None]] = []
    bench.chat.after = lambda _call: telling.append(loop.create_task(tell()))

    async def until_posted(text: str) -> None:
        async with posted:
            await posted.wait_for(lambda: text in bench.chat.texts())

    task = asyncio.create_task(engine.run_until_stopped(stop))
    yield until_posted
    stop.set()
    await task


async def test_soup_is_served_next_door_while_a_draw_takes_long(bench: Bench) -> None:
    draws = Draws()
    await plan(bench, ACME, "draw")
    async with running(bench, draws) as until_posted:
        await draws.until_begun(1)
        await plan(bench, NORTHWIND, "soup")
        await until_posted("soup of northwind")
        assert bench.chat.texts() == ["soup of northwind"]
        draws.may_end.set()
        await until_posted("draw of acme")


async def test_what_a_workspace_plans_keeps_its_order(bench: Bench) -> None:
    draws = Draws()
    await plan(bench, ACME, "draw", NOON - timedelta(minutes=1))
    await plan(bench, ACME, "soup")
    await plan(bench, NORTHWIND, "soup")
    async with running(bench, draws) as until_posted:
        await until_posted("soup of northwind")
        draws.may_end.set()
        await until_posted("soup of acme")
    assert bench.chat.texts() == ["soup of northwind", "draw of acme", "soup of acme"]


async def test_only_a_few_draws_are_computed_at_once(bench: Bench) -> None:
    draws, workspaces = Draws(), [f"w{number}" for number in range(MAX_LANES + 2)]
    for workspace in workspaces:
        await plan(bench, workspace, "draw")
    async with running(bench, draws) as until_posted:
        await draws.until_begun(MAX_LANES)
        draws.may_end.set()
        for workspace in workspaces:
            await until_posted(f"draw of {workspace}")
    assert draws.most == MAX_LANES
    assert sorted(draws.begun) == workspaces


async def test_what_may_have_ended_the_process_runs_alone_and_last(bench: Bench) -> None:
    draws = Draws()
    await plan(bench, ACME, "draw")
    async with bench.database.transaction() as tx:
        await tx.execute(update(occurrence).values(lease_until=NOON - timedelta(minutes=1)))
    await plan(bench, NORTHWIND, "draw")
    async with running(bench, draws) as until_posted:
        await draws.until_begun(1)
        await plan(bench, NORTHWIND, "soup", NOON + timedelta(minutes=1))
        assert draws.begun == [NORTHWIND]
        draws.may_end.set()
        await until_posted("draw of acme")
    assert draws.begun == [NORTHWIND, ACME]
    assert draws.most == 1
    async with bench.database.read_transaction() as tx:
        states = await tx.scalars(select(occurrence.c.state).order_by(occurrence.c.due))
    assert states == ["done", "done", "waiting"]
