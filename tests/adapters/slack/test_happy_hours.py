"""Live a year of happy hours in Slack, from one command."""

import pytest
from sqlalchemy import select

from bot.core.tables import occurrence
from bot.store.engine import Database
from tests.adapters import year
from tests.adapters.slack.town import town
from tests.factories.polls import make_venues


@pytest.mark.rehearsal
async def test_one_command_leads_to_a_year_of_happy_hours_in_slack(database: Database) -> None:
    async with town(database) as there:
        async with database.read_transaction() as tx:
            home = str(await tx.scalar(select(occurrence.c.workspace)))
        await make_venues(database, home)
        await there.command(there.manager, "/happyhour")
        await there.fill(there.manager, {"region": "DE-BE", "expected": "8"})
        await there.settle()
        await there.click(there.manager, "Post")
        await there.settle()
        await year.live(there, home)
        await year.check(there)
        assert not [request for request in there.slack.requests if request.error]
