"""Give tests a workspace whose web is the site of a guild."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.associations.guild import GuildSite
from tests.factories.people import make_people
from tests.world import World, world_in


@pytest.fixture
def site() -> GuildSite:
    return GuildSite()


@pytest.fixture
async def town(tmp_path: Path, site: GuildSite) -> AsyncIterator[World]:
    async with world_in(tmp_path / "town.db", web=site) as made:
        await make_people(made)
        yield made
