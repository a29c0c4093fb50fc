"""Plug one Slack workspace into Mingle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.base import Core
from adapters.slack import app
from adapters.slack.app import Connection
from adapters.slack.serve import serve
from bot.config import SlackSection
from bot.core.platform import Platform


@dataclass(frozen=True)
class Plug:
    """One workspace that Slack let us into."""

    settings: SlackSection
    connection: Connection

    @property
    def ports(self) -> Mapping[str, Platform]:
        """Give its one port."""
        return {self.connection.workspace: self.connection.platform}

    async def serve(self, core: Core, ready: Callable[[], None]) -> None:
        """Let gestures in."""
        async with core.database.transaction() as tx:
            await core.begin(tx, self.connection.workspace, core.now())
        bolt, listener = app.application(
            self.connection, self.settings, core.database, core.router, core.dispatch, core.now
        )
        await serve(bolt, listener, self.settings, ready)


async def plug(settings: SlackSection) -> Plug:
    """Connect to the workspace that a token is for."""
    return Plug(settings, await app.connect(settings))
