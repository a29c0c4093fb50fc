"""Tell people why Mingle wrote to them, and let them turn it off."""

from collections.abc import Mapping

from bot.attention import records, views
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Option, Refusal, Reply, Router
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.notices import outdated

USUALLY, MOST = 5, 15  # messages explained at once


def make_router(rules: Mapping[str, str]) -> Router:
    """Declare `/mingle why` over all rules of the house, by name, as they stand when somebody asks."""
    router = Router()

    @router.command(
        "mingle why",
        "See why I wrote to you, and turn things off",
        Who.ANYONE,
        Option("latest", f"how many of my messages to explain, {USUALLY} unless you say otherwise", "number"),
        example="/mingle why 10",
    )
    async def why(call: Invocation, tx: Transaction) -> Answer:
        return await _explain(call, tx, rules)

    @router.button("attention.mute", Who.ANYONE)
    async def turn_off(call: Invocation, tx: Transaction) -> Answer:
        if call.value not in rules:
            return Reply(outdated())
        if await records.introduces(tx, call.workspace, call.person, call.value):
            return Reply(views.leave_instead())
        await records.mute(tx, call.workspace, call.person, call.value)
        return Reply(views.turned_off(call.value, rules[call.value]))

    @router.button("attention.unmute", Who.ANYONE)
    async def turn_on(call: Invocation, tx: Transaction) -> Answer:
        if call.value not in rules:
            return Reply(outdated())
        await records.unmute(tx, call.workspace, call.person, call.value)
        return Reply(views.turned_on(rules[call.value]))

    return router


async def _explain(call: Invocation, tx: Transaction, rules: Mapping[str, str]) -> Answer:
    most = _count(call.text("latest"))
    me = await people.met(call, tx)
    heard = await records.heard(tx, call.workspace, call.person, call.channel, most)
    off = [rule for rule in await records.muted_by(tx, call.workspace, call.person) if rule in rules]
    return Reply(views.why(heard, rules, off, me.zone))


def _count(words: str) -> int:
    if not words:
        return USUALLY
    if not (words.isdecimal() and len(words) < 4 and 1 <= int(words) <= MOST):
        raise Refusal(views.how_many(MOST))
    return int(words)
