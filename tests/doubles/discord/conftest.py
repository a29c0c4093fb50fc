"""A simulated Discord with three people, a raw caller and a real discord.py client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord as library
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.doubles.discord import Channel, DiscordServer, DrivenClock, Guild, User, driven, schemas
from tests.doubles.discord.state import Json

described = pytest.mark.skipif(
    not schemas.at_hand(), reason="Discord's description is not beside the repository"
)


@dataclass
class Answer:
    """What one call came to."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        return int(self.body["code"])

    @property
    def wrong(self) -> str:
        return str(self.body.get("errors", ""))


@dataclass
class DiscordSetup:
    """A server, who is in it, and a way to call that never tries twice."""

    server: DiscordServer
    clock: DrivenClock
    guild: Guild
    tom: User
    amara: User
    ines: User
    lunch: Channel
    session: aiohttp.ClientSession

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        data: Any = None,
    ) -> Answer:
        headers = {"Authorization": f"Bot {token or self.server.app.token}"}
        async with self.session.request(
            method, self.server.url + path, json=body, data=data, headers=headers
        ) as answer:
            json = "json" in answer.headers.get("Content-Type", "")
            content = await answer.json() if json else await answer.text()
            return Answer(
                answer.status,
                content,
                {key.lower(): value for key, value in answer.headers.items()},
            )

    async def post(self, body: Any, channel: Channel | None = None) -> Answer:
        return await self.call("POST", f"/channels/{(channel or self.lunch).id}/messages", body)

    async def said(self, **body: Any) -> Json:
        answer = await self.post(body)
        assert answer.status == 200, answer
        message: Json = answer.body
        return message

    async def error(self, **body: Any) -> tuple[int, int]:
        answer = await self.post(body)
        return answer.status, answer.code

    async def register(self, *commands: Json) -> Answer:
        return await self.call(
            "PUT", f"/applications/{self.server.app.id}/commands", list(commands)
        )


@pytest.fixture
async def discord() -> AsyncIterator[DiscordSetup]:
    clock = DrivenClock()
    async with DiscordServer(clock) as server, aiohttp.ClientSession() as session:
        guild = server.guild()
        tom, amara, ines = (server.person(name) for name in ("Tom", "Amara", "Ines"))
        lunch = server.channel("lunch")
        yield DiscordSetup(server, clock, guild, tom, amara, ines, lunch, session)


async def done(interaction: library.Interaction[Any]) -> None:
    """Answer an interaction in one word."""
    await interaction.response.send_message("Done.")


class Client(library.Client):
    """A bot that answers interactions as a test tells it to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=library.Intents(guilds=True), **options)
        self.heard: list[library.Interaction] = []
        self.readies = 0
        self.answering: Callable[[library.Interaction[Any]], Awaitable[None]] = done

    async def on_ready(self) -> None:
        self.readies += 1

    async def on_interaction(self, interaction: library.Interaction[Any]) -> None:
        self.heard.append(interaction)
        await self.answering(interaction)


@asynccontextmanager
async def connected(discord: DiscordSetup, **options: Any) -> AsyncIterator[Client]:
    """Run a bot until the test is done with it."""
    client = Client(**options)
    running = asyncio.create_task(client.start(discord.server.app.token))
    try:
        await discord.server.gateway.ready()
        yield client
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def pointed(discord: DiscordSetup, monkeypatch: pytest.MonkeyPatch) -> DiscordSetup:
    """The setup, with discord.py pointed at the simulated Discord."""
    monkeypatch.setattr(Route, "BASE", discord.server.url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.server.gateway_url))
    return discord


@pytest.fixture
async def bot(pointed: DiscordSetup) -> AsyncIterator[Client]:
    """A real discord.py client, connected and ready."""
    with driven(pointed.clock):
        async with connected(pointed) as client:
            await pointed.clock.advance(3)
            await client.wait_until_ready()
            yield client
