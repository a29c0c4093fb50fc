"""The company next door in the playground: its people and ours are introduced to each other."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.cli.assembly import WORKSPACE, assemble_app
from bot.cli.demo_company import NEXT_DOOR, STAFF, agree_on_lunches, next_door
from bot.core.platform import Platform
from bot.store.engine import Database
from bot.store.files import sqlite_address
from bot.swap import records
from bot.swap.rules import third_thursday
from bot.swap.views import fields_to_choose
from jobs.simulation.clock import SimulatedClock, SimulationDriver
from tests.doubles.standins import Nobody
from tests.world import MONDAY

PEOPLE = 12


async def test_people_of_the_playground_meet_those_of_the_company_next_door(tmp_path: Path) -> None:
    clock = SimulatedClock(MONDAY)
    companies: dict[str, Platform] = {}
    url = sqlite_address(tmp_path / "demo.db")
    async with assemble_app(url, clock.now, seed="demo", others=[companies]) as mingle:
        companies[NEXT_DOOR] = next_door(mingle)
        await mingle.populate_playground(PEOPLE)
        for _ in range(2):  # whoever stops it begins again
            await agree_on_lunches(mingle, "Europe/Berlin")
        driver = SimulationDriver(mingle.engine, clock, Nobody())
        looked_for = third_thursday(MONDAY, "Europe/Berlin") - timedelta(days=10)
        await driver.advance_to(looked_for + timedelta(hours=4))

        ours, theirs = [await _lunches(mingle.database, home) for home in (WORKSPACE, NEXT_DOOR)]
        assert set(ours) == set(theirs)
        assert len(ours) == len(await mingle.playground.colleagues_by_id()) // 5 + 1
        async with mingle.database.read_transaction() as tx:
            assert len(await records.list_swaps(tx)) == 2


async def _lunches(database: Database, workspace: str) -> dict[str, datetime]:
    async with database.read_transaction() as tx:
        of = (await records.list_swaps(tx, workspace))[0]
        found = await records.list_lunches(tx, of.id)
    return {lunch.code: lunch.starts_at for lunch in found if lunch.state == "standing"}


def test_everybody_next_door_has_a_field_that_people_choose_from() -> None:
    assert {field for _, field, _ in STAFF} <= {*fields_to_choose()}
