"""Answer about single channels, and open direct messages."""

from tests.doubles.discord import payloads
from tests.doubles.discord.refusals import Refused
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import Json


@route("get_channel", "GET", "/channels/{channel_id}")
def get_channel(call: Call) -> Json:
    return payloads.channel(call.core, call.channel())


@route("create_dm", "POST", "/users/@me/channels")
def create_dm(call: Call) -> Json:
    recipient = call.core.users.get(str(call.args.get("recipient_id", "")))
    if recipient is None:
        raise Refused(50033)
    if recipient.bot:
        raise Refused(50007)
    return payloads.channel(call.core, call.core.dm(recipient))


@route("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing", status=204)
def trigger_typing_indicator(call: Call) -> None:
    call.need(call.channel(), "send_messages")
