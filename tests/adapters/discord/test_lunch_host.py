"""In Discord, somebody agrees to host the lunches, and the lot draws who sits with them in turn."""

from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace
from tests.adapters.lunch_host import let_one_host
from tests.doubles.discord import User

LINES = {"set up lunch": "mingle setup"}


async def test_the_lot_draws_who_sits_with_a_host_who_agreed(database: Database) -> None:
    async with open_workspace(database) as workspace:

        async def tell(user: User, what: str) -> None:
            await workspace.say(user, LINES[what])

        host = workspace.people[0]
        assert await let_one_host(workspace, tell, host, host.id) == [1, 1, 1, 1]
