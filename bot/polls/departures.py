"""What becomes of polls when somebody leaves the workspace."""

from bot.core import outbox
from bot.core.signals import PersonLeft
from bot.polls import openings, records
from bot.store.engine import Transaction


async def settle_polls(tx: Transaction, signal: PersonLeft) -> None:
    """Delete somebody's votes in open polls, and open none that they planned.

    Those of theirs that are open go on; organisers can close them.
    """
    workspace, person = signal.workspace, signal.person
    for poll in await records.list_polls(tx, workspace, "open"):
        locked = await records.get_poll_for_update(tx, workspace, poll.id)
        if locked is None or locked.state != "open":
            continue
        gone = await records.VOTES.withdraw(tx, workspace, locked.id, person)
        if gone or locked.author == person:
            await outbox.invalidate(tx, workspace, locked.subject)
    for poll in await records.list_polls(tx, workspace, "planned", author=person):
        locked = await records.get_poll_for_update(tx, workspace, poll.id)
        if locked and locked.state == "planned":
            await openings.unschedule_poll(tx, locked)
            await records.update_poll(tx, locked, state="cancelled", closed_at=signal.now)
