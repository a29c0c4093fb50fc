"""The contract, on a simulated Slack that is as strict as the real one."""

from collections.abc import AsyncIterator

import pytest

from bot.store.engine import Database
from tests.adapters.contract import Contract
from tests.adapters.slack.harness import SlackHarness, connected, hurried, settings_for
from tests.doubles.slack import SlackServer


class TestSlack(Contract):
    @pytest.fixture
    async def harness(self, database: Database) -> AsyncIterator[SlackHarness]:
        async with SlackServer() as slack:
            slack.limits.enforced = False
            slack.files_take = 0.0
            office = SlackHarness(slack)
            async with connected(
                slack, settings_for(slack), database, office.router, office.note, hurried()
            ) as there:
                office.platform = there.platform
                yield office
            assert not slack.invalid
            assert not slack.problems
