"""Join the adapter's parts: one app, and a port for each server that let it in."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.base import Core
from adapters.discord import commands, ids, state, strings
from adapters.discord.api import Api
from adapters.discord.attachments import file_homes
from adapters.discord.dynamic_item import pressing
from adapters.discord.gateway import Budget, Ears, Gate
from adapters.discord.listen import Listener
from adapters.discord.people import People
from adapters.discord.post import Discord
from bot.config import DiscordSection
from bot.core.platform import PermanentError, Platform, PlatformError
from bot.people import platform_updates
from bot.store.engine import Transaction

AGAIN = 5.0  # seconds between two tries to reach Discord
MOST = 300.0  # seconds at most between two tries

log = structlog.get_logger()


@dataclass
class House(Mapping[str, Platform]):
    """Every server of one app, as ports by workspace. `core` is there before anything is said."""

    settings: DiscordSection
    gate: Gate
    api: Api
    _core: Core | None = None
    _ports: dict[str, Discord] = field(default_factory=dict)
    _syncing: "asyncio.Task[None] | None" = None
    listener: Listener | None = None

    def move_in(self, core: Core) -> None:
        """Take what Mingle gives, and listen."""
        self._core = core
        homes = file_homes(self.settings.api_url)
        self.listener = Listener(
            self.people_of, self.servers, core.database, core.router, core.dispatch, core.now, homes
        )
        self.listen()

    def listen(self) -> None:
        """Hear what the gate is told."""
        assert self.listener
        self.gate.ears = Ears(self.listener.heard, self.ready, self.joined, self.left, self.api.forgive)
        self.gate.add_dynamic_items(pressing(self.listener))

    @property
    def core(self) -> Core:
        """Give Mingle."""
        assert self._core, "move_in comes first"
        return self._core

    def __getitem__(self, workspace: str) -> Discord:
        """Give the port of one server."""
        if not workspace.startswith(ids.PREFIX):
            raise KeyError(workspace)
        if workspace not in self._ports:
            settings, database = self.settings, self.core.database
            people = People(self.api, database, workspace, settings.zone, settings.organisers)
            self._ports[workspace] = Discord(self.api, people, database, self.core.now)
        return self._ports[workspace]

    def __iter__(self) -> Iterator[str]:
        """Name the servers that are known."""
        return iter(self.servers())

    def __len__(self) -> int:
        """Count them."""
        return len(self.servers())

    def people_of(self, workspace: str) -> People:
        """Give the people of one server."""
        return self[workspace].people

    def servers(self) -> list[str]:
        """Name the workspaces of the servers that we are in."""
        return [ids.workspace_of(server.id) for server in self.gate.guilds]

    async def ready(self) -> None:
        """Begin with every server, and take leave of those that removed us while we were away; however often told."""
        core, here = self.core, set(self.servers())
        for workspace in sorted(here):
            await self._begin(workspace)
        async with core.database.transaction() as tx:
            for workspace in await platform_updates.workspaces(tx, ids.PREFIX):
                if workspace not in here:
                    await self._leave(tx, workspace)
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self.sync())

    async def joined(self, guild: int) -> None:
        """Begin with a server that let us in."""
        await self._begin(ids.workspace_of(guild))

    async def left(self, guild: int) -> None:
        """Take leave of a server that removed us."""
        async with self.core.database.transaction() as tx:
            await self._leave(tx, ids.workspace_of(guild))

    async def sync(self) -> None:
        """Send the commands where they have changed since they were last sent; Discord counts how often."""
        core, app = self.core, str(self.api.own_id)
        wanted = commands.definitions(core.router, self.settings.names)
        mark = commands.fingerprint(wanted)
        async with core.database.reading() as tx:
            if await state.recall(tx, state.APP, app, state.COMMANDS) == mark:
                return
        try:
            await self.api.ask(self.api.http.bulk_upsert_global_commands, self.api.own_id, wanted)
        except PlatformError as error:
            log.warning("commands not sent", action="discord.sync", error=str(error))
            return
        async with core.database.transaction() as tx:
            await state.keep(tx, state.APP, app, state.COMMANDS, mark)
        log.info("commands sent", action="discord.sync", commands=len(wanted))

    async def close(self) -> None:
        """Close the door, and let what is under way end."""
        if self._syncing:
            await asyncio.gather(self._syncing, return_exceptions=True)
        if self.listener:
            await self.listener.finish()
        await self.gate.close()

    async def _begin(self, workspace: str) -> None:
        core = self.core
        async with core.database.transaction() as tx:
            await platform_updates.workspace_back(tx, workspace)
            await core.begin(tx, workspace, core.now())

    async def _leave(self, tx: Transaction, workspace: str) -> None:
        log.warning("the server removed Mingle", action="discord.leave", workspace=workspace)
        self._ports.pop(workspace, None)
        await platform_updates.workspace_left(tx, workspace, self.core.now())


async def connect(settings: DiscordSection, budget: Budget | None = None) -> House:
    """Log in; wait for Discord, but not with a token that it refuses."""
    logging.getLogger("discord").setLevel(logging.WARNING)  # its debug lines hold what people write
    Route.BASE = settings.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    gate = Gate(budget or Budget())
    await log_in(gate, settings.token.get_secret_value())
    return House(settings, gate, Api(gate))


async def log_in(gate: Gate, token: str) -> None:
    """Find out who we are, as often as it takes."""
    wait = AGAIN
    while True:
        try:
            await gate.login(token)
            return
        except discord.LoginFailure as error:
            await gate.http.close()
            raise PermanentError(strings.TOKEN_REFUSED) from error
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("Discord is out of reach", action="discord.connect", error=type(error).__name__)
            await gate.http.close()
            gate.http.connector = discord.utils.MISSING
            await asyncio.sleep(wait)
            wait = min(wait * 2, MOST)
