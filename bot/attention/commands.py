"""Tell people why Mingle wrote to them, and let them turn it off."""

from collections.abc import Mapping

from bot.attention import records, views
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Option, Refusal, Reply, Router
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card

DEFAULT_EXPLAINED, MAX_EXPLAINED = 5, 15  # messages explained at once


def make_why_router(reasons: Mapping[str, str]) -> Router:
    """Declare `/mingle why` over all rules of the house, by name, as they stand when somebody
    asks."""
    router = Router()

    @router.command(
        "mingle why",
        "See why I wrote to you, and turn things off",
        Role.ANYONE,
        Option(
            "latest",
            f"how many of my messages to explain, {DEFAULT_EXPLAINED} unless you say otherwise",
            "number",
        ),
        example="/mingle why 10",
    )
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


async def _explain(call: Invocation, tx: Transaction, reasons: Mapping[str, str]) -> Answer:
    most = _count(call.field_text("latest"))
    me = await people.get_caller(call, tx)
    heard = await records.received_messages(tx, call.workspace, call.person, call.channel, most)
    off = [
        rule
        for rule in await records.muted_reasons(tx, call.workspace, call.person)
        if rule in reasons
    ]
    return Reply(views.reasons_card(heard, reasons, off, me.zone))


def _count(words: str) -> int:
    if not words:
        return DEFAULT_EXPLAINED
    if not (words.isdecimal() and len(words) < 4 and 1 <= int(words) <= MAX_EXPLAINED):
        raise Refusal(views.how_many(MAX_EXPLAINED))
    return int(words)
