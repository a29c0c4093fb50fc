"""A world whose web is the site of a guild."""

import pytest

from bot.store.engine import Database
from tests.factories.associations import GuildSite
from tests.factories.people import make_people
from tests.world import World, world_on


@pytest.fixture
def site() -> GuildSite:
    return GuildSite()


@pytest.fixture
async def world(database: Database, site: GuildSite) -> World:
    made = await world_on(database, web=site)
    await make_people(made)
    return made
