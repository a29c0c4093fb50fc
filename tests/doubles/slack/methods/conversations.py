"""Open, find and read conversations."""

from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Channel, Json, Message, Refused

MOST_PEOPLE = 8
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


@method("conversations.open", 3)
def open_(call: Call) -> Json:
    """Open the bot's conversation with one to eight people; the same people get the same one."""
    people = [one.strip() for one in str(call.need("users", "users_list_not_supplied")).split(",")]
    others = sorted({*people} - {call.workspace.bot.id})
    call.scope("im:write" if len(others) == 1 else "mpim:write")
    if not others:
        raise Refused("not_enough_users")
    if len(others) > MOST_PEOPLE:
        raise Refused("too_many_users")
    found = [call.user(one) for one in others]
    if any(user.deleted for user in found):
        raise Refused("user_disabled")
    if any(user.hidden for user in found):
        raise Refused("user_not_visible")
    if any(user.bot for user in found):
        raise Refused("cannot_dm_bot")
    if len(found) > 1 and any(user.stranger for user in found):
        raise Refused("invalid_user_combination")
    channel, existed = call.server.conversation(call.workspace, others)
    told = channel.told(call.workspace.bot.id) if call.args.get("return_im") else {"id": channel.id}
    return {"ok": True, "no_op": existed, "already_open": existed, "channel": told}


@method("conversations.info", 3)
def info(call: Call) -> Json:
    """Describe one conversation."""
    channel = call.channel()
    call.scope(channel.read_scope())
    counted = {"num_members": len(channel.members)} if call.args.get("include_num_members") else {}
    return {"ok": True, "channel": channel.told(call.workspace.bot.id) | counted}


@method("conversations.list", 2)
def list_(call: Call) -> Json:
    """List conversations by pages, which can be short."""
    return _listed(call, mine=False)


@method("users.conversations", 3)
def mine(call: Call) -> Json:
    """List the conversations that the bot is in."""
    return _listed(call, mine=True)


@method("conversations.members", 4)
def members(call: Call) -> Json:
    """List who is in a conversation, by pages."""
    channel = call.channel()
    call.scope(channel.read_scope())
    page, after = call.page(channel.members)
    return {"ok": True, "members": page, "response_metadata": after}


@method("conversations.history", 3)
def history(call: Call) -> Json:
    """Return what was said in a conversation, latest first."""
    channel = call.channel(member=True)
    call.scope(channel.read_scope("history"))
    said = [
        one
        for one in reversed(channel.messages)
        if one.thread_ts in {None, one.ts} and _between(call, one)
    ]
    return _read(call, said)


@method("conversations.replies", 3)
def replies(call: Call) -> Json:
    """Return a thread, earliest first."""
    channel = call.channel(member=True)
    call.scope(channel.read_scope("history"))
    root = str(call.need("ts"))
    said = [one for one in channel.messages if root in {one.ts, one.thread_ts}]
    if not said:
        raise Refused("thread_not_found")
    return _read(call, [one for one in said if one.ts == root or _between(call, one)])


@method("conversations.join", 3, "channels:join")
def join(call: Call) -> Json:
    """`conversations.join`: add the bot to a public channel."""
    channel = call.channel(writing=True)
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if call.workspace.bot.id not in channel.members:
        channel.members.append(call.workspace.bot.id)
    return {"ok": True, "channel": channel.told(call.workspace.bot.id)}


def _listed(call: Call, *, mine: bool) -> Json:
    kinds = [
        TYPES.get(one.strip(), "")
        for one in str(call.args.get("types") or "public_channel").split(",")
    ]
    if "" in kinds:
        raise Refused("invalid_types")
    bot = call.workspace.bot.id
    visible = [
        one
        for one in call.workspace.channels.values()
        if one.kind in kinds and _seen(one, bot, mine=mine)
    ]
    for one in visible:
        call.scope(one.read_scope())
    page, after = call.page(visible)
    kept = [one for one in page if not (call.args.get("exclude_archived") and one.archived)]
    return {"ok": True, "channels": [one.told(bot) for one in kept], "response_metadata": after}


def _seen(channel: Channel, bot: str, *, mine: bool) -> bool:
    return bot in channel.members or (channel.kind == "channel" and not mine)


def _between(call: Call, message: Message) -> bool:
    oldest, latest = float(call.args.get("oldest") or 0), float(call.args.get("latest") or "inf")
    at = float(message.ts)
    return oldest <= at <= latest if call.args.get("inclusive") else oldest < at < latest


def _read(call: Call, said: list[Message]) -> Json:
    page, after = call.page(said)
    told = [
        one.told(call.workspace, metadata=bool(call.args.get("include_all_metadata")))
        for one in page
    ]
    more = bool(after["next_cursor"])
    return {"ok": True, "messages": told, "has_more": more} | (
        {"response_metadata": after} if more else {}
    )
