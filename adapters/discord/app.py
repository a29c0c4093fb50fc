"""The app as a whole: its connection, its listener, and a port for each server it is in."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.background import BackgroundTasks
from adapters.base import AppContext
from adapters.discord import commands, ids, state, strings
from adapters.discord.api import DiscordApi
from adapters.discord.command_names import CommandNames
from adapters.discord.drafts import Drafts
from adapters.discord.event_watches import EventWatches
from adapters.discord.files import file_origins
from adapters.discord.gateway import GatewayCallbacks, GatewayClient, LoginBudget
from adapters.discord.http_trace import WebPage
from adapters.discord.listen import DiscordListener
from adapters.discord.people import DiscordPeople
from adapters.discord.post import DiscordPlatform
from adapters.discord.replies import Replies
from adapters.discord.rights import ChannelRights
from adapters.discord.servers import Servers
from adapters.discord.suggestions import Suggestions
from bot.config import DiscordSection
from bot.core.answers import send_answer_as_dm
from bot.core.platform import PermanentError, Platform, PlatformError
from bot.core.platform_time import PlatformTime
from bot.core.settings import load_setting, save_setting
from bot.people import departures, platform_updates
from bot.people.records import find_person
from bot.store.engine import Transaction
from bot.ui.cards import Card

RETRY_DELAY = 5.0  # seconds between two tries to reach Discord
EVENT_GRACE = 2.0  # seconds that events of servers under way get when the program ends
LOOK_AFTER = 0.2  # seconds in which changes of a server's permissions come together
STOP_GRACE = 5.0  # seconds that interactions under way get when the program ends
MAX_RETRY_DELAY = 20.0  # seconds at most between two tries

log = structlog.get_logger()

Given = ParamSpec("Given")
RecordPresence = Callable[[Transaction, str, Iterable[str], datetime], Awaitable[None]]


class NotDiscord(PermanentError):
    """Something else answers at Discord's address; at a start, a setting is wrong."""


@dataclass
class DiscordApp(Mapping[str, Platform]):
    """The servers of one app, as a mapping from workspace to port.

    Ports are made on demand, after `start_app`.
    """

    settings: DiscordSection
    client: GatewayClient
    api: DiscordApi
    time: PlatformTime
    _context: AppContext | None = None
    _names: CommandNames | None = None
    _platforms: dict[str, DiscordPlatform] = field(default_factory=dict)
    _syncing: "asyncio.Task[None] | None" = None
    _watches: EventWatches | None = None
    receiving: asyncio.Event = field(default_factory=asyncio.Event)
    _events: BackgroundTasks = field(default_factory=BackgroundTasks)
    _started: set[str] = field(default_factory=set)
    _looking: set[str] = field(default_factory=set)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    listener: DiscordListener | None = None
    members_refused: bool = False  # the app's page does not have the members intent on

    def start_app(self, context: AppContext) -> None:
        """Build the listener and attach it to the gateway client."""
        self._context = context
        self._names = CommandNames(context.router)
        self._watches = EventWatches(self.api, self.people_of, context, self._events)
        servers = Servers(context.database, self.server_names, context.now)
        self.listener = DiscordListener(
            self.people_of,
            self.rights_of,
            servers,
            context.database,
            context.router,
            context.dispatch,
            context.now,
            file_origins(self.settings.api_url),
            Replies(self._send_otherwise, self.names),
            Drafts(context.database, context.now),
            Suggestions(context.router, context.database, servers, self.people_of),
        )
        self.attach_callbacks()

    async def _send_otherwise(
        self, workspace: str, person: str, interaction: str, card: Card
    ) -> None:
        context = self.app_context
        await send_answer_as_dm(
            context.database, workspace, person, interaction, card, context.now()
        )

    def refuse_members(self) -> None:
        """Go on without the members intent, which Discord does not grant."""
        log.error(strings.MEMBERS_REFUSED, action="discord.members")
        self.members_refused = True

    def attach_callbacks(self) -> None:
        """Connect the client's events to this app; needed for each new client."""
        assert self.listener
        self.client.callbacks = GatewayCallbacks(
            on_interaction=self.listener.handle_interaction,
            on_servers_ready=self._to_completion(self.handle_servers_ready),
            on_server_joined=self._to_completion(self.handle_server_joined),
            on_server_left=self._to_completion(self.handle_server_left),
            on_member_joined=self._to_completion(self.handle_member_joined),
            on_member_left=self._to_completion(self.handle_member_left),
            on_permissions_changed=self.handle_permissions_changed,
            on_event_changed=self.watches.handle_changed,
            on_event_deleted=self.watches.handle_deleted,
            on_interest=self.watches.handle_interest,
            on_unreadable=self.api.answer_unreadable,
        )

    def _to_completion(
        self, handler: Callable[Given, Coroutine[object, object, None]]
    ) -> Callable[Given, Awaitable[None]]:
        """Return a handler of an event whose transactions a stop waits for."""

        async def handle(*given: Given.args, **named: Given.kwargs) -> None:
            await asyncio.shield(self._events.start_task(handler(*given, **named)))

        return handle

    @property
    def names(self) -> CommandNames:
        """How the commands are spelled."""
        assert self._names, "start_app comes first"
        return self._names

    @property
    def watches(self) -> EventWatches:
        """What watches the servers' events."""
        assert self._watches, "start_app comes first"
        return self._watches

    @property
    def app_context(self) -> AppContext:
        """What Mingle handed to this adapter."""
        assert self._context, "start_app comes first"
        return self._context

    def __getitem__(self, workspace: str) -> DiscordPlatform:
        """Return the port of one server, made on demand."""
        if not workspace.startswith(ids.PREFIX):
            raise KeyError(workspace)
        if workspace not in self._platforms:
            self._platforms[workspace] = self._build_platform(workspace)
        return self._platforms[workspace]

    def _build_platform(self, workspace: str) -> DiscordPlatform:
        settings, context = self.settings, self.app_context
        people = DiscordPeople(
            self.api, context.database, workspace, settings.zone, settings.organisers
        )
        return DiscordPlatform(self.api, people, context.database, context.now, self.names)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the workspaces of the current servers."""
        return iter(self.server_workspaces())

    def __len__(self) -> int:
        """Return the number of current servers."""
        return len(self.server_workspaces())

    async def ask_time(self) -> None:
        """Make a call whose answer tells Discord's time."""
        await self.api.call_idempotent(self.api.http_client.get_user, self.api.own_id)

    def people_of(self, workspace: str) -> DiscordPeople:
        """Return the people of one server."""
        return self[workspace].people

    def rights_of(self, workspace: str) -> ChannelRights:
        """Return what Mingle may do in one server."""
        return self[workspace].rights

    def server_workspaces(self) -> list[str]:
        """Return the workspaces of the servers that the app is in."""
        return [ids.workspace_of(server.id) for server in self.client.guilds]

    def server_names(self) -> dict[str, str]:
        """Return the names of the servers that the app is in, by workspace."""
        return {ids.workspace_of(server.id): server.name for server in self.client.guilds}

    async def handle_servers_ready(self) -> None:
        """Start every current server, and end those that removed Mingle while it was offline.

        Idempotent, as it runs after each login. Commands are sent in the background.
        """
        self.receiving.set()
        current = set(self.server_workspaces())
        for workspace in sorted(current):
            await self._start(workspace)

        async with self.app_context.database.transaction() as tx:
            for workspace in await platform_updates.active_workspaces(tx, ids.PREFIX):
                if workspace not in current:
                    await self._leave(tx, workspace)

        self.watches.look_at(self.server_workspaces())
        if self._syncing is None or self._syncing.done():
            self._syncing = self._events.start_task(self.sync_commands())

    async def handle_server_joined(self, guild: int) -> None:
        """Start a server that let Mingle in."""
        await self._start(ids.workspace_of(guild))

    async def handle_server_left(self, guild: int) -> None:
        """End the work in a server that removed Mingle."""
        async with self.app_context.database.transaction() as tx:
            await self._leave(tx, ids.workspace_of(guild))

    async def handle_member_joined(self, guild: int, user: int) -> None:
        """Save that somebody is back, if Mingle knows them."""
        await self._note_presence(guild, user, departures.record_returns)

    async def handle_member_left(self, guild: int, user: int) -> None:
        """Save that somebody has left, if Mingle knows them."""
        self.people_of(ids.workspace_of(guild)).forget_member(str(user))
        await self._note_presence(guild, user, departures.record_departures)

    async def _note_presence(self, guild: int, user: int, record: RecordPresence) -> None:
        workspace, database = ids.workspace_of(guild), self.app_context.database
        person = ids.qualify_id(workspace, user)
        async with database.read_transaction() as tx:
            known = await find_person(tx, workspace, person)
        if known is None:
            return
        async with database.transaction() as tx:
            await tx.share_workspace(workspace)
            await record(tx, workspace, [person], self.app_context.now())

    def handle_permissions_changed(self, guild: int) -> None:
        """Look at what Mingle may do in a server, soon; one look for changes that come together."""
        self.api.clear_refusals()
        workspace = ids.workspace_of(guild)
        if workspace not in self._looking:
            self._looking.add(workspace)
            self._events.start_task(self._look_at_rights(workspace))

    async def _look_at_rights(self, workspace: str) -> None:
        await asyncio.sleep(LOOK_AFTER)
        self._looking.discard(workspace)
        await self._look(workspace)

    async def _look(self, workspace: str) -> None:
        try:
            await self[workspace].rights.look()
        except Exception:  # a server's trouble is its own
            log.exception("rights not looked at", action="discord.rights", workspace=workspace)

    async def sync_commands(self) -> None:
        """Register the commands with Discord if they changed; Discord limits how often.

        Their fingerprint is kept in the database.
        """
        database, app = self.app_context.database, str(self.api.own_id)
        definitions = commands.command_definitions(self.app_context.router, self.settings.names)
        fingerprint = commands.command_fingerprint(definitions)
        async with database.read_transaction() as tx:
            sent = await load_setting(tx, state.APP_WORKSPACE, app, state.COMMANDS)
        await self.names.load(database, app)
        if sent == fingerprint and self.names.ids:
            return

        try:
            registered = await self.api.call_idempotent(
                self.api.http_client.bulk_upsert_global_commands, self.api.own_id, definitions
            )
        except PlatformError as error:
            log.warning("commands not sent", action="discord.sync", error=str(error))
            return

        await self.names.save(database, app, registered)

        async with database.transaction() as tx:
            await save_setting(tx, state.APP_WORKSPACE, app, state.COMMANDS, fingerprint)
        log.info("commands sent", action="discord.sync", commands=len(definitions))

    async def close(self) -> None:
        """Wait a few seconds for running events and interactions, then close the client."""
        draining = [self._events.drain_tasks(EVENT_GRACE)]
        if self.listener:
            self.listener.begin_stop()
            draining.append(self.listener.drain_tasks(STOP_GRACE))

        await asyncio.gather(*draining)
        await self.client.close()

    async def _start(self, workspace: str) -> None:
        """Begin with a server, once; one at a time, so that no click waits behind all of them."""
        context = self.app_context
        async with self._starting:
            if workspace in self._started:
                return
            async with context.database.transaction() as tx:
                await platform_updates.workspace_returned(tx, workspace)
                await context.start_workspace(tx, workspace, context.now())
            self._started.add(workspace)
            await self._look(workspace)

    async def _leave(self, tx: Transaction, workspace: str) -> None:
        log.warning("the server removed Mingle", action="discord.leave", workspace=workspace)
        self._platforms.pop(workspace, None)
        self.watches.forget(workspace)
        self._started.discard(workspace)
        await platform_updates.workspace_left(tx, workspace, self.app_context.now())


async def connect_app(settings: DiscordSection, budget: LoginBudget | None = None) -> DiscordApp:
    """Log in and return the app; raise PermanentError if Discord refuses the token.

    While Discord is unreachable, it waits.
    """
    logging.getLogger("discord").setLevel(logging.WARNING)  # its debug lines hold what people write
    # one traceback for each try to come back; reachability.py says what there is to say
    logging.getLogger("discord.shard").setLevel(logging.CRITICAL)
    Route.BASE = settings.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)

    time = PlatformTime()
    client = GatewayClient(budget or LoginBudget(), time, members=settings.members)
    await log_in(client, settings.token.get_secret_value())
    app = DiscordApp(settings, client, DiscordApi(client), time)
    time.ask = app.ask_time
    return app


async def log_in(client: GatewayClient, token: str) -> None:
    """Log in over HTTP, retried with growing pauses until Discord answers.

    Raise PermanentError for a refused token, and NotDiscord where something else answers at its
    address.
    """
    wait = RETRY_DELAY
    while True:
        try:
            await client.login(token)
            return
        except discord.LoginFailure as error:
            await client.http.close()
            raise PermanentError(strings.TOKEN_REFUSED) from error
        except (WebPage, AttributeError, KeyError, TypeError, ValueError) as error:
            await _close_session(client)
            raise NotDiscord(strings.not_discord(Route.BASE)) from error
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning(
                "Discord is out of reach", action="discord.connect", error=type(error).__name__
            )
            await _close_session(client)
            await asyncio.sleep(wait)
            wait = min(wait * 2, MAX_RETRY_DELAY)


async def _close_session(client: GatewayClient) -> None:
    """Close the HTTP session so that the client can log in once more."""
    await client.http.close()
    client.http.connector = discord.utils.MISSING
