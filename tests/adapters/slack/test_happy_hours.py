"""Live a year of happy hours in Slack, from one command."""

import pytest
from sqlalchemy import select

from bot.core.tables import occurrence
from bot.store.engine import Database
from tests.adapters import year
from tests.adapters.slack.workspace import open_workspace
from tests.factories.polls import make_venues


@pytest.mark.rehearsal
async def test_one_command_leads_to_a_year_of_happy_hours_in_slack(database: Database) -> None:
    async with open_workspace(database) as workspace:
        async with database.read_transaction() as tx:
            home = str(await tx.scalar(select(occurrence.c.workspace)))
        await make_venues(database, home)
        await workspace.say(workspace.manager, "/happyhour")
        await workspace.submit(workspace.manager, {"region": "DE-BE", "expected": "8"})
        await workspace.settle()
        await workspace.click(workspace.manager, "Post")
        await workspace.settle()
        await year.live(workspace, home)
        await year.check(workspace)
        assert not [request for request in workspace.server.requests if request.error]
