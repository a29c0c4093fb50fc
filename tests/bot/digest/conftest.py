"""Give tests a workspace in a town.

Those marked with `ON_BOTH` live it on both databases, one after the other.
"""

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
async def office(kept: Database) -> World:
    made = await world_on(kept)
    await make_people(made)
    return made
