"""A simulated Discord on loopback."""

from tests.doubles.clock import Clock
from tests.doubles.discord import message_text
from tests.doubles.discord.core import Settings
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.scheduled_events import Happenings
from tests.doubles.discord.state import Channel, User
from tests.doubles.discord.web import Web


class DiscordServer(Happenings):
    """Discord: `async with DiscordServer() as discord`.

    REST answers at `discord.url`, the gateway at its address.
    """

    ROOT = "/api/v10"
    gateway: Gateway

    def __init__(
        self, clock: Clock | None = None, *, seed: int = 1, app: Settings | None = None
    ) -> None:
        super().__init__(clock, seed=seed, app=app)
        self.gateway = Gateway(self)
        self._serve(Web(self, self.gateway).app())

    async def _disconnect(self) -> None:
        self.gateway.drop()

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return self.gateway.address()

    def transcript(self, channel: Channel, reader: User | None = None, zone: str = "UTC") -> str:
        """Return a conversation as people read it; with a reader, also what only they see."""
        return message_text.transcript(self, channel, reader, zone)
