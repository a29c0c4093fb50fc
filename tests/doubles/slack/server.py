"""A simulated Slack on loopback."""

from tests.doubles.clock import Clock
from tests.doubles.slack import message_text
from tests.doubles.slack.core import Settings
from tests.doubles.slack.courier import Courier
from tests.doubles.slack.events import Happenings
from tests.doubles.slack.sockets import Sockets
from tests.doubles.slack.state import Channel, Json, User
from tests.doubles.slack.web import Web


class SlackServer(Happenings):
    """Slack: `async with SlackServer() as slack`, then `slack.url` is where the Web API answers."""

    ROOT = "/api/"

    def __init__(
        self, clock: Clock | None = None, *, seed: int = 1, app: Settings | None = None
    ) -> None:
        super().__init__(clock, seed=seed, app=app)
        self.sockets = Sockets(self)
        self.courier = Courier(self, self.sockets)
        self._serve(Web(self, self.sockets).app())

    async def _disconnect(self) -> None:
        self.sockets.drop(len(self.sockets.open))
        await self.courier.close()

    def install(self, manifest: Json) -> None:
        """Register the app as a manifest says.

        Its scopes, events, commands and shortcuts, and how it is reached.
        """
        self.app.manifest = manifest
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        subscriptions = settings.get("event_subscriptions", {})
        self.app.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        self.app.redirect_urls = frozenset(manifest["oauth_config"].get("redirect_urls", []))
        self.app.rotates = bool(settings.get("token_rotation_enabled"))
        self.app.events = frozenset(subscriptions.get("bot_events", []))
        self.app.commands = frozenset(one["command"] for one in features.get("slash_commands", []))
        self.app.domains = frozenset(features.get("unfurl_domains", []))
        self.app.shortcuts = frozenset(one["callback_id"] for one in features.get("shortcuts", []))
        if not settings.get("socket_mode_enabled"):
            self.app.url = subscriptions.get("request_url", "")
        for workspace in self.workspaces.values():
            if workspace.token:
                workspace.scopes = set(self.app.scopes)

    def transcript(self, channel: Channel, reader: User | None = None) -> str:
        """Return a conversation as people read it; with a reader, also what only they see."""
        return message_text.transcript(self.workspaces[channel.team], channel, reader)
