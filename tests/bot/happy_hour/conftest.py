"""A world with places to go."""

import pytest

from tests.factories.polls import make_venues
from tests.world import World


@pytest.fixture
async def world(world: World) -> World:
    await make_venues(world.database)
    return world
