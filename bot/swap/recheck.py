"""What is checked again when a message about a swap lunch is claimed."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.store.engine import Transaction
from bot.swap import records
from bot.swap.notifications import CALLED_OFF, INTRODUCED

router = Router()


@router.recheck(INTRODUCED)
async def recheck_introduction(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Introduce only whoever still agrees to a lunch that stands and is ahead."""
    lunch = await records.find_lunch(tx, workspace, message.row_id("swap"))
    if lunch is None or lunch.state != "standing" or lunch.starts_at <= now:
        return ()
    member = await records.find_member(tx, lunch.swap, lunch.person)
    return message.recipients if member else ()


@router.recheck(CALLED_OFF)
async def recheck_call_off(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Tell of a lunch that is off while it would still be ahead."""
    lunch = await records.find_lunch(tx, workspace, message.row_id("swap"))
    is_news = lunch is not None and lunch.state == "off" and lunch.starts_at > now
    return message.recipients if is_news else ()
