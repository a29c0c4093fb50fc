"""In Discord, people of the same team come first in the lunches of a channel."""

from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace
from tests.adapters.teams_first import SAME, YIELDS, draw_within_teams
from tests.doubles.discord import User

LINES = {"set up lunch": "mingle setup", "profile": "mingle profile"}


async def test_people_of_one_team_meet_and_the_others_read_why_they_do_not(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:

        async def tell(user: User, what: str) -> None:
            await workspace.say(user, LINES[what])

        assert await draw_within_teams(workspace, tell) == {SAME: 2, YIELDS: 2}
