"""What another time planned is planned again from the schedules, and nothing else is touched."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, delete, func, select, update

from bot.core.tables import occurrence, outbox_message
from bot.sources.tables import source
from bot.store.engine import Database, open_database
from bot.store.files import sqlite_address
from jobs.registry import schedule_housekeeping
from jobs.schedules import plan_anew
from tests.factories.programs import pairing_world
from tests.factories.tables import PRIYA, TOM
from tests.jobs.pairing_rounds import begin_program
from tests.lived_world import LIVED
from tests.world import HOME, World

RECUR = (
    "round.draw",
    "prompt.post",
    "digest.post",
    "digest.tidy",
    "digest.travel",
    "happy_hour.open",
    "usual.seat",
    "census",
    "retention.sweep",
)
ALONG = {"round.draw": ("round.notice", "round.look")}
Plans = set[tuple[object, ...]]


async def plans(database: Database) -> Plans:
    async with database.read_transaction() as tx:
        rows = await tx.all(select(occurrence).where(occurrence.c.state != "done"))
    return {(row.kind, str(row.subject), row.due, row.local_date, row.state) for row in rows}


async def living(database: Database) -> World:
    world = await pairing_world(database)
    await begin_program(world, TOM, PRIYA)
    async with world.database.transaction() as tx:
        await schedule_housekeeping(tx, HOME, world.now)
    return world


async def test_what_is_due_by_now_is_left_to_those_who_wait_for_it(
    either_database: Database,
) -> None:
    world = await living(either_database)
    before = await plans(world.database)
    await plan_anew(world.database, world.now)
    await plan_anew(world.database, world.now + timedelta(days=20))  # all of it is overdue now
    assert await plans(world.database) == before


@pytest.mark.parametrize("away", [timedelta(days=7), timedelta(days=731)])
async def test_what_another_time_planned_is_planned_from_the_schedules(
    either_database: Database, away: timedelta
) -> None:
    world = await living(either_database)
    before = await plans(world.database)
    async with world.database.transaction() as tx:
        for row in await tx.all(select(occurrence).where(occurrence.c.state == "waiting")):
            later = {"due": row.due + away, "local_date": row.local_date + away}
            await tx.execute(update(occurrence).where(occurrence.c.id == row.id).values(later))
    await plan_anew(world.database, world.now)
    assert {str(plan[0]) for plan in before} == {
        "census",
        "organisers.monday",
        "retention.sweep",
        "round.draw",
        "round.look",
        "round.notice",
    }
    assert await plans(world.database) == before


class Lived:
    """A world in which every kind of schedule is somewhere, put back for each example."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.file = folder / "lived.db"
        shutil.copy(file, self.file)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Database]:
        database = open_database(sqlite_address(self.file), durable=False)
        async with database.transaction() as tx:
            rows = await tx.all(select(occurrence))
        yield database
        async with database.transaction() as tx:
            await tx.execute(delete(occurrence))
            await tx.insert_many(occurrence, [dict(row._mapping) for row in rows])
        await database.close()


@pytest.fixture
def house(lived: Path, tmp_path: Path) -> Lived:
    return Lived(lived, tmp_path)


async def schedules_of(database: Database) -> list[list[Row[Any]]]:
    """Return what is planned of each schedule."""
    waiting = select(occurrence).where(occurrence.c.state == "waiting", occurrence.c.due > LIVED)
    async with database.read_transaction() as tx:
        rows = await tx.all(waiting.order_by(occurrence.c.id))
    heads = [row for row in rows if row.kind in RECUR]
    found = []
    for head in heads:
        along = ALONG.get(head.kind, ())
        found.append([head, *(r for r in rows if r.subject == head.subject and r.kind in along)])
    return found


async def plan_by_another_time(
    database: Database, rows: Sequence[Row[Any]], away: timedelta, *, passed_over: bool
) -> None:
    """Plan dates later, as a clock that is ahead does; it may have passed the right ones over."""
    async with database.transaction() as tx:
        for row in rows:
            later = {"due": row.due + away, "local_date": row.local_date + away}
            await tx.execute(update(occurrence).where(occurrence.c.id == row.id).values(later))
            if passed_over:
                state = "done" if row.kind in ("round.notice", "round.look") else "skipped"
                old = {name: value for name, value in row._mapping.items() if name != "id"}
                await tx.insert(occurrence, **(old | {"state": state}))


async def test_every_kind_of_schedule_is_somewhere_in_the_lived_world(house: Lived) -> None:
    async with house.opened() as database:
        kinds = {rows[0].kind for rows in await schedules_of(database)}
    assert kinds == {*RECUR}


WRONG = st.lists(st.tuples(st.integers(1, 800), st.booleans()), min_size=12, max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wrong=WRONG, which=st.sets(st.integers(0, 11)), now=st.integers(0, 15))
def test_whatever_another_time_planned_the_schedules_hold(
    house: Lived, wrong: list[tuple[int, bool]], which: set[int], now: int
) -> None:
    async def live(moment: datetime) -> None:
        async with house.opened() as database:
            before = await plans(database)
            for number, rows in enumerate(await schedules_of(database)):
                if number in which:
                    days, passed_over = wrong[number]
                    away = timedelta(days=days)
                    await plan_by_another_time(database, rows, away, passed_over=passed_over)
            await plan_anew(database, moment)
            assert await plans(database) == before
            async with database.read_transaction() as tx:
                assert await tx.scalar(select(func.count(outbox_message.c.id))) == said

    async def count() -> int:
        async with house.opened() as database, database.read_transaction() as tx:
            return int(await tx.scalar(select(func.count(outbox_message.c.id))))

    said = asyncio.run(count())
    asyncio.run(live(LIVED + timedelta(minutes=now)))


async def test_pages_are_looked_at_again_that_another_time_put_off(house: Lived) -> None:
    async with house.opened() as database:
        async with database.transaction() as tx:
            await tx.execute(update(source).values(next_look=LIVED + timedelta(days=365)))
        await plan_anew(database, LIVED)
        async with database.read_transaction() as tx:
            assert set(await tx.scalars(select(source.c.next_look))) == {LIVED}
