"""Look over the connection to Discord, and say in plain words what is wrong and how to mend it."""

from collections.abc import Iterable, Iterator
from typing import Any

import aiohttp
import discord
import yarl
from discord.http import Route

from adapters.discord import commands, ids, state, strings
from adapters.discord.gateway import Budget, Gate
from adapters.discord.invite import PERMISSIONS
from bot.config import DiscordSection
from bot.core.router import Router
from bot.store.engine import Database

PRIVILEGED = ("gateway_presence", "gateway_guild_members", "gateway_message_content")

Finding = tuple[bool, str]


async def findings(
    settings: DiscordSection, channels: Iterable[str], router: Router, database: Database
) -> list[Finding]:
    """Give each thing looked at: whether it is fine, and a sentence. `channels` are those that Mingle serves."""
    Route.BASE = settings.api_url.rstrip("/")
    gate = Gate(Budget())
    try:
        await gate.login(settings.token.get_secret_value())
        return [found async for found in _looked_at(gate, settings, list(channels), router, database)]
    except discord.LoginFailure:
        return [(False, strings.TOKEN_REFUSED)]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
        return [(False, strings.unreachable(settings.api_url))]
    finally:
        await gate.close()


async def _looked_at(
    gate: Gate, settings: DiscordSection, channels: list[str], router: Router, database: Database
) -> Any:
    assert gate.user
    servers = [server async for server in gate.fetch_guilds(limit=None)]
    yield True, strings.connected(str(gate.user), len(servers))
    yield await _intents(gate)
    yield await _synced(gate, settings, router, database)
    yield await _gateway(gate, settings)
    for server in servers:
        for found in await _server(gate, server.id, server.name, channels):
            yield found


async def _intents(gate: Gate) -> Finding:
    flags = (await gate.application_info()).flags
    extra = [name for name in PRIVILEGED if getattr(flags, name) or getattr(flags, f"{name}_limited")]
    return not extra, strings.intents(extra)


async def _synced(gate: Gate, settings: DiscordSection, router: Router, database: Database) -> Finding:
    assert gate.user
    mark = commands.fingerprint(commands.definitions(router, settings.names))
    async with database.reading() as tx:
        sent = await state.recall(tx, state.APP, str(gate.user.id), state.COMMANDS)
    there = {(one["type"], one["name"]) for one in await gate.http.get_global_commands(gate.user.id)}
    wanted = {(one["type"], one["name"]) for one in commands.definitions(router, settings.names)}
    fine = sent == mark and there == wanted
    return fine, strings.COMMANDS_FINE if fine else strings.COMMANDS_OLD


async def _gateway(gate: Gate, settings: DiscordSection) -> Finding:
    _, _, limits = await gate.http.get_bot_gateway()
    return limits["remaining"] > 0, strings.logins(limits["remaining"], yarl.URL(settings.gateway_url).host or "")


async def _server(gate: Gate, guild: int, name: str, channels: list[str]) -> list[Finding]:
    server = await gate.fetch_guild(guild, with_counts=False)
    assert gate.user
    me = await server.fetch_member(gate.user.id)
    places = {place.id: place for place in await server.fetch_channels()}
    workspace = ids.workspace_of(guild)
    served = [native for channel in channels if (native := ids.local(workspace, channel))]
    found = list(_lacking(name, me.guild_permissions)) if not served else []
    for native in served:
        place = places.get(int(native))
        found += [(False, strings.gone(name, native))] if place is None else _in_channel(name, place, me)
    return found or [(True, strings.server_fine(name))]


def _in_channel(name: str, place: discord.abc.GuildChannel, me: discord.Member) -> Iterator[Finding]:
    lacking = _names(place.permissions_for(me))
    yield not lacking, strings.channel(name, place.name, lacking)


def _lacking(name: str, has: discord.Permissions) -> Iterator[Finding]:
    if lacking := _names(has):
        yield False, strings.server_lacks(name, lacking)


def _names(has: discord.Permissions) -> list[str]:
    return [name.replace("_", " ").title() for name in PERMISSIONS if not getattr(has, name)]
