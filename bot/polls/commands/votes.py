"""Votes: changeable, counted until the instant of the close, secret unless the poll says so."""

from collections.abc import Collection

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.polls import records
from bot.polls.access import get_open_poll
from bot.polls.rules import CHOSEN, Question
from bot.polls.views import answers, cards
from bot.store.engine import Transaction
from bot.ui.speech import say

router = Router()


@router.button("question.vote", Role.ANYONE)
async def vote(call: Invocation, tx: Transaction) -> Answer:
    """Choose something, or take it back where several answers count and it was chosen."""
    return await _choose(call, tx, row_number(call.value))


@router.button("question.choose", Role.ANYONE)
async def vote_from_menu(call: Invocation, tx: Transaction) -> Answer:
    """Choose something from a menu."""
    return await _choose(call, tx, row_number(call.field_text("choice")))


@router.button("question.withdraw", Role.ANYONE)
async def withdraw(call: Invocation, tx: Transaction) -> Answer:
    """Take back whatever the caller chose."""
    poll = await get_open_poll(call, tx, row_number(call.value))
    await _replace(call, tx, poll, ())
    return await _ballot(call, tx, poll)


@router.button("question.ballot", Role.ANYONE)
async def open_ballot(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with the caller's answer."""
    poll = await get_open_poll(call, tx, row_number(call.value))
    mine = await records.VOTES.find(tx, call.workspace, poll.id, call.person)
    return OpenForm(answers.ballot_form(poll, await records.list_choices(tx, poll), list(mine)))


@router.form("question.ballot", Role.ANYONE)
async def fill_ballot(call: Invocation, tx: Transaction) -> Answer:
    """Replace the caller's answer."""
    poll = await get_open_poll(call, tx, row_number(call.value))
    offered = {str(choice.id) for choice in await records.list_choices(tx, poll)}
    chosen = call.field_values("chosen")
    if not set(chosen) <= offered:
        return FormErrors({"chosen": say(answers.NO_CHOICE)})
    if len(chosen) > 1 and not poll.settings.several:
        return FormErrors({"chosen": say(answers.ONE_ONLY)})
    await _replace(call, tx, poll, [int(value) for value in chosen])
    return await _ballot(call, tx, poll)


async def _choose(call: Invocation, tx: Transaction, number: int) -> Answer:
    found = await records.find_choice(tx, call.workspace, number)
    if found is None:
        raise Refusal(say(cards.GONE))
    poll = await get_open_poll(call, tx, found[0])
    mine = set(await records.VOTES.find(tx, call.workspace, poll.id, call.person))
    chosen = {number}
    if poll.settings.several:
        chosen = mine ^ {number}
    await _replace(call, tx, poll, chosen)
    return await _ballot(call, tx, poll)


async def _replace(
    call: Invocation, tx: Transaction, poll: Question, chosen: Collection[int]
) -> None:
    """Make these the caller's whole answer."""
    for choice in await records.list_choices(tx, poll):
        answer = CHOSEN if choice.id in chosen else None
        place = call.workspace, poll.id, choice.id
        await records.VOTES.cast(tx, *place, call.person, answer, call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)


async def _ballot(call: Invocation, tx: Transaction, poll: Question) -> Answer:
    mine = await records.VOTES.find(tx, call.workspace, poll.id, call.person)
    choices = [choice for choice in await records.list_choices(tx, poll) if choice.id in mine]
    return Reply(answers.ballot_card(poll, choices))
