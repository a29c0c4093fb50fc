"""What a clock that was years ahead planned is planned again, and nothing else is touched."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.core.tables import occurrence
from bot.store.engine import Database
from jobs.planning import plan_anew
from jobs.registry import schedule_housekeeping
from tests.factories.programs import pairing_world
from tests.factories.tables import PRIYA, TOM
from tests.jobs.pairing_rounds import begin_program
from tests.world import HOME, World

YEARS = timedelta(days=731)
Plans = set[tuple[str, object, object]]


async def plans(world: World) -> Plans:
    async with world.database.read_transaction() as tx:
        rows = await tx.all(select(occurrence).where(occurrence.c.state == "waiting"))
    return {(row.kind, row.due, row.local_date) for row in rows}


async def living(database: Database) -> World:
    world = await pairing_world(database)
    await begin_program(world, TOM, PRIYA)
    async with world.database.transaction() as tx:
        await schedule_housekeeping(tx, HOME, world.now)
    return world


async def test_what_is_planned_for_the_next_dates_stays(either_database: Database) -> None:
    world = await living(either_database)
    before = await plans(world)
    await plan_anew(world.database, world.now)
    await plan_anew(world.database, world.now + timedelta(days=20))  # all of it is overdue now
    assert await plans(world) == before


async def test_what_is_planned_for_years_ahead_is_planned_from_the_schedules(
    either_database: Database,
) -> None:
    world = await living(either_database)
    before = await plans(world)
    async with world.database.transaction() as tx:
        for row in await tx.all(select(occurrence).where(occurrence.c.state == "waiting")):
            later = {"due": row.due + YEARS, "local_date": row.local_date + YEARS}
            await tx.execute(update(occurrence).where(occurrence.c.id == row.id).values(later))
    await plan_anew(world.database, world.now)
    assert {kind for kind, _, _ in before} == {
        "census",
        "retention.sweep",
        "round.draw",
        "round.notice",
    }
    assert await plans(world) == before
