"""Be Discord on loopback."""

from types import TracebackType
from typing import Self

from aiohttp import web

from tests.platforms.clock import Clock
from tests.platforms.discord import reading
from tests.platforms.discord.core import Settings
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.happenings import Happenings
from tests.platforms.discord.state import Channel, User
from tests.platforms.discord.web import Web


class DiscordServer(Happenings):
    """Discord: `async with DiscordServer() as discord`; REST answers at `discord.url`, the gateway at its address."""

    gateway: Gateway

    def __init__(self, clock: Clock | None = None, *, seed: int = 1, app: Settings | None = None) -> None:
        super().__init__(clock, seed=seed, app=app)
        self.gateway = Gateway(self)
        self._runner = web.AppRunner(Web(self, self.gateway).app(), shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/v10"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in list(self._tasks):
            task.cancel()
        self.gateway.drop()
        await self._runner.cleanup()

    @property
    def gateway_url(self) -> str:
        """Give the address of the gateway."""
        return self.gateway.address()

    def transcript(self, channel: Channel, reader: User | None = None, zone: str = "UTC") -> str:
        """Give a conversation as it reads on the screen; with a reader, also what only they see."""
        return reading.transcript(self, channel, reader, zone)
