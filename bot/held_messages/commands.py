"""Organisers decide on held messages: send again, or count as sent."""

from sqlalchemy import update

from bot.core import alerts
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.core.tables import outbox_message
from bot.held_messages import views
from bot.store.engine import Transaction

router = Router().include_routers(alerts.router)


@router.button("held.again", Role.ORGANISER)
async def post_held_message(call: Invocation, tx: Transaction) -> Answer:
    """Release a held message to be sent again."""
    await _settle(call, tx, "ready")
    tx.request_wake()
    return Reply(views.message_settled_card(again=True))


@router.button("held.drop", Role.ORGANISER)
async def drop_held_message(call: Invocation, tx: Transaction) -> Answer:
    """Cancel a held message: it was sent after all."""
    await _settle(call, tx, "cancelled")
    return Reply(views.message_settled_card(again=False))


async def _settle(call: Invocation, tx: Transaction, state: str) -> None:
    statement = update(outbox_message).where(
        outbox_message.c.workspace == call.workspace,
        outbox_message.c.id == row_number(call.value),
        outbox_message.c.state == "held",
    )
    if not await tx.execute(statement.values(state=state, due=call.now)):
        raise Refusal(views.already_settled())
