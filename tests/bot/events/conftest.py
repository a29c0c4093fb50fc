"""A world in which everybody has used Mingle, on either database."""

import pytest

from bot.store.engine import Database
from tests.factories.people import make_people
from tests.world import World, world_on


@pytest.fixture
async def world(either_database: Database) -> World:
    made = await world_on(either_database)
    for person in await make_people(made):
        await made.say(person, "/mingle")
    return made
