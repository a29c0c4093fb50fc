"""In Slack, a round is moved, and people join it late and just once."""

from bot.store.engine import Database
from tests.adapters.changed_round import change_rounds
from tests.adapters.slack.workspace import open_workspace
from tests.doubles.slack import User

LINES = {"set up lunch": "/mingle setup", "next round": "/round next"}


async def test_a_late_joiner_comes_just_once_and_the_next_round_is_moved(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:

        async def tell(user: User, what: str) -> None:
            await workspace.say(user, LINES[what])

        told = await change_rounds(workspace, tell)
        assert told == workspace.people[:1]
