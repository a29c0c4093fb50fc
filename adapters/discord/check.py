"""Look over the connection to Discord, and say in plain words what is wrong and how to mend it."""

from collections.abc import Iterable, Iterator
from typing import Any

import aiohttp
import discord
import yarl
from discord.http import Route

from adapters.discord import commands, ids, state, strings
from adapters.discord.gateway import GatewayClient, LoginBudget
from adapters.discord.invite import PERMISSIONS
from bot.config import DiscordSection
from bot.core.router import Router
from bot.store.engine import Database

PRIVILEGED = ("gateway_presence", "gateway_guild_members", "gateway_message_content")

Finding = tuple[bool, str]


async def run_checks(
    settings: DiscordSection, channels: Iterable[str], router: Router, database: Database
) -> list[Finding]:
    """Give each thing looked at: whether it is fine, and a sentence.

    `channels` are those that Mingle serves.
    """
    Route.BASE = settings.api_url.rstrip("/")
    gate = GatewayClient(LoginBudget())
    try:
        await gate.login(settings.token.get_secret_value())
        return [
            found async for found in _looked_at(gate, settings, list(channels), router, database)
        ]
    except discord.LoginFailure:
        return [(False, strings.TOKEN_REFUSED)]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
        return [(False, strings.api_unreachable(settings.api_url))]
    finally:
        await gate.close()


async def _looked_at(
    client: GatewayClient,
    settings: DiscordSection,
    channels: list[str],
    router: Router,
    database: Database,
) -> Any:
    assert client.user
    servers = [server async for server in client.fetch_guilds(limit=None)]
    yield True, strings.connected_as(str(client.user), len(servers))
    yield await _intents(client)
    yield await _synced(client, settings, router, database)
    yield await _gateway(client, settings)
    for server in servers:
        for found in await _server(client, server.id, server.name, channels):
            yield found


async def _intents(client: GatewayClient) -> Finding:
    flags = (await client.application_info()).flags
    extra = [
        name for name in PRIVILEGED if getattr(flags, name) or getattr(flags, f"{name}_limited")
    ]
    return not extra, strings.extra_intents(extra)


async def _synced(
    client: GatewayClient, settings: DiscordSection, router: Router, database: Database
) -> Finding:
    assert client.user
    mark = commands.command_fingerprint(commands.command_definitions(router, settings.names))
    async with database.read_transaction() as tx:
        sent = await state.load_setting(
            tx, state.APP_WORKSPACE, str(client.user.id), state.COMMANDS
        )
    there = {
        (one["type"], one["name"]) for one in await client.http.get_global_commands(client.user.id)
    }
    wanted = {
        (one["type"], one["name"]) for one in commands.command_definitions(router, settings.names)
    }
    fine = sent == mark and there == wanted
    return fine, strings.COMMANDS_FINE if fine else strings.COMMANDS_OLD


async def _gateway(client: GatewayClient, settings: DiscordSection) -> Finding:
    _, _, limits = await client.http.get_bot_gateway()
    return limits["remaining"] > 0, strings.logins_left(
        limits["remaining"], yarl.URL(settings.gateway_url).host or ""
    )


async def _server(
    client: GatewayClient, guild: int, name: str, channels: list[str]
) -> list[Finding]:
    server = await client.fetch_guild(guild, with_counts=False)
    assert client.user
    me = await server.fetch_member(client.user.id)
    places = {place.id: place for place in await server.fetch_channels()}
    workspace = ids.workspace_of(guild)
    served = [
        native for channel in channels if (native := ids.native_id_or_empty(workspace, channel))
    ]
    found = list(_lacking(name, me.guild_permissions)) if not served else []
    for native in served:
        place = places.get(int(native))
        found += (
            [(False, strings.channel_missing(name, native))]
            if place is None
            else _in_channel(name, place, me)
        )
    return found or [(True, strings.server_fine(name))]


def _in_channel(
    name: str, place: discord.abc.GuildChannel, me: discord.Member
) -> Iterator[Finding]:
    lacking = _names(place.permissions_for(me))
    yield not lacking, strings.channel_lacks(name, place.name, lacking)


def _lacking(name: str, has: discord.Permissions) -> Iterator[Finding]:
    if lacking := _names(has):
        yield False, strings.server_lacks(name, lacking)


def _names(has: discord.Permissions) -> list[str]:
    return [name.replace("_", " ").title() for name in PERMISSIONS if not getattr(has, name)]
