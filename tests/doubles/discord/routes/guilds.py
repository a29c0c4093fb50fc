"""Answer about servers, their channels, roles and members."""

from tests.doubles.discord import payloads
from tests.doubles.discord.refusals import Refused
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import Json, User


@route("get_guild", "GET", "/guilds/{guild_id}")
def get_guild(call: Call) -> Json:
    return payloads.partial_guild(call.guild())


@route("leave_guild", "DELETE", "/users/@me/guilds/{guild_id}", status=204)
def leave_guild(call: Call) -> None:
    guild = call.guild()
    guild.gone = True
    guild.members.pop(call.core.bot.id, None)
    call.core.tell(guild.id, "GUILD_DELETE", {"id": guild.id})


@route("list_guild_channels", "GET", "/guilds/{guild_id}/channels")
def list_guild_channels(call: Call) -> list[Json]:
    return [
        payloads.channel(call.core, one)
        for one in call.guild().channels.values()
        if not one.is_thread
    ]


@route("list_guild_roles", "GET", "/guilds/{guild_id}/roles")
def list_guild_roles(call: Call) -> list[Json]:
    return [payloads.role(one) for one in call.guild().roles.values()]


@route("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}")
def get_guild_member(call: Call) -> Json:
    guild = call.guild()
    if (found := guild.members.get(call.path["user_id"])) is None:
        raise Refused(10007 if call.path["user_id"] in call.core.users else 10013)
    return payloads.member(guild, found)


@route("list_guild_members", "GET", "/guilds/{guild_id}/members")
def list_guild_members(call: Call) -> list[Json]:
    guild = call.guild()
    if not call.core.app.privileged & 1 << 1:
        raise Refused(50001)  # the list, other than single members, takes the privileged intent
    limit, after = call.number("limit", 1, 1000), int(call.query.get("after", "0"))
    people = sorted(
        (one for one in guild.members.values() if int(one.user.id) > after),
        key=lambda o: int(o.user.id),
    )
    return [payloads.member(guild, one) for one in people[:limit]]


@route("search_guild_members", "GET", "/guilds/{guild_id}/members/search")
def search_guild_members(call: Call) -> list[Json]:
    guild, start = call.guild(), call.query.get("query", "").lower()
    limit = call.number("limit", 1, 1000)
    if not start:
        raise Refused(50035, [("query", "This field is required")])

    def fits(one: User, nick: str | None) -> bool:
        return one.name.lower().startswith(start) or (nick or "").lower().startswith(start)

    found = [one for one in guild.members.values() if fits(one.user, one.nick)]
    return [payloads.member(guild, one) for one in found[:limit]]


@route("get_user", "GET", "/users/{user_id}")
def get_user(call: Call) -> Json:
    found = call.core.users.get(call.path["user_id"])
    if found is None:
        raise Refused(10013)
    return payloads.user(found)
