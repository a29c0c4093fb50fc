"""What is checked again when messages about polls and venues are claimed."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.events import records as events
from bot.happy_hour import records
from bot.happy_hour.notifications import POLL_REMINDER
from bot.store.engine import Transaction
from bot.venues.notifications import THUMB

router = Router()


@router.recheck(POLL_REMINDER)
async def recheck_reminder(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Remind only somebody who wishes it and has not voted, of a poll that is still open."""
    poll = await records.find_poll(tx, workspace, message.row_id("poll"))
    if poll is None or poll.state != "open" or now >= poll.closes_at:
        return ()
    waiting = await records.people_to_remind(tx, poll)
    return tuple(person for person in message.recipients if person in waiting)


@router.recheck(THUMB)
async def recheck_venue_question(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Ask about a venue only somebody who was going to the end."""
    event_id = message.row_id("event")
    rsvp = await events.find_rsvp(tx, workspace, event_id, message.recipients[0])
    return message.recipients if rsvp and rsvp.status == "in" else ()
