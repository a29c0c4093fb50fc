"""Operations on messages: post, edit, delete, look up."""

from typing import Any
from urllib.parse import unquote

from tests.doubles.discord import checks, layout, payloads, permissions
from tests.doubles.discord.core import Core
from tests.doubles.discord.refusals import Refused, refuse
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import EPHEMERAL, SUPPRESS, V2, Attachment, Channel, Json, Message

MAY_SET, MAY_SET_ANSWERING = SUPPRESS | 1 << 12 | V2, SUPPRESS | 1 << 12 | V2 | EPHEMERAL
GUILD_MESSAGES, DM_MESSAGES = 1 << 9, 1 << 12


@route("create_message", "POST", "/channels/{channel_id}/messages")
def create_message(call: Call) -> Json:
    channel = call.channel()
    if not channel.takes_messages:
        raise Refused(50008)
    _may_say(call, channel)
    if (before := _said_before(call)) is not None:
        return payloads.message(call.core, before)
    message = made(call.core, channel, call.args, call.files, MAY_SET)
    message.nonce = call.args.get("nonce")
    refer(call, channel, message)
    say(call.core, channel, message)
    return payloads.message(call.core, message)


@route("list_messages", "GET", "/channels/{channel_id}/messages")
def list_messages(call: Call) -> list[Json]:
    channel, limit = call.channel(), call.number("limit", 50, 100)
    guild = call.core.guild_of(channel)
    if guild and not permissions.may(guild, call.core.bot.id, "read_message_history", channel):
        return []
    said = [one for one in channel.messages if not one.deleted and not one.only_for]
    if before := call.query.get("before"):
        said = [one for one in said if int(one.id) < int(before)]
    if after := call.query.get("after"):
        said = [one for one in said if int(one.id) > int(after)][:limit]
    if around := call.query.get("around"):
        said = sorted(
            sorted(said, key=lambda one: abs(int(one.id) - int(around)))[:limit],
            key=lambda o: int(o.id),
        )
    return [read(call, one) for one in reversed(said[-limit:])]


@route("get_message", "GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> Json:
    channel = call.channel()
    call.need(channel, "read_message_history")
    return read(call, call.message(channel))


@route("update_message", "PATCH", "/channels/{channel_id}/messages/{message_id}")
def update_message(call: Call) -> Json:
    channel = call.channel()
    message = call.message(channel)
    if message.author != call.core.bot.id:
        raise Refused(50005)
    _may_write_here(channel)
    change(call.core, message, call.args, call.files)
    call.core.tell(channel.guild, "MESSAGE_UPDATE", _event(call.core, message), _intent(channel))
    return payloads.message(call.core, message)


@route("delete_message", "DELETE", "/channels/{channel_id}/messages/{message_id}", status=204)
def delete_message(call: Call) -> None:
    channel = call.channel()
    message = call.message(channel)
    if message.author != call.core.bot.id:
        call.need(channel, "manage_messages")
    remove(call.core, channel, message)


@route("add_my_message_reaction", "PUT",
"/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
       status=204)  # fmt: skip
def add_my_message_reaction(call: Call) -> None:
    channel = call.channel()
    call.need(channel, "read_message_history")
    message, emoji = call.message(channel), unquote(call.path["emoji_name"])
    if emoji not in message.reactions:
        call.need(channel, "add_reactions")
    if emoji.isascii() and ":" not in emoji:
        raise Refused(10014)
    who = message.reactions.setdefault(emoji, [])
    who += [call.core.bot.id] * (call.core.bot.id not in who)


@route("create_pin", "PUT", "/channels/{channel_id}/messages/pins/{message_id}", status=204)
def create_pin(call: Call) -> None:
    channel = call.channel()
    call.need(channel, "pin_messages")
    call.message(channel).pinned = True


def made(
    core: Core, channel: Channel, args: Json, files: list[Attachment], may_set: int
) -> Message:
    """Return the message that was sent, or refuse it as Discord does."""
    refuse(checks.message(args, files))
    _whole(args, files)
    flags = (args.get("flags") or 0) & may_set
    message = Message(core.number(), channel.id, channel.guild, core.bot.id, flags=flags)
    message.content, message.embeds = args.get("content") or "", args.get("embeds") or []
    message.components = layout.numbered(args.get("components") or [])
    message.attachments, message.poll = files, args.get("poll")
    message.pings = checks.pings(core, channel, message, args.get("allowed_mentions"))
    return message


def change(core: Core, message: Message, args: Json, files: list[Attachment]) -> None:
    """Change a message as it was sent, or refuse that as Discord does; what is not named stays."""
    whole: Json = {
        "content": message.content,
        "embeds": message.embeds,
        "components": message.components,
    }
    whole |= {"flags": message.flags | ((args.get("flags") or 0) & (V2 | SUPPRESS))}
    whole |= {
        key: value for key, value in args.items() if key in {"content", "embeds", "components"}
    }
    kept = message.attachments
    if args.get("attachments") is not None:
        named = {str(one["id"]) for one in args["attachments"]}
        kept = [one for one in kept if one.id in named]
    refuse(checks.message(whole | {"allowed_mentions": args.get("allowed_mentions")}, kept + files))
    if message.flags & V2 and not whole["flags"] & V2:
        raise Refused(
            50035, [("flags", "UNKNOWN_COMPONENTS_V2: the flag cannot be taken from a message")]
        )
    _whole(whole, kept + files)
    message.content, message.embeds = whole["content"] or "", whole["embeds"] or []
    message.components, message.flags = layout.numbered(whole["components"] or []), whole["flags"]
    message.attachments = kept + files
    message.edits, message.edited_at = message.edits + 1, core.clock.now()
    message.pings = checks.pings(
        core, core.channels[message.channel], message, args.get("allowed_mentions")
    )


def say(core: Core, channel: Channel, message: Message) -> None:
    """Add a message to a conversation, and send the app its event."""
    channel.messages.append(message)
    channel.archived = False
    core.tell(channel.guild, "MESSAGE_CREATE", _event(core, message), _intent(channel))


def remove(core: Core, channel: Channel, message: Message) -> None:
    """Take a message away; its id and its nonce are remembered."""
    channel.messages.remove(message)
    message.deleted = True
    core.gone[message.id] = message
    told = {"id": message.id, "channel_id": channel.id} | (
        {"guild_id": channel.guild} if channel.guild else {}
    )
    core.tell(channel.guild, "MESSAGE_DELETE", told, _intent(channel))


def refer(call: Call, channel: Channel, message: Message) -> None:
    """Make a message the reply to another."""
    reference = call.args.get("message_reference")
    if not reference:
        return
    found = any(one.id == str(reference.get("message_id")) for one in channel.messages)
    if not found and reference.get("fail_if_not_exists", True):
        raise Refused(50035, [("message_reference", "Unknown message")])
    message.reference, message.type = (
        {**reference, "channel_id": channel.id, "guild_id": channel.guild},
        19,
    )


def read(call: Call, message: Message) -> Json:
    """Return a message as the bot may read it.

    The content of other people's takes a privileged intent.
    """
    told = payloads.message(call.core, message)
    own = message.author == call.core.bot.id or call.core.bot.id in message.pings
    if own or not message.guild or call.core.app.privileged & 1 << 15:
        return told
    return told | {"content": "", "embeds": [], "attachments": [], "components": []}


def _whole(args: Json, files: list[Attachment]) -> None:
    if not (
        args.get("content")
        or args.get("embeds")
        or args.get("components")
        or args.get("poll")
        or files
    ):
        raise Refused(50006)


def _may_say(call: Call, channel: Channel) -> None:
    if channel.kind == "dm":
        _may_write_to(call, channel)
        return
    call.need(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
    if call.files:
        call.need(channel, "attach_files")
    if call.args.get("embeds"):
        call.need(channel, "embed_links")
    if call.args.get("poll"):
        call.need(channel, "send_polls")
    if channel.locked:
        raise Refused(160005)


def _may_write_to(call: Call, channel: Channel) -> None:
    person = next(call.core.users[one] for one in channel.members if one != call.core.bot.id)
    if not call.core.mutual(person):
        raise Refused(50278)
    if person.dms_closed:
        raise Refused(50007)


def _may_write_here(channel: Channel) -> None:
    if channel.archived:
        raise Refused(50083)


def _said_before(call: Call) -> Message | None:
    nonce = call.args.get("nonce")
    if nonce in {None, ""} or not call.args.get("enforce_nonce"):
        return None
    since = call.core.clock.now() - call.core.app.nonce_life
    for one in [*call.core.messages, *call.core.gone.values()]:
        if one.author == call.core.bot.id and one.nonce == nonce and one.at >= since:
            if one.deleted:
                raise Refused(10008)
            return one
    return None


def _event(core: Core, message: Message) -> Json:
    told: dict[str, Any] = payloads.message(core, message)
    guild = core.guilds.get(message.guild)
    if guild and message.author in guild.members:
        told |= {
            "guild_id": guild.id,
            "member": payloads.member(guild, guild.members[message.author], whole=False),
        }
    return told


def _intent(channel: Channel) -> int:
    return GUILD_MESSAGES if channel.guild else DM_MESSAGES
