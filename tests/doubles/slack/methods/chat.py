"""Post, change and remove messages."""

import json
from typing import Any

from tests.doubles.slack import checks
from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Channel, Json, Message, Refused

LONGEST_POST, LONGEST_UPDATE = 40_000, 4_000
METADATA_BYTES = 16_000


@method("chat.postMessage", 4, "chat:write")
def post(call: Call) -> Json:
    """`chat.postMessage`: in a channel of the bot, or to one person by their id."""
    channel = _to(call)
    message = _new(call, channel)
    message.metadata = _metadata(call)
    message.thread_ts = call.args.get("thread_ts")
    if message.thread_ts and not any(one.ts == message.thread_ts for one in channel.messages):
        raise Refused("thread_not_found")
    call.server.say(call.workspace, channel, message)
    told = message.told(call.workspace, metadata=True)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": told}


@method("chat.postEphemeral", 4, "chat:write")
def whisper(call: Call) -> Json:
    """`chat.postEphemeral`: in a channel, seen by one person."""
    channel = call.channel(member=True, writing=True)
    user = call.user(str(call.need("user", "user_not_found")))
    if user.id not in channel.members:
        raise Refused("user_not_in_channel")
    message = _new(call, channel)
    message.only_for = user.id
    call.workspace.ephemerals.append(message)
    return {"ok": True, "message_ts": message.ts}


@method("chat.update", 3, "chat:write")
def update(call: Call) -> Json:
    """Change a message of the bot's own; what is not named stays."""
    channel, message = _own(call, "cant_update_message")
    text, blocks = call.args.get("text"), call.args.get("blocks")
    if not text and not blocks:
        raise Refused("no_text")
    if len(text or "") > LONGEST_UPDATE:
        raise Refused("msg_too_long")
    checked = None if blocks is None else _blocks(call, blocks)
    metadata = _metadata(call)
    message.text = text if text is not None else message.text
    message.blocks = message.blocks if checked is None else checked
    message.metadata = metadata or message.metadata
    message.edits += 1
    told = message.told(call.workspace, metadata=True)
    return {
        "ok": True,
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": told,
    }


@method("chat.unfurl", 3, "links:write")
def unfurl(call: Call) -> Json:
    """`chat.unfurl`: show blocks below links of somebody's message."""
    channel = call.channel()
    message = call.message(channel, str(call.need("ts")))
    unfurls = call.need("unfurls")
    if not all(link in message.text for link in unfurls):
        raise Refused("cannot_unfurl_url")
    for link, shown in unfurls.items():
        message.unfurls[link] = _blocks(call, shown["blocks"])
    return {"ok": True}


@method("chat.delete", 3, "chat:write")
def delete(call: Call) -> Json:
    """Remove a message of the bot's own."""
    channel, message = _own(call, "cant_delete_message")
    message.deleted = True
    channel.messages.remove(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", 0)
def permalink(call: Call) -> Json:
    """`chat.getPermalink`: the address of a message."""
    channel = call.channel()
    message = call.message(channel, str(call.need("message_ts")))
    home, moment = call.workspace.name.lower(), message.ts.replace(".", "")
    link = f"https://{home}.slack.com/archives/{channel.id}/p{moment}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def made(call: Call, channel: Channel, user: str, args: Json) -> Message:
    """Return a checked message of text and blocks that is not posted yet."""
    text, blocks = args.get("text") or "", args.get("blocks")
    if not text and not blocks and not args.get("attachments"):
        raise Refused("no_text")
    if args.get("link_names") or args.get("parse") == "full":
        call.server.problems.append("a message asks for names in it to become mentions")
    if blocks and not text:
        call.server.problems.append("a message with blocks has no text for notifications")
    if len(text) > LONGEST_POST:
        call.server.problems.append(f"a text of {len(text)} characters was cut")
    checked = [] if blocks is None else _blocks(call, blocks)
    return Message(channel.id, call.server.ts(), user, text[:LONGEST_POST], checked, from_app=True)


def _to(call: Call) -> Channel:
    to = str(call.need("channel", "channel_not_found"))
    if to.startswith("U") and to in call.workspace.users:
        if call.workspace.users[to].deleted:
            raise Refused("user_disabled")
        if call.workspace.users[to].bot:
            raise Refused("cannot_dm_bot")
        return call.server.conversation(call.workspace, [to])[0]
    channel = call.channel(member=True, writing=True)
    others = [call.workspace.users[one] for one in channel.members if one != call.workspace.bot.id]
    if channel.kind == "im" and any(user.deleted for user in others):
        raise Refused("user_disabled")
    return channel


def _new(call: Call, channel: Channel) -> Message:
    return made(call, channel, call.workspace.bot.id, call.args)


def _blocks(call: Call, blocks: Any) -> list[Json]:
    checked = checks.named(checks.message_blocks(blocks))
    for file_id in _files_in(checked):
        file = call.workspace.files.get(file_id)
        if file is None or file.ready_at is None or file.ready_at > call.server.clock.now():
            raise Refused("invalid_blocks", f"invalid slack file: {file_id}")
    return checked


def _files_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [id_ for item in node for id_ in _files_in(item)]
    if not isinstance(node, dict):
        return []
    own = [node["slack_file"].get("id", "")] if isinstance(node.get("slack_file"), dict) else []
    return own + [id_ for item in node.values() for id_ in _files_in(item)]


def _metadata(call: Call) -> Json | None:
    metadata = call.args.get("metadata")
    if metadata is None:
        return None
    shaped = isinstance(metadata, dict) and set(metadata) == {"event_type", "event_payload"}
    if not shaped or not isinstance(metadata["event_payload"], dict) or not metadata["event_type"]:
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return dict(metadata)


def _own(call: Call, error: str) -> tuple[Channel, Message]:
    channel = call.channel(writing=True)
    message = call.message(channel, str(call.need("ts")))
    if message.user != call.workspace.bot.id:
        raise Refused(error)
    return channel, message
