"""What becomes of concerns when a trusted person leaves, or would rather not be told."""

from datetime import datetime
from functools import partial

from bot.conduct import notifications, records
from bot.conduct.views import trusted
from bot.core.alerts import alert_organisers
from bot.core.signals import PersonLeft
from bot.people import records as people
from bot.store.engine import Transaction


async def release_trusted(tx: Transaction, signal: PersonLeft) -> None:
    """Name somebody who left no more; whoever told them something unread hears of it."""
    await step_back(tx, signal.workspace, signal.person, signal.now, left=True)


async def step_back(
    tx: Transaction, workspace: str, person_id: str, now: datetime, *, left: bool
) -> bool:
    """Delete a trusted person and tell organisers; return whether they were one.

    What somebody told them and they have not marked as read is returned to whoever told it.
    """
    if not await records.remove_trusted(tx, workspace, person_id):
        return False
    person = await people.find_person(tx, workspace, person_id)
    assert person
    if left:
        await _return_unread(tx, workspace, person_id, now)
    others = await records.list_trusted(tx, workspace)
    card = partial(trusted.stepped_back_card, person.mention, left=left, others=len(others))
    key = f"trusted:gone:{person_id}:{now.timestamp():.0f}"
    await alert_organisers(tx, workspace, key, card, now)
    return True


async def _return_unread(tx: Transaction, workspace: str, person_id: str, now: datetime) -> None:
    recipient = await people.find_person(tx, workspace, person_id)
    for told in await records.unread_by(tx, workspace, person_id):
        card = trusted.not_reached_card(recipient.mention if recipient else None, left=True)
        await notifications.tell_reporter(tx, told, "unread", card, now)
