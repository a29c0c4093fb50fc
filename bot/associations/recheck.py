"""What is checked again when reminders of openings are claimed."""

from datetime import datetime

from bot.associations import opening_records, rules
from bot.associations.notifications import OPENING_ASKED, OPENING_TOLD
from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.store.engine import Transaction

router = Router()


@router.recheck(OPENING_ASKED, OPENING_TOLD)
async def recheck_reminder(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Remind only somebody who still subscribes, of an opening that is still ahead."""
    opening = await opening_records.find_opening(tx, workspace, message.row_id("opening"))
    if opening is None or not rules.is_ahead(opening, now):
        return ()
    if not await opening_records.is_on(tx, opening):
        return ()
    subscribed = await opening_records.is_subscribed(tx, opening, message.recipients[0])
    return message.recipients if subscribed else ()
