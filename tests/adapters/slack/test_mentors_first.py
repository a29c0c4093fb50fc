"""In Slack, whoever would like to learn something is first matched with who can show it."""

from bot.store.engine import Database
from tests.adapters.mentors_first import LESSON, YIELDS, draw_mentors
from tests.adapters.slack.workspace import open_workspace
from tests.doubles.slack import User

LINES = {"set up lunch": "/mingle setup", "profile": "/mingle profile"}


async def test_a_learner_meets_a_mentor_and_the_others_read_why_they_do_not(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:

        async def tell(user: User, what: str) -> None:
            await workspace.say(user, LINES[what])

        assert await draw_mentors(workspace, tell) == {
            LESSON: [True, False, True, False],
            YIELDS: [False, True, False, True],
        }
