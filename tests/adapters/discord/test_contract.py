"""The contract, on a simulated Discord that is as strict as the real one."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Database
from tests.adapters.contract import Contract
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.doubles.discord import DiscordServer


class TestDiscord(Contract):
    own_button = False  # Discord says "Submit" below every form

    @pytest.fixture
    async def harness(self, database: Database) -> AsyncIterator[DiscordHarness]:
        async with DiscordServer() as discord:
            office = DiscordHarness(discord)
            await office.move_in(database)
            async with connected(
                discord, settings_for(discord), database, office.router, office.note
            ) as house:
                office.platform = house[office.workspace]
                yield office
            assert not discord.invalid
            assert not discord.problems
