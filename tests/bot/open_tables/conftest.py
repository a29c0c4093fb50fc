"""The world of the tests of open tables: five colleagues, shortly before lunch."""

import pytest

from bot.store.engine import Database
from tests.factories.tables import hungry_world
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await hungry_world(database)
