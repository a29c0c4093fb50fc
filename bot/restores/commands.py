"""Organisers decide what becomes of what was due when a backup was restored."""

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.restores import live_cards, records, views
from bot.store.engine import Transaction

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
    restore = await records.find_restore(tx, call.workspace, row_number(call.value))
    if restore is None or not await records.decide(tx, restore, decision, call.person):
        raise Refusal(views.DECIDED_ALREADY)

    await schedule.schedule(
        tx, call.workspace, records.SETTLE, restore.subject, call.now, call.now.date()
    )
    await outbox.invalidate(tx, call.workspace, restore.subject)
    return Reply(views.decided_card(decision))
