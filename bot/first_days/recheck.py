"""What is checked again when a newcomer's message is claimed: is it all still so?"""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.first_days import steps
from bot.first_days.notifications import STEP, THANKS
from bot.first_days.rules import may_still_thank
from bot.people import newcomers
from bot.people import records as people
from bot.people.records import is_paused
from bot.store.engine import Transaction

router = Router()


@router.recheck(STEP)
async def recheck_step(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Send a step only while it is wanted and would be found again."""
    about = message.about
    newcomer = await newcomers.find_by_number(tx, workspace, about.id) if about else None
    if about is None or newcomer is None or newcomer.spread_at is None:
        return ()
    person = await people.find_person(tx, workspace, newcomer.person)
    if person is None or person.left:
        return ()
    found = await steps.list_steps(tx, newcomer, person, now)
    return message.recipients if steps.is_among(newcomer, about, found) else ()


@router.recheck(THANKS)
async def recheck_thanks(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Thank only somebody whose first day is still known and ninety days ago, and who is here."""
    [recipient] = message.recipients
    person = await people.find_person(tx, workspace, recipient)
    newcomer = await newcomers.find_newcomer(tx, workspace, recipient)
    if person is None or newcomer is None or newcomer.started_on is None:
        return ()
    today = local_date(now, person.zone)
    if person.left or is_paused(person, today) or newcomer.is_new(today):
        return ()
    return message.recipients if may_still_thank(newcomer.started_on, today) else ()
