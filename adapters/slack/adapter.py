"""The adapter that Mingle runs: one Slack workspace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from adapters.base import AppContext, Connection
from adapters.slack import app
from adapters.slack.app import SlackConnection
from adapters.slack.serve import serve_bolt_app
from bot.config import SlackSection
from bot.core.platform import Platform
from bot.core.platform_time import PlatformTime
from bot.people import platform_updates


@dataclass(frozen=True)
class SlackAdapter:
    """One connected workspace, with its settings."""

    settings: SlackSection
    connection: SlackConnection
    link: Connection = field(default_factory=Connection)

    @property
    def is_connected(self) -> bool:
        """Whether a socket is open, or HTTP is listened to."""
        return self.link.up or self.link.elsewhere

    def begin_stop(self) -> None:
        """Let no call wait for its turn: what has not left is sent after the next start."""
        self.connection.api.rate_limiter.close()

    @property
    def time(self) -> PlatformTime:
        """Slack's clock."""
        return self.connection.api.time

    @property
    def platforms_by_workspace(self) -> Mapping[str, Platform]:
        """The port of its only workspace."""
        return {self.connection.workspace: self.connection.platform}

    async def serve(self, context: AppContext, ready: Callable[[], None]) -> None:
        """Start the workspace, and receive interactions until cancelled."""
        async with context.database.transaction() as tx:
            await platform_updates.workspace_returned(tx, self.connection.workspace)
            await context.start_workspace(tx, self.connection.workspace, context.now())
        receive = partial(self._receive, context, ready)
        if self.settings.mode == "socket":
            self.link.elsewhere = True  # until this process receives
            await context.serve_alone(self.connection.workspace, "slack.sockets", receive)
        else:  # every replica may answer requests
            await receive()

    async def _receive(self, context: AppContext, ready: Callable[[], None]) -> None:
        bolt, listener = app.build_bolt_app(
            self.connection,
            self.settings,
            context.database,
            context.router,
            context.dispatch,
            context.now,
        )
        listener.run_later(listener.callers.refresh_everybody())
        with self.link.receiving():
            await serve_bolt_app(bolt, listener, self.settings, ready, self.link)


async def connect_slack(settings: SlackSection) -> SlackAdapter:
    """Connect to the token's workspace. Raise PermanentError for a refused token."""
    return SlackAdapter(settings, await app.connect_workspace(settings))
