"""Operations on threads and their members."""

from tests.doubles.discord import payloads, permissions
from tests.doubles.discord.core import Core
from tests.doubles.discord.refusals import Refused
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import HAS_THREAD, Channel, Guild, Json

MEMBERS = 1000
GUILDS = 1


@route("create_thread", "POST", "/channels/{channel_id}/threads", status=201)
def create_thread(call: Call) -> Json:
    parent = call.channel()
    if parent.kind not in {"text", "announcement"}:
        raise Refused(50024)
    private = call.args.get("type", 12) == 12
    if private and parent.kind != "text":
        raise Refused(50024)
    call.need(parent, "create_private_threads" if private else "create_public_threads")
    thread = _opened(call, parent, call.core.number())
    thread.kind = "private_thread" if private else "thread"
    thread.invitable = bool(call.args.get("invitable", True))
    return _told(call.core, thread)


@route(
    "create_thread_from_message",
    "POST",
    "/channels/{channel_id}/messages/{message_id}/threads",
    status=201,
)
def create_thread_from_message(call: Call) -> Json:
    parent = call.channel()
    message = call.message(parent)
    if parent.kind not in {"text", "announcement"}:
        raise Refused(50024)
    call.need(parent, "create_public_threads")
    if message.thread:
        raise Refused(160004)
    thread = _opened(call, parent, message.id)
    message.thread, message.flags = thread.id, message.flags | HAS_THREAD
    return _told(call.core, thread)


@route("update_channel", "PATCH", "/channels/{channel_id}")
def update_channel(call: Call) -> Json:
    channel = call.channel()
    if not channel.is_thread:
        call.need(channel, "manage_channels")
    elif channel.owner != call.core.bot.id or "locked" in call.args:
        call.need(channel, "manage_threads")
    channel.name = call.args.get("name") or channel.name
    channel.archived = call.args.get("archived", channel.archived)
    channel.locked = call.args.get("locked", channel.locked)
    channel.invitable = call.args.get("invitable", channel.invitable)
    channel.archive_after = call.args.get("auto_archive_duration", channel.archive_after)
    channel.topic = call.args.get("topic", channel.topic)
    told = payloads.channel(call.core, channel)
    call.core.tell(
        channel.guild, "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", told, GUILDS
    )
    return told


@route("delete_channel", "DELETE", "/channels/{channel_id}")
def delete_channel(call: Call) -> Json:
    channel = call.channel()
    if channel.kind == "dm":
        return payloads.channel(call.core, channel)
    call.need(channel, "manage_threads" if channel.is_thread else "manage_channels")
    told = payloads.channel(call.core, channel)
    del call.core.guilds[channel.guild].channels[channel.id]
    call.core.tell(
        channel.guild, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", told, GUILDS
    )
    return told


@route("add_thread_member", "PUT", "/channels/{channel_id}/thread-members/{user_id}", status=204)
def add_thread_member(call: Call) -> None:
    thread, guild = _thread(call)
    call.need(thread, "send_messages_in_threads")
    who = call.path["user_id"]
    if who not in call.core.users:
        raise Refused(10013)
    if who not in guild.members:
        raise Refused(10007)
    if not permissions.sees(guild, who, guild.channels[thread.parent]):
        raise Refused(50001)
    _add(thread, who)


@route("join_thread", "PUT", "/channels/{channel_id}/thread-members/@me", status=204)
def join_thread(call: Call) -> None:
    thread, _ = _thread(call)
    _add(thread, call.core.bot.id)


@route(
    "delete_thread_member", "DELETE", "/channels/{channel_id}/thread-members/{user_id}", status=204
)
def delete_thread_member(call: Call) -> None:
    thread, _ = _thread(call)
    if thread.owner != call.core.bot.id or thread.kind != "private_thread":
        call.need(thread, "manage_threads")
    if call.path["user_id"] in thread.members:
        thread.members.remove(call.path["user_id"])


@route("leave_thread", "DELETE", "/channels/{channel_id}/thread-members/@me", status=204)
def leave_thread(call: Call) -> None:
    thread, _ = _thread(call)
    if call.core.bot.id in thread.members:
        thread.members.remove(call.core.bot.id)


@route("list_thread_members", "GET", "/channels/{channel_id}/thread-members")
def list_thread_members(call: Call) -> list[Json]:
    thread = call.channel()
    return [payloads.thread_member(thread, who) for who in thread.members]


@route("get_active_guild_threads", "GET", "/guilds/{guild_id}/threads/active")
def get_active_guild_threads(call: Call) -> Json:
    guild, core = call.guild(), call.core
    seen = [
        one
        for one in guild.threads
        if not one.archived and permissions.sees(guild, core.bot.id, one)
    ]
    own = [payloads.thread_member(one, core.bot.id) for one in seen if core.bot.id in one.members]
    return {
        "threads": [payloads.channel(core, one) for one in seen],
        "members": own,
        "has_more": False,
    }


@route("list_public_archived_threads", "GET", "/channels/{channel_id}/threads/archived/public")
@route("list_private_archived_threads", "GET", "/channels/{channel_id}/threads/archived/private")
@route(
    "list_my_private_archived_threads",
    "GET",
    "/channels/{channel_id}/users/@me/threads/archived/private",
)
def list_archived_threads(call: Call) -> Json:
    channel, guild = call.channel(), call.core.guilds[call.channel().guild]
    call.need(channel, "read_message_history")
    seen = [one for one in guild.threads if one.archived and one.parent == channel.id]
    seen = [one for one in seen if permissions.sees(guild, call.core.bot.id, one)]
    return {
        "threads": [payloads.channel(call.core, one) for one in seen],
        "members": [],
        "has_more": False,
    }


def _opened(call: Call, parent: Channel, id_: str) -> Channel:
    guild = call.core.guilds[parent.guild]
    if sum(not one.archived for one in guild.threads) >= guild.thread_limit:
        raise Refused(160006)
    thread = Channel(id_, guild.id, call.args["name"], "thread", parent.id, owner=call.core.bot.id)
    thread.archive_after = call.args.get("auto_archive_duration") or 4320
    thread.members = [call.core.bot.id]
    guild.channels[id_] = thread
    told = payloads.channel(call.core, thread) | {"newly_created": True}
    call.core.tell(guild.id, "THREAD_CREATE", told, GUILDS)
    return thread


def _told(core: Core, thread: Channel) -> Json:
    return payloads.channel(core, thread)


def _thread(call: Call) -> tuple[Channel, Guild]:
    thread = call.channel()
    if not thread.is_thread:
        raise Refused(50024)
    if thread.archived:
        raise Refused(50083)
    return thread, call.core.guilds[thread.guild]


def _add(thread: Channel, who: str) -> None:
    if len(thread.members) >= MEMBERS:
        raise Refused(30003)
    if who not in thread.members:
        thread.members.append(who)
