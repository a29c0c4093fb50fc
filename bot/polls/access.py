"""Which poll a button or a form means, and who may change it."""

from bot.core.ids import row_number
from bot.core.interactions import Invocation, Refusal
from bot.polls import records, rules
from bot.polls.rules import Question
from bot.polls.views import answers, cards
from bot.store.engine import Transaction
from bot.ui.speech import say


async def get_own_poll(call: Invocation, tx: Transaction, *states: str) -> Question:
    """Return the poll of an interaction, locked, if the caller may change it in its state."""
    poll = await records.get_poll_for_update(tx, call.workspace, row_number(call.value))
    if poll is None:
        raise Refusal(say(cards.GONE))
    if not rules.may_manage(poll, call.person, organiser=call.organiser):
        raise Refusal(say(answers.NOT_YOURS))
    if poll.state not in states or not poll.words:
        raise Refusal(say(answers.NO_LONGER))
    return poll


async def get_open_poll(call: Invocation, tx: Transaction, number: int) -> Question:
    """Return a poll that takes votes now; votes share its lock."""
    poll = await records.get_poll_for_update(tx, call.workspace, number, exclusive=False)
    if poll is None or not poll.words:
        raise Refusal(say(cards.GONE))
    if not rules.takes_votes(poll, call.now):
        raise Refusal(say(cards.OVER))
    return poll
