"""React, pin and bookmark; open a socket."""

from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Json, Refused


@method("reactions.add", 3, "reactions:write")
def react(call: Call) -> Json:
    """Add the bot's reaction to a message."""
    who = _reacted(call)
    if call.workspace.bot.id in who:
        raise Refused("already_reacted")
    who.append(call.workspace.bot.id)
    return {"ok": True}


@method("reactions.remove", 2, "reactions:write")
def unreact(call: Call) -> Json:
    """Take the bot's reaction away."""
    who = _reacted(call)
    if call.workspace.bot.id not in who:
        raise Refused("no_reaction")
    who.remove(call.workspace.bot.id)
    return {"ok": True}


@method("pins.add", 2, "pins:write")
def pin(call: Call) -> Json:
    """Pin a message."""
    call.message(call.channel(member=True, writing=True), str(call.need("timestamp")))
    return {"ok": True}


@method("bookmarks.add", 2, "bookmarks:write")
def bookmark(call: Call) -> Json:
    """Put a link at the top of a channel."""
    args = call.args | {"channel": call.need("channel_id")}
    channel = Call(call.server, call.workspace, args, call.token).channel(member=True, writing=True)
    told = {"id": call.server.number("Bk"), "channel_id": channel.id, "title": call.need("title")}
    return {
        "ok": True,
        "bookmark": told | {"link": call.args.get("link"), "type": call.need("type")},
    }


def _reacted(call: Call) -> list[str]:
    channel = call.channel(member=True, writing=True)
    return call.message(channel, str(call.need("timestamp"))).reactions.setdefault(
        str(call.need("name")), []
    )
