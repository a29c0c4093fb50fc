"""What is checked again when attendees of an event are introduced: who still goes, with whom."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.digest import introductions, rules
from bot.digest.notifications import BUDGET, GOING_TOGETHER
from bot.digest.travel_records import list_thinking
from bot.events import records as events
from bot.store.engine import Transaction

router = Router()


@router.recheck(GOING_TOGETHER)
async def recheck_introduction(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Introduce only people who still go and would meet each other; the others are told nothing.

    Those who are left are introduced by a new message, since the card names everybody.
    """
    attended = await events.find_event(tx, workspace, message.row_id("event"))
    if attended is None or attended.state != "open" or attended.is_doubtful:
        return ()

    rest = await introductions.still_together(tx, attended, message.recipients)
    if len(rest) < len(message.recipients):
        await introductions.introduce_rest(tx, attended, message, rest, now)
        return ()
    return message.recipients


@router.recheck(BUDGET)
async def recheck_budget(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Remind only people who still think of going, of an event that is still ahead."""
    number = message.row_id("budget")
    event = await events.find_event(tx, workspace, number)
    if event is None or not rules.is_sure_ahead(event, now):
        return ()
    thinking = {rsvp.person for rsvp in await list_thinking(tx, workspace, number)}
    return tuple(person for person in message.recipients if person in thinking)
