"""Live a year of happy hours in a Discord server, from one command."""

from datetime import datetime

import pytest

from adapters.discord import ids
from bot.store.engine import Database
from tests.adapters import year
from tests.adapters.discord.workspace import open_workspace
from tests.factories.polls import make_venues


@pytest.mark.rehearsal
async def test_one_command_leads_to_a_year_of_happy_hours_in_discord(database: Database) -> None:
    async with open_workspace(database) as workspace:
        home = ids.workspace_of(workspace.guild.id)
        await make_venues(database, home)
        await workspace.say(workspace.manager, "happyhour plan")
        preview = await workspace.submit(workspace.manager, {"region": "DE-BE", "expected": "8"})
        assert "This is what #lunch will see" in preview
        await workspace.settle()
        await workspace.click(workspace.manager, "Post")
        await workspace.settle()
        await year.live(workspace, home)
        rows = await year.check(workspace)
        announced = [one.content for one in workspace.guild.events.values()]
        assert sorted(
            (
                datetime.fromisoformat(one["scheduled_start_time"]),
                one["name"],
                one["entity_metadata"]["location"],
            )
            for one in announced
        ) == [(row.starts_at, row.title, f"{row.name}, {row.part}") for row in rows]
        assert not [request for request in workspace.server.requests if request.status >= 400]
        assert not workspace.doubled()
