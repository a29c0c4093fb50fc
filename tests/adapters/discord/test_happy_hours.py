"""Live a year of happy hours in a Discord server, from one command."""

from datetime import datetime

import pytest

from adapters.discord import ids
from bot.store.engine import Database
from tests.adapters import year
from tests.adapters.discord.town import town
from tests.factories.polls import make_venues


@pytest.mark.rehearsal
async def test_one_command_leads_to_a_year_of_happy_hours_in_discord(database: Database) -> None:
    async with town(database) as there:
        home = ids.workspace_of(there.guild.id)
        await make_venues(database, home)
        await there.command(there.manager, "happyhour now")
        preview = await there.fill(there.manager, {"region": "DE-BE", "expected": "8"})
        assert "This is what #lunch will see" in preview
        await there.settle()
        await there.click(there.manager, "Post")
        await there.settle()
        await year.live(there, home)
        rows = await year.check(there)
        announced = [one.content for one in there.guild.events.values()]
        assert sorted(
            (
                datetime.fromisoformat(one["scheduled_start_time"]),
                one["name"],
                one["entity_metadata"]["location"],
            )
            for one in announced
        ) == [(row.starts_at, row.title, f"{row.name}, {row.part}") for row in rows]
        assert not [request for request in there.discord.requests if request.status >= 400]
        assert not there.doubled()
