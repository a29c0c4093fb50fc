"""What is checked again when a newcomer's message is claimed: is it all still so?"""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.first_days import steps
from bot.first_days.notifications import STEP
from bot.people import newcomers
from bot.people import records as people
from bot.store.engine import Transaction

router = Router()


@router.recheck(STEP)
async def recheck_step(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Send a step only while it is wanted and would be found again, with the same words."""
    newcomer = await newcomers.find_by_number(tx, workspace, message.row_id("newcomer"))
    if newcomer is None or newcomer.spread_at is None:
        return ()
    person = await people.find_person(tx, workspace, newcomer.person)
    if person is None or person.left:
        return ()
    found = await steps.list_steps(tx, newcomer, person, now)
    if message.key in [steps.message_key(newcomer, step) for step in found]:
        return message.recipients
    await steps.look_again(tx, newcomer, person, now)
    return ()
