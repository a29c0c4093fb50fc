"""Take the app's answers to interactions: one in time, then more for a quarter of an hour."""

from typing import Any

from tests.doubles.discord import layout, payloads, registration
from tests.doubles.discord.core import Core
from tests.doubles.discord.refusals import Refused, refuse
from tests.doubles.discord.routes.messages import MAY_SET_ANSWERING, change, made, remove, say
from tests.doubles.discord.routes.registry import Call, route
from tests.doubles.discord.state import EPHEMERAL, LOADING, Interaction, Json, Message, Modal

TOKEN_LIFE = 900.0
PING, COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 1, 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ALLOWED = {
    COMMAND: {MESSAGE, DEFER, MODAL}, COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES}, SUBMIT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},
}  # fmt: skip


@route(
    "create_interaction_response",
    "POST",
    "/interactions/{interaction_id}/{interaction_token}/callback",
    bot=False,
)
def create_interaction_response(call: Call) -> Json | None:
    one = call.core.interactions.get(call.path["interaction_id"])
    if one is None or one.token != call.path["interaction_token"]:
        raise Refused(10062)
    if one.acked:
        raise Refused(40060)
    if call.core.clock.now() > one.born + call.core.answer_within:
        raise Refused(10062)
    kind: Any = call.args.get("type")
    if kind not in ALLOWED[one.type]:
        raise Refused(
            50035, [("type", f"An interaction of type {one.type} is not answered with {kind}")]
        )
    _answer(call, one, kind, call.args.get("data") or {})
    one.acked, one.answer = kind, call.args
    one.answered.set()
    return (
        _callback(call, one, kind)
        if call.query.get("with_response") in {"1", "true", "True"}
        else None
    )


@route("execute_webhook", "POST", "/webhooks/{webhook_id}/{webhook_token}", bot=False)
def execute_webhook(call: Call) -> Json:
    one = _alive(call)
    if one.deferred and one.original is not None:
        return _fill(call, one, one.original)
    message = _message(call, one, call.args)
    _show(call.core, message)
    one.followups.append(message)
    return payloads.message(call.core, message)


@route(
    "get_original_webhook_message",
    "GET",
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
    bot=False,
)
def get_original_webhook_message(call: Call) -> Json:
    return payloads.message(call.core, _original(_alive(call)))


@route("update_original_webhook_message", "PATCH",
"/webhooks/{webhook_id}/{webhook_token}/messages/@original",
       bot=False)  # fmt: skip
def update_original_webhook_message(call: Call) -> Json:
    one = _alive(call)
    return _fill(call, one, _original(one))


@route("delete_original_webhook_message", "DELETE",
"/webhooks/{webhook_id}/{webhook_token}/messages/@original",
       status=204, bot=False)  # fmt: skip
def delete_original_webhook_message(call: Call) -> None:
    one = _alive(call)
    _hide(call.core, _original(one))
    one.deferred = False


@route(
    "get_webhook_message",
    "GET",
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    bot=False,
)
def get_webhook_message(call: Call) -> Json:
    return payloads.message(call.core, _followup(call))


@route(
    "update_webhook_message",
    "PATCH",
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    bot=False,
)
def update_webhook_message(call: Call) -> Json:
    return _fill(call, _alive(call), _followup(call))


@route("delete_webhook_message", "DELETE",
"/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
       status=204, bot=False)  # fmt: skip
def delete_webhook_message(call: Call) -> None:
    _hide(call.core, _followup(call))


def _answer(call: Call, one: Interaction, kind: int, data: Json) -> None:
    match kind:
        case 4:
            one.original = _message(call, one, data)
            _show(call.core, one.original)
        case 5:
            one.original = _placeholder(call.core, one, (data.get("flags") or 0) & EPHEMERAL)
            one.deferred = True
            _show(call.core, one.original)
        case 6 | 7 if one.message is None:
            raise Refused(50035, [("type", "There is no message to change")])
        case 6:
            one.original = one.message
        case 7:
            one.original = one.message
            change(call.core, _original(one), data, call.files)
        case 8:
            refuse(registration.choices(data.get("choices") or []))
        case 9:
            refuse(layout.modal(data))
            one.modal = Modal(one.user.id, data, one.guild, one.channel, one.message)
            call.core.modals[one.user.id] = one.modal


def _message(call: Call, one: Interaction, data: Json) -> Message:
    message = made(call.core, call.core.channels[one.channel], data, call.files, MAY_SET_ANSWERING)
    return _owned(one, message)


def _placeholder(core: Core, one: Interaction, ephemeral: int) -> Message:
    flags = LOADING | ephemeral
    return _owned(one, Message(core.number(), one.channel, one.guild, core.bot.id, flags=flags))


def _owned(one: Interaction, message: Message) -> Message:
    message.interaction, message.interaction_user = one.id, one.user.id
    message.type = 20 if one.type == COMMAND else 0
    message.only_for = one.user.id if message.flags & EPHEMERAL else ""
    message.pings = [] if message.only_for else message.pings
    return message


def _show(core: Core, message: Message) -> None:
    if message.only_for:
        core.ephemerals.append(message)
    else:
        say(core, core.channels[message.channel], message)


def _hide(core: Core, message: Message) -> None:
    if message.only_for:
        core.ephemerals.remove(message)
    else:
        remove(core, core.channels[message.channel], message)
    message.deleted = True


def _fill(call: Call, one: Interaction, message: Message) -> Json:
    thinking = message.loading
    change(call.core, message, call.args, call.files)
    message.flags &= ~LOADING
    if thinking:
        message.edits, one.deferred = 0, False
    message.pings = [] if message.only_for else message.pings
    channel = call.core.channels[message.channel]
    if not message.only_for:
        call.core.tell(
            channel.guild, "MESSAGE_UPDATE", payloads.message(call.core, message), 1 << 9
        )
    return payloads.message(call.core, message)


def _alive(call: Call) -> Interaction:
    if call.path["webhook_id"] != call.core.app.id:
        raise Refused(10015)
    token = call.path["webhook_token"]
    one = next((one for one in call.core.interactions.values() if one.token == token), None)
    if one is None or not one.acked:
        raise Refused(10015)
    if call.core.clock.now() > one.born + TOKEN_LIFE:
        raise Refused(50027)
    return one


def _original(one: Interaction) -> Message:
    if one.original is None or one.original.deleted:
        raise Refused(10008)
    return one.original


def _followup(call: Call) -> Message:
    one, wanted = _alive(call), call.path["message_id"]
    for message in [*one.followups, one.original, one.message]:
        if message is not None and message.id == wanted and not message.deleted:
            return message
    raise Refused(10008)


def _callback(call: Call, one: Interaction, kind: int) -> Json:
    told: Json = {"id": one.id, "type": one.type}
    resource: Json = {"type": kind}
    if kind in {MESSAGE, DEFER, UPDATE} and one.original is not None:
        told |= {
            "response_message_id": one.original.id,
            "response_message_loading": one.original.loading,
        }
        told |= {"response_message_ephemeral": bool(one.original.only_for)}
        resource["message"] = payloads.message(call.core, one.original)
    return {"interaction": told, "resource": resource}
