"""A simulated Slack with three people in a channel, whose clock stands still."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Channel, DrivenClock, SlackServer, User, Workspace
from tests.doubles.slack.state import Json


@dataclass
class SlackSetup:
    """A workspace, who is in it, and a client with the bot's token that never tries twice."""

    server: SlackServer
    clock: DrivenClock
    workspace: Workspace
    tom: User
    amara: User
    ines: User
    lunch: Channel
    api: AsyncWebClient

    async def refusal(self, method: str, **args: Any) -> Json:
        with pytest.raises(SlackApiError) as refused:
            await self.api.api_call(method, json=args)
        return dict(refused.value.response.data) | {"status": refused.value.response.status_code}

    async def error(self, method: str, **args: Any) -> str:
        return str((await self.refusal(method, **args))["error"])


@pytest.fixture
async def slack() -> AsyncIterator[SlackSetup]:
    clock = DrivenClock()
    async with SlackServer(clock) as server:
        workspace = server.workspace()
        tom, amara, ines = (
            server.person("Tom", admin=True),
            server.person("Amara"),
            server.person("Ines"),
        )
        lunch = server.channel("lunch", [tom, amara])
        api = AsyncWebClient(workspace.token, base_url=server.url, retry_handlers=[])
        yield SlackSetup(server, clock, workspace, tom, amara, ines, lunch, api)
