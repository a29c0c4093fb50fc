"""The adapter that Mingle runs: one Discord app, in as many servers as let it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from adapters.base import AppContext, Connection
from adapters.discord import state
from adapters.discord.app import DiscordApp, connect_app
from adapters.discord.serve import replace_client, serve_gateway
from bot.config import DiscordSection
from bot.core.platform import Platform
from bot.core.platform_time import PlatformTime


@dataclass(frozen=True)
class DiscordAdapter:
    """One app with all of its servers."""

    app: DiscordApp
    link: Connection = field(default_factory=Connection)

    @property
    def time(self) -> PlatformTime:
        """Discord's clock."""
        return self.app.time

    @property
    def is_connected(self) -> bool:
        """Whether the gateway has let us in and the connection lasts."""
        client = self.app.client
        up = client.is_ready() and not client.is_closed()
        return (up or self.link.elsewhere) and not self.app.api.token_refused

    def begin_stop(self) -> None:
        """Do nothing: calls wait for their turn in the library, which may be cancelled there."""

    @property
    def platforms_by_workspace(self) -> Mapping[str, Platform]:
        """A port for each server; servers that join later appear in it."""
        return self.app

    async def serve(self, context: AppContext, ready: Callable[[], None]) -> None:
        """Receive interactions until cancelled, while no other process does; send all the same."""
        self.app.start_app(context)

        async def receive() -> None:
            self.app.start_app(context)  # a listener that was stopped does not start again
            with self.link.receiving():
                await serve_gateway(self.app, ready)

        self.link.elsewhere = True  # until this process receives
        try:
            await context.serve_alone(
                state.APP_WORKSPACE, "discord.gateway", receive, partial(replace_client, self.app)
            )
        finally:
            await self.app.close()


async def connect_discord(settings: DiscordSection) -> DiscordAdapter:
    """Log in and return the adapter. Raise PermanentError for a refused token."""
    return DiscordAdapter(await connect_app(settings))
