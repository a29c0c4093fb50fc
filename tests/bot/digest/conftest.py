"""A world of seven people; tests marked with `ON_BOTH` run on both databases."""

import pytest

from bot.store.engine import Database
from tests.factories.people import make_people
from tests.world import World, world_on

ON_BOTH = pytest.mark.parametrize("kept", ["database", "on_postgresql"], indirect=True)


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Database:
    opened: Database = request.getfixturevalue(getattr(request, "param", "database"))
    return opened


@pytest.fixture
async def world(kept: Database) -> World:
    made = await world_on(kept)
    await make_people(made)
    return made
