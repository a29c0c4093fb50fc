"""In Discord, an organiser hears that lunches are dying, and does something about it by a click."""

from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace
from tests.adapters.dying_lunches import stop_lunches
from tests.doubles.discord import User


async def test_an_organiser_stops_lunches_that_hardly_anybody_takes_part_in(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:

        async def tell(user: User, _what: str) -> None:
            await workspace.say(user, "mingle setup")

        assert await stop_lunches(workspace, tell)
