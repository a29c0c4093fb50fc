"""Whoever asked a poll, and organisers, close it, call it off, open it again, stop it repeating."""

from bot.core import outbox
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.polls import openings, records, rules
from bot.polls.access import get_own_poll
from bot.polls.views import answers
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card
from bot.ui.speech import mark

router = Router()
WHO_ASKS = ("everybody", "organisers")
_SHOWN = 8


@router.command(
    "mingle polls",
    mark("See the polls that are open or planned, and who may ask one"),
    Role.ORGANISER,
    Option("who", mark("who may ask a poll"), choices=WHO_ASKS),
)
async def show_polls(call: Invocation, tx: Transaction) -> Answer:
    """List polls; with `who`, save who may ask one."""
    who = call.field_text("who").lower()
    if who in WHO_ASKS:
        only = who == "organisers"
        await records.set_who_asks(tx, call.workspace, only_organisers=only)
    return await _list(call, tx)


@router.button("polls.limit", Role.ORGANISER)
async def limit_polls(call: Invocation, tx: Transaction) -> Answer:
    """Save who may ask a poll."""
    if call.value not in WHO_ASKS:
        return Reply(outdated_button_card())
    only = call.value == "organisers"
    await records.set_who_asks(tx, call.workspace, only_organisers=only)
    return await _list(call, tx)


@router.button("question.manage", Role.ANYONE)
async def manage_poll(call: Invocation, tx: Transaction) -> Answer:
    """Show whoever may change a poll what can be done with it."""
    poll = await get_own_poll(call, tx, "open", "planned", "closed", "cancelled")
    following = await records.find_next(tx, poll)
    return Reply(answers.posted_card(poll, await records.list_choices(tx, poll), following))


@router.button("question.close", Role.ANYONE)
async def close_poll_now(call: Invocation, tx: Transaction) -> Answer:
    """Close a poll now."""
    poll = await get_own_poll(call, tx, "open")
    await openings.close_poll(tx, poll, call.now)
    return Reply(answers.changed_card("closed", poll))


@router.button("question.cancel", Role.ANYONE)
async def cancel_poll(call: Invocation, tx: Transaction) -> Answer:
    """Call a poll off; one that is planned never opens."""
    poll = await get_own_poll(call, tx, "open", "planned")
    await openings.cancel_poll(tx, poll, call.now)
    return Reply(answers.changed_card("cancelled", poll))


@router.button("question.stop", Role.ANYONE)
async def stop_repeating(call: Invocation, tx: Transaction) -> Answer:
    """Let a poll that repeats end with the one that is open."""
    poll = await get_own_poll(call, tx, "open", "closed", "cancelled")
    following = await records.find_next(tx, poll)
    if following:
        await openings.cancel_poll(tx, following, call.now)
    return Reply(answers.changed_card("stopped", poll))


@router.button("question.reopen", Role.ANYONE)
async def reopen_poll(call: Invocation, tx: Transaction) -> Answer:
    """Open a poll for another day, in the message where it stands."""
    poll = await get_own_poll(call, tx, "closed", "cancelled")
    closes_at = call.now + rules.REOPENED
    values = {"state": "open", "closes_at": closes_at, "turn": poll.turn + 1, "closed_at": None}
    await records.update_poll(tx, poll, **values)
    opened = await records.find_poll(tx, call.workspace, poll.id)
    assert opened
    await openings.schedule_poll(tx, opened)
    await outbox.invalidate(tx, call.workspace, opened.subject)
    return Reply(answers.changed_card("reopened", opened))


async def _list(call: Invocation, tx: Transaction) -> Answer:
    polls = await records.list_polls(tx, call.workspace, "open", "planned")
    only = await records.only_organisers_ask(tx, call.workspace)
    more = max(0, len(polls) - _SHOWN)
    return Reply(answers.polls_card(polls[:_SHOWN], more, only_organisers=only))
