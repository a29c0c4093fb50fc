"""The world of the tests of prompts: set up on a Monday, for Wednesdays at ten."""

import pytest

from bot.store.engine import Database
from tests.factories.prompts import curious_world, make_prompts
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    made = await curious_world(database)
    await make_prompts(made)
    return made
