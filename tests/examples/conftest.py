import pytest

from bot.store.engine import Database
from tests.factories.people import make_people
from tests.world import World, world_on


@pytest.fixture
async def world(database: Database) -> World:
    """Seven colleagues on a Monday at nine, of whom Ada organises."""
    world = await world_on(database)
    await make_people(world)
    return world
