"""Organisers decide what becomes of what was due when a backup was restored."""

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.restores import live_cards, views
from bot.restores.hold import decide_restore
from bot.store.engine import Transaction
from bot.ui.speech import say

router = Router().include_routers(live_cards.router)


@router.button("restore.resume", Role.ORGANISER)
async def resume(call: Invocation, tx: Transaction) -> Answer:
    """Have everything done that is held."""
    return await _decide(call, tx, "resume")


@router.button("restore.let_go", Role.ORGANISER)
async def let_go(call: Invocation, tx: Transaction) -> Answer:
    """Let everything go that is held."""
    return await _decide(call, tx, "let_go")


async def _decide(call: Invocation, tx: Transaction, decision: str) -> Answer:
    number = row_number(call.value)
    if not await decide_restore(tx, call.workspace, number, decision, call.person, call.now):
        raise Refusal(say(views.DECIDED_ALREADY))
    return Reply(views.decided_card(decision))
