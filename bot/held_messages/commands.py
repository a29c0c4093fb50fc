"""Organisers decide on held messages: send again, or count as sent."""

from sqlalchemy import update

from bot.core import alerts, outbox
from bot.core.channel_rest import why_resting
from bot.core.channels import find_channel_name
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.core.tables import outbox_message
from bot.held_messages import live_cards, views
from bot.store.engine import Transaction

router = Router().include_routers(alerts.router, live_cards.router)


@router.button("held.again", Role.ORGANISER)
async def post_held_message(call: Invocation, tx: Transaction) -> Answer:
    """Release a held message to be sent again."""
    await _settle(call, tx, "ready")
    tx.request_wake()
    return Reply(views.message_settled_card(again=True))


@router.button("channel.again", Role.ORGANISER)
async def look_again(call: Invocation, tx: Transaction) -> Answer:
    """Ask the platform for the members of a channel that rests, which wakes it if it works."""
    channel = call.value
    if not await why_resting(tx, call.workspace, channel):
        raise Refusal(views.WORKS_ALREADY)
    key = f"census:{channel}:{call.id}"
    await outbox.request_member_sync(tx, call.workspace, key, channel, call.now)
    return Reply(views.looking_again_card(await find_channel_name(tx, call.workspace, channel)))


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
