"""What is checked again when attendees of an event are introduced: who still goes, with whom."""

from datetime import datetime

from bot.core.router import DueMessage, Router
from bot.digest import introductions
from bot.digest.notifications import GOING_TOGETHER
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
        await introductions.introduce_rest(tx, attended, message.recipients, rest, now)
        return ()
    return message.recipients
