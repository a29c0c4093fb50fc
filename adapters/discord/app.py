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

from adapters.base import AppContext
from adapters.discord import commands, ids, state, strings
from adapters.discord.api import DiscordApi
from adapters.discord.attachments import file_origins
from adapters.discord.dynamic_item import build_dynamic_item
from adapters.discord.gateway import GatewayCallbacks, GatewayClient, LoginBudget
from adapters.discord.listen import DiscordListener
from adapters.discord.people import DiscordPeople
from adapters.discord.post import DiscordPlatform
from bot.config import DiscordSection
from bot.core.platform import PermanentError, Platform, PlatformError
from bot.people import platform_updates
from bot.store.engine import Transaction

RETRY_DELAY = 5.0  # seconds between two tries to reach Discord
MAX_RETRY_DELAY = 300.0  # seconds at most between two tries

log = structlog.get_logger()


@dataclass
class DiscordApp(Mapping[str, Platform]):
    """Every server of one app, as ports by workspace. `core` is there before anything is said."""

    settings: DiscordSection
    client: GatewayClient
    api: DiscordApi
    _context: AppContext | None = None
    _platforms: dict[str, DiscordPlatform] = field(default_factory=dict)
    _syncing: "asyncio.Task[None] | None" = None
    listener: DiscordListener | None = None

    def start_app(self, context: AppContext) -> None:
        """Take what Mingle gives, and listen."""
        self._context = context
        homes = file_origins(self.settings.api_url)
        self.listener = DiscordListener(
            self.people_of,
            self.server_workspaces,
            context.database,
            context.router,
            context.dispatch,
            context.now,
            homes,
        )
        self.attach_callbacks()

    def attach_callbacks(self) -> None:
        """Hear what the gate is told."""
        assert self.listener
        self.client.callbacks = GatewayCallbacks(
            self.listener.handle_interaction,
            self.handle_servers_ready,
            self.handle_server_joined,
            self.handle_server_left,
            self.api.clear_refusals,
        )
        self.client.add_dynamic_items(build_dynamic_item(self.listener))

    @property
    def app_context(self) -> AppContext:
        """Give Mingle."""
        assert self._context, "move_in comes first"
        return self._context

    def __getitem__(self, workspace: str) -> DiscordPlatform:
        """Give the port of one server."""
        if not workspace.startswith(ids.PREFIX):
            raise KeyError(workspace)
        if workspace not in self._platforms:
            settings, database = self.settings, self.app_context.database
            people = DiscordPeople(
                self.api, database, workspace, settings.zone, settings.organisers
            )
            self._platforms[workspace] = DiscordPlatform(
                self.api, people, database, self.app_context.now
            )
        return self._platforms[workspace]

    def __iter__(self) -> Iterator[str]:
        """Name the servers that are known."""
        return iter(self.server_workspaces())

    def __len__(self) -> int:
        """Count them."""
        return len(self.server_workspaces())

    def people_of(self, workspace: str) -> DiscordPeople:
        """Give the people of one server."""
        return self[workspace].people

    def server_workspaces(self) -> list[str]:
        """Name the workspaces of the servers that we are in."""
        return [ids.workspace_of(server.id) for server in self.client.guilds]

    async def handle_servers_ready(self) -> None:
        """Begin with every server, and take leave of those that removed us while we were away.

        However often told.
        """
        core, here = self.app_context, set(self.server_workspaces())
        for workspace in sorted(here):
            await self._begin(workspace)
        async with core.database.transaction() as tx:
            for workspace in await platform_updates.active_workspaces(tx, ids.PREFIX):
                if workspace not in here:
                    await self._leave(tx, workspace)
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self.sync_commands())

    async def handle_server_joined(self, guild: int) -> None:
        """Begin with a server that let us in."""
        await self._begin(ids.workspace_of(guild))

    async def handle_server_left(self, guild: int) -> None:
        """Take leave of a server that removed us."""
        async with self.app_context.database.transaction() as tx:
            await self._leave(tx, ids.workspace_of(guild))

    async def sync_commands(self) -> None:
        """Send the commands where they have changed since they were last sent.

        Discord counts how often.
        """
        core, app = self.app_context, str(self.api.own_id)
        wanted = commands.command_definitions(core.router, self.settings.names)
        mark = commands.command_fingerprint(wanted)
        async with core.database.read_transaction() as tx:
            if await state.load_setting(tx, state.APP_WORKSPACE, app, state.COMMANDS) == mark:
                return
        try:
            await self.api.call_idempotent(
                self.api.http_client.bulk_upsert_global_commands, self.api.own_id, wanted
            )
        except PlatformError as error:
            log.warning("commands not sent", action="discord.sync", error=str(error))
            return
        async with core.database.transaction() as tx:
            await state.save_setting(tx, state.APP_WORKSPACE, app, state.COMMANDS, mark)
        log.info("commands sent", action="discord.sync", commands=len(wanted))

    async def close(self) -> None:
        """Close the door, and let what is under way end."""
        if self._syncing:
            await asyncio.gather(self._syncing, return_exceptions=True)
        if self.listener:
            await self.listener.drain_tasks()
        await self.client.close()

    async def _begin(self, workspace: str) -> None:
        core = self.app_context
        async with core.database.transaction() as tx:
            await platform_updates.workspace_returned(tx, workspace)
            await core.start_workspace(tx, workspace, core.now())

    async def _leave(self, tx: Transaction, workspace: str) -> None:
        log.warning("the server removed Mingle", action="discord.leave", workspace=workspace)
        self._platforms.pop(workspace, None)
        await platform_updates.workspace_left(tx, workspace, self.app_context.now())


async def connect_app(settings: DiscordSection, budget: LoginBudget | None = None) -> DiscordApp:
    """Log in; wait for Discord, but not with a token that it refuses."""
    logging.getLogger("discord").setLevel(logging.WARNING)  # its debug lines hold what people write
    Route.BASE = settings.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    gate = GatewayClient(budget or LoginBudget())
    await log_in(gate, settings.token.get_secret_value())
    return DiscordApp(settings, gate, DiscordApi(gate))


async def log_in(client: GatewayClient, token: str) -> None:
    """Find out who we are, as often as it takes."""
    wait = RETRY_DELAY
    while True:
        try:
            await client.login(token)
            return
        except discord.LoginFailure as error:
            await client.http.close()
            raise PermanentError(strings.TOKEN_REFUSED) from error
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning(
                "Discord is out of reach", action="discord.connect", error=type(error).__name__
            )
            await client.http.close()
            client.http.connector = discord.utils.MISSING
            await asyncio.sleep(wait)
            wait = min(wait * 2, MAX_RETRY_DELAY)
