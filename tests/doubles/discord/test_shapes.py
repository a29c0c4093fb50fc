"""Check that the server's operations, and its answers, are those that Discord describes."""

import re

import discord as library

from tests.doubles.discord import schemas
from tests.doubles.discord.conftest import Client, DiscordSetup, described
from tests.doubles.discord.routes import ROUTES


@described
def test_every_operation_is_one_of_discords() -> None:
    described = schemas.paths()
    for name, route in ROUTES.items():
        method, path = described[name]
        assert (route.method, _bare(route.path)) == (method, _bare(path)), name


def _bare(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


@described
async def test_answers_are_as_described(bot: Client, pointed: DiscordSetup) -> None:
    guild, channel = pointed.guild, bot.get_channel(int(pointed.lunch.id))
    assert isinstance(channel, library.TextChannel)
    view = library.ui.View(timeout=None)
    view.add_item(library.ui.Button(label="Join", custom_id="join"))
    picture = library.File(__file__, "a.png")
    embed = library.Embed(title="Lunch", description="At noon").add_field(
        name="Where", value="Kitchen"
    )
    sent = await channel.send(f"<@{pointed.tom.id}>", embed=embed, view=view, file=picture)
    await sent.edit(content="b")
    thread = await sent.create_thread(name="thread")
    private = await channel.create_thread(name="private")
    await (await bot.fetch_user(int(pointed.tom.id))).send("hello")
    await pointed.register({"name": "lunch", "description": "d", "default_member_permissions": 32})
    admin = next(one for one in guild.members.values() if one.user.id == guild.owner).user
    await pointed.server.command(admin, pointed.lunch, "lunch")
    app, at = pointed.server.app.id, f"/channels/{channel.id}"
    event = await _event(pointed)
    gets = {
        "get_my_user": "/users/@me", "get_my_application": "/applications/@me",
        "get_bot_gateway": "/gateway/bot",
        "list_application_commands": f"/applications/{app}/commands",
        "get_user": f"/users/{pointed.tom.id}",
        "list_my_guilds": "/users/@me/guilds", "get_channel": at, "list_messages": f"{at}/messages",
        "get_message": f"{at}/messages/{sent.id}",
        "list_guild_channels": f"/guilds/{guild.id}/channels",
        "list_guild_roles": f"/guilds/{guild.id}/roles", "get_guild": f"/guilds/{guild.id}",
        "get_guild_member": f"/guilds/{guild.id}/members/{pointed.tom.id}",
        "search_guild_members": f"/guilds/{guild.id}/members/search?query=t",
        "get_active_guild_threads": f"/guilds/{guild.id}/threads/active",
        "list_thread_members": f"/channels/{thread.id}/thread-members",
        "list_private_archived_threads": f"{at}/threads/archived/private",
        "get_guild_scheduled_event": f"/guilds/{guild.id}/scheduled-events/{event}",
        "list_guild_scheduled_events": f"/guilds/{guild.id}/scheduled-events",
        "list_guild_scheduled_event_users": f"/guilds/{guild.id}/scheduled-events/{event}/users",
    }  # fmt: skip
    for path in gets.values():
        assert (await pointed.call("GET", path)).status == 200, path
    assert private.id
    seen = {request.name for request in pointed.server.requests}
    assert seen >= {
        *gets,
        "create_message",
        "update_message",
        "create_thread",
        "create_dm",
        "create_interaction_response",
    }
    for request in pointed.server.requests:
        assert not list(schemas.of_answer(request.name, request.status, request.answer)), (
            request.name
        )


async def _event(discord: DiscordSetup) -> str:
    content = {
        "name": "Lunch", "privacy_level": 2, "entity_type": 3,
        "scheduled_start_time": "2099-01-01T12:00:00+00:00",
        "scheduled_end_time": "2099-01-01T13:00:00+00:00",
        "entity_metadata": {"location": "Kitchen"},
    }  # fmt: skip
    answer = await discord.call("POST", f"/guilds/{discord.guild.id}/scheduled-events", content)
    (stands,) = discord.guild.events.values()
    stands.interested.append(discord.tom.id)
    return str(answer.body["id"])
