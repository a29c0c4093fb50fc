"""Be Discord on loopback."""

from tests.platforms.clock import Clock
from tests.platforms.discord import reading
from tests.platforms.discord.core import Settings
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.happenings import Happenings
from tests.platforms.discord.state import Channel, User
from tests.platforms.discord.web import Web


class DiscordServer(Happenings):
    """Discord: `async with DiscordServer() as discord`; REST answers at `discord.url`, the gateway at its address."""

    ROOT = "/api/v10"
    gateway: Gateway

    def __init__(self, clock: Clock | None = None, *, seed: int = 1, app: Settings | None = None) -> None:
        super().__init__(clock, seed=seed, app=app)
        self.gateway = Gateway(self)
        self._serve(Web(self, self.gateway).app())

    async def _disconnect(self) -> None:
        self.gateway.drop()

    @property
    def gateway_url(self) -> str:
        """Give the address of the gateway."""
        return self.gateway.address()

    def transcript(self, channel: Channel, reader: User | None = None, zone: str = "UTC") -> str:
        """Give a conversation as it reads on the screen; with a reader, also what only they see."""
        return reading.transcript(self, channel, reader, zone)
