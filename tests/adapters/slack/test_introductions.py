"""In Slack, somebody is introduced to a colleague who knows about something, once both agreed."""

from bot.store.engine import Database
from tests.adapters.introductions import be_introduced
from tests.adapters.slack.workspace import open_workspace
from tests.doubles.slack import User


async def test_two_are_introduced_who_both_agreed_and_nobody_else(database: Database) -> None:
    async with open_workspace(database) as workspace:

        async def ask(user: User, topic: str) -> None:
            await workspace.say(user, f"/mingle who-knows {topic}".strip())

        assert await be_introduced(workspace, ask) == 1
