"""What is checked again when a message about a swap lunch is claimed."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.store.engine import Transaction
from bot.swap import records
from bot.swap.notifications import CALLED_OFF, INTRODUCED, NOBODY

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
    """Send the news that a lunch is off only while it would still be ahead."""
    lunch = await records.find_lunch(tx, workspace, message.row_id("swap"))
    is_news = lunch is not None and lunch.state == "off" and lunch.starts_at > now
    return message.recipients if is_news else ()


@router.recheck(NOBODY)
async def recheck_nobody(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Send that nobody was found only to those who still agree and have no lunch meanwhile."""
    number = message.row_id("swap-month")
    of = await records.find_swap(tx, number, workspace)
    if of is None or of.state != "active":
        return ()
    ahead = await records.list_lunches(tx, number, now)
    served = {each.person for each in ahead if each.state != "off"}
    members = {member.person for member in await records.list_members(tx, number)}
    return tuple(p for p in message.recipients if p in members and p not in served)
