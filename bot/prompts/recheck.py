"""What is checked again when organisers are told of suggested prompts."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.people import records as people
from bot.prompts import records
from bot.prompts.notifications import SUGGESTED
from bot.store.engine import Transaction

router = Router()


@router.recheck(SUGGESTED)
async def recheck_suggestion(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Ask only somebody who still organises, about a suggestion that still waits."""
    own = await records.find_own_prompt(tx, workspace, message.row_id("prompt-suggestion"))
    organiser = await people.find_person(tx, workspace, message.recipients[0])
    if own is None or own.state != "suggested" or organiser is None or not organiser.organiser:
        return ()
    return message.recipients
