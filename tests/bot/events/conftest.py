"""Give tests a workspace with an event, on either database."""

import pytest

from bot.store.engine import Database
from tests.factories.people import make_people
from tests.world import World, world_on


@pytest.fixture
async def town(either_database: Database) -> World:
    made = await world_on(either_database)
    await make_people(made)
    for person in made.chats["acme"].playground._colleagues:
        await made.say(person, "/mingle")
    return made
