"""`/mingle health`, and what people decide about held messages and what was set aside."""

from collections.abc import Mapping

from bot.core import alerts, outbox
from bot.core.channel_rest import why_resting
from bot.core.channel_rights import what_is_lacking
from bot.core.channels import find_channel_name
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import CardRenderer, OutcomeHandler, Router
from bot.held_messages import live_cards, notifications, records, views
from bot.held_messages.arrivals import make_arrivals_router
from bot.held_messages.decisions import settle_matter
from bot.held_messages.records import MESSAGE, Matter
from bot.store.engine import Transaction
from bot.ui.speech import mark, say

router = Router().include_routers(alerts.router, live_cards.router, notifications.router)


def make_held_router(
    cards: Mapping[str, CardRenderer], outcomes: Mapping[str, OutcomeHandler]
) -> Router:
    """Return the router of held messages.

    `cards` are all live cards, which questions quote; `outcomes` follow when one has arrived.
    """
    return Router().include_routers(
        router, live_cards.make_question_router(cards), make_arrivals_router(cards, outcomes)
    )


@router.command(
    "mingle health",
    mark("What is held or was set aside, and which channels are on hold"),
    Role.ORGANISER,
    example="/mingle health",
)
@router.button("health.show", Role.ORGANISER)
async def show_health(call: Invocation, tx: Transaction) -> Answer:
    """Show what waits for an organiser in the workspace."""
    return Reply(await live_cards.render_health(tx, call.workspace))


@router.button("held.again", Role.ORGANISER)
async def try_again(call: Invocation, tx: Transaction) -> Answer:
    """Let Mingle try once more what is held or was set aside."""
    matter = await _matter_of_click(call, tx)
    await settle_matter(tx, matter, call.person, call.now, again=True)
    return Reply(views.message_settled_card(again=True))


@router.button("held.drop", Role.ORGANISER)
async def let_go(call: Invocation, tx: Transaction) -> Answer:
    """Let go what is held or was set aside."""
    matter = await _matter_of_click(call, tx)
    await settle_matter(tx, matter, call.person, call.now, again=False)
    return Reply(views.message_settled_card(again=False))


@router.button("held.missing", Role.ANYONE)
async def report_missing(call: Invocation, tx: Transaction) -> Answer:
    """Send a held message again, since somebody whom it is for does not have it."""
    matter = await _message_to_caller(call, tx)
    await settle_matter(tx, matter, call.person, call.now, again=True)
    return Reply(views.seen_settled_card(again=True))


@router.button("held.seen", Role.ANYONE)
async def report_seen(call: Invocation, tx: Transaction) -> Answer:
    """Let a held message be, since somebody whom it is for has it."""
    matter = await _message_to_caller(call, tx)
    await settle_matter(tx, matter, call.person, call.now, again=False)
    return Reply(views.seen_settled_card(again=False))


@router.button("channel.again", Role.ORGANISER)
async def look_again(call: Invocation, tx: Transaction) -> Answer:
    """Ask the platform for the members of a channel, which wakes it if it works."""
    channel = call.value
    waits = await why_resting(tx, call.workspace, channel)
    if not waits and not await what_is_lacking(tx, call.workspace, channel):
        raise Refusal(say(views.WORKS_ALREADY))
    key = f"census:{channel}:{call.id}"
    await outbox.request_member_sync(tx, call.workspace, key, channel, call.now)
    return Reply(views.looking_again_card(await find_channel_name(tx, call.workspace, channel)))


async def _matter_of_click(call: Invocation, tx: Transaction) -> Matter:
    """Return the matter of a button; the value of an older one is a message's number alone."""
    table, _, number = call.value.rpartition(":")
    matter = await records.find_matter(tx, call.workspace, table or MESSAGE, row_number(number))
    if matter is None:
        raise Refusal(say(views.ALREADY_SETTLED))
    return matter


async def _message_to_caller(call: Invocation, tx: Transaction) -> Matter:
    """Return the held message of a button, if the caller is one of those it is for."""
    matter = await records.find_matter(tx, call.workspace, MESSAGE, row_number(call.value))
    theirs = matter is not None and matter.to_people and call.person in matter.recipients
    if matter is None or matter.state != "held" or not theirs:
        raise Refusal(say(views.ALREADY_SETTLED))
    return matter
