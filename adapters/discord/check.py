"""The Discord part of `mingle check`: findings about the connection, in plain words."""

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import aiohttp
import discord
import yarl
from discord.http import Route

from adapters.discord import commands, ids, state, strings
from adapters.discord.chosen_channels import KINDS
from adapters.discord.gateway import GatewayClient, LoginBudget
from adapters.discord.http_trace import WebPage
from adapters.discord.invite import PERMISSIONS
from adapters.discord.refusals import setting_name
from adapters.discord.rest_answers import UNREADABLE
from adapters.json_types import Payload
from bot.config import DiscordSection
from bot.core.router import Router
from bot.core.settings import load_setting
from bot.store.engine import Database

MEMBERS = "gateway_guild_members"
PRIVILEGED = ("gateway_presence", MEMBERS, "gateway_message_content")

AGREED_TO = "create_public_threads"  # used where organisers agreed to it
TEXT_KINDS = KINDS["post"]

Finding = tuple[bool, str]


async def run_checks(
    settings: DiscordSection, channels: Iterable[str], router: Router, database: Database
) -> list[Finding]:
    """Return the findings: whether each is fine, and a sentence.

    `channels` are our ids of those that Mingle serves.
    """
    Route.BASE = settings.api_url.rstrip("/")
    try:
        async with _logged_in(settings) as (client, own_id):
            checks = _Checks(client, own_id, settings, router, database)
            return await checks.run(list(channels))
    except discord.LoginFailure:
        return [(False, strings.TOKEN_REFUSED)]
    except (WebPage, *UNREADABLE):
        return [(False, strings.not_discord(settings.api_url))]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
        return [(False, strings.api_unreachable(settings.api_url))]


@asynccontextmanager
async def _logged_in(settings: DiscordSection) -> AsyncIterator[tuple[GatewayClient, int]]:
    client = GatewayClient(LoginBudget())
    try:
        await client.login(settings.token.get_secret_value())
        assert client.user
        yield client, client.user.id
    finally:
        await client.close()


@dataclass(frozen=True)
class _Checks:
    """The checks of one app that is logged in over HTTP."""

    client: GatewayClient
    own_id: int
    settings: DiscordSection
    router: Router
    database: Database

    async def run(self, channels: list[str]) -> list[Finding]:
        """Return every finding; a question that Discord answers oddly spoils no other."""
        servers: list[discord.Guild] = []

        async def connect() -> list[Finding]:
            servers.extend([server async for server in self.client.fetch_guilds(limit=None)])
            return [(True, strings.connected_as(str(self.client.user), len(servers)))]

        findings = [
            *await _answered(strings.ABOUT_SERVERS, connect),
            *await _answered(strings.ABOUT_INTENTS, self._check_intents),
            *await _answered(strings.ABOUT_COMMANDS, self._check_commands),
            *await _answered(strings.ABOUT_LOGINS, self._check_logins),
        ]
        for server in servers:
            check = partial(self._check_server, server, channels)
            findings += await _answered(server.name, check)
        return findings

    async def _check_intents(self) -> list[Finding]:
        flags = (await self.client.application_info()).flags
        extra = [
            intent
            for intent in PRIVILEGED
            if getattr(flags, intent) or getattr(flags, f"{intent}_limited")
        ]
        if self.settings.members:
            if MEMBERS not in extra:
                return [(False, strings.MEMBERS_REFUSED)]
            extra.remove(MEMBERS)
        fine = strings.MEMBERS_GRANTED if self.settings.members else strings.NO_INTENT
        return [(not extra, strings.extra_intents(extra) if extra else fine)]

    async def _check_commands(self) -> list[Finding]:
        """Compare our commands with the ones last sent and with the ones that Discord has."""
        definitions = commands.command_definitions(self.router, self.settings.names)
        async with self.database.read_transaction() as tx:
            sent = await load_setting(tx, state.APP_WORKSPACE, str(self.own_id), state.COMMANDS)
        registered = await self.client.http.get_global_commands(self.own_id)

        expected_names = {(command["type"], command["name"]) for command in definitions}
        registered_names = {(command["type"], command["name"]) for command in registered}
        is_current = sent == commands.command_fingerprint(definitions)
        fine = is_current and registered_names == expected_names
        return [(fine, strings.COMMANDS_FINE if fine else strings.COMMANDS_OLD)]

    async def _check_logins(self) -> list[Finding]:
        _, _, limits = await self.client.http.get_bot_gateway()
        remaining = limits["remaining"]
        host = yarl.URL(self.settings.gateway_url).host or ""
        return [(remaining > 0, strings.logins_left(remaining, host))]

    async def _check_server(self, server: discord.Guild, channels: list[str]) -> list[Finding]:
        """Check the channels that Mingle serves; without any, the server's own permissions."""
        name, workspace = server.name, ids.workspace_of(server.id)
        full_server = await self.client.fetch_guild(server.id, with_counts=False)
        own_member = await full_server.fetch_member(self.own_id)
        told = await self.client.http.get_all_guild_channels(server.id)

        served = ids.native_ids(workspace, channels)
        findings = [] if served else list(_server_findings(name, own_member))
        for native in served:
            place = _find_place(self.client, full_server, told, native)
            findings.append(
                _channel_finding(name, place, own_member)
                if place
                else (False, strings.channel_missing(name, native))
            )
        return findings or [(True, strings.server_fine(name))]


async def _answered(about: str, check: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    """Return the findings of a check; one sentence where Discord refuses it or answers oddly."""
    try:
        return await check()
    except (discord.Forbidden, discord.NotFound) as error:
        return [(False, strings.refused_check(about, error.text))]
    except (WebPage, discord.InvalidData, *UNREADABLE):
        return [(False, strings.odd_answer(about))]


def _find_place(
    client: GatewayClient, server: discord.Guild, told: Sequence[Payload], native: str
) -> discord.abc.GuildChannel | None:
    """Return a text channel of those that Discord told of; kinds that are new say nothing."""
    for channel in told:
        if channel["id"] == native and channel["type"] in TEXT_KINDS:
            return discord.TextChannel(
                state=client._connection,
                guild=server,
                data=channel,  # type: ignore[arg-type]
            )
    return None


def _server_findings(server_name: str, own_member: discord.Member) -> Iterator[Finding]:
    if lacking := _missing_permissions(own_member.guild_permissions):
        yield False, strings.server_lacks(server_name, lacking)


def _channel_finding(
    server_name: str, channel: discord.abc.GuildChannel, own_member: discord.Member
) -> Finding:
    lacking = _missing_permissions(channel.permissions_for(own_member))
    return not lacking, strings.channel_lacks(server_name, channel.name, lacking)


def _missing_permissions(granted: discord.Permissions) -> list[str]:
    needed = [name for name in PERMISSIONS if name != AGREED_TO]
    return [setting_name(name) for name in needed if not getattr(granted, name)]
