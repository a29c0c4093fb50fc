"""`/mingle why`: explain the latest messages, and turn reasons off and on."""

from collections.abc import Mapping

from bot.attention import records, views
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.notices import outdated_button_card
from bot.ui.speech import mark
from bot.ui.text import Words

DEFAULT_EXPLAINED, MAX_EXPLAINED = 5, 15  # messages explained at once


def make_why_router(reasons: Mapping[str, Words]) -> Router:
    """Return the router of `/mingle why` and its buttons.

    `reasons` is read at each call, so it may still be filled after this router is made.
    """
    router = Router()

    @router.command(
        "mingle why",
        mark("See why I wrote to you, and turn things off"),
        Role.ANYONE,
        Option(
            "latest",
            mark("how many of my messages to explain, 5 unless you say otherwise"),
            "number",
        ),
        example="/mingle why 10",
    )
    @router.button("attention.why", Role.ANYONE)
    async def why(call: Invocation, tx: Transaction) -> Answer:
        return await _explain(call, tx, reasons)

    @router.button("attention.mute", Role.ANYONE)
    async def turn_off(call: Invocation, tx: Transaction) -> Answer:
        if call.value not in reasons:
            return Reply(outdated_button_card())

        if await records.has_introduced(tx, call.workspace, call.person, call.value):
            return Reply(views.leave_instead_card())

        await records.mute_reason(tx, call.workspace, call.person, call.value)
        return Reply(views.muted_card(call.value, reasons[call.value]))

    @router.button("attention.unmute", Role.ANYONE)
    async def turn_on(call: Invocation, tx: Transaction) -> Answer:
        if call.value not in reasons:
            return Reply(outdated_button_card())

        await records.unmute_reason(tx, call.workspace, call.person, call.value)
        return Reply(views.unmuted_card(reasons[call.value]))

    return router


async def _explain(call: Invocation, tx: ReadTransaction, reasons: Mapping[str, Words]) -> Answer:
    limit = _read_limit(call.field_text("latest"))
    caller = await people.get_caller(call, tx)

    messages = await records.received_messages(tx, call.workspace, call.person, call.channel, limit)
    muted = await records.muted_reasons(tx, call.workspace, call.person)
    explained = [reason for reason in muted if reason in reasons]
    return Reply(views.reasons_card(messages, reasons, explained, caller.zone))


def _read_limit(words: str) -> int:
    if not words:
        return DEFAULT_EXPLAINED

    is_number = words.isdecimal() and len(words) < 4
    if not is_number or not 1 <= int(words) <= MAX_EXPLAINED:
        raise Refusal(views.how_many(MAX_EXPLAINED))
    return int(words)
