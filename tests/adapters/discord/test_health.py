"""In Discord, an organiser hears that lunches are dying, and does something about it by a click."""

from datetime import timedelta

from bot.store.engine import Database
from tests.adapters.discord.workspace import open_workspace
from tests.adapters.refused_round import DRAW, note

WEEK = timedelta(weeks=1)
TITLE = "few lunches happen"


async def test_an_organiser_stops_lunches_that_hardly_anybody_takes_part_in(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:
        await workspace.say(workspace.manager, "mingle setup")
        await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
        await workspace.settle()
        for person in workspace.people[:2]:
            await workspace.click(person, "I'm in")
        await workspace.until(DRAW + timedelta(hours=1))
        assert not note(workspace, TITLE)

        await workspace.until(DRAW + WEEK + timedelta(hours=1))
        assert "fewer than five people" in note(workspace, TITLE)
        invited = await workspace.click(workspace.manager, "Invite the channel again")
        assert invited
        await workspace.click(workspace.manager, "Stop these lunches")
        await workspace.click(workspace.manager, "Yes, stop them")
        await workspace.settle()
        assert not note(workspace, TITLE)
        assert note(workspace, "are stopped")
