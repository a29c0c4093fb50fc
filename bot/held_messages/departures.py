"""What becomes of questions about messages to people who leave the workspace."""

from bot.core.signals import PersonLeft
from bot.held_messages import notifications, records
from bot.store.engine import Transaction


async def refresh_questions(tx: Transaction, signal: PersonLeft) -> None:
    """Bring questions up to date that name somebody who has left."""
    for matter in await records.list_matters(tx, signal.workspace):
        if signal.person in matter.recipients:
            await notifications.refresh_questions(tx, signal.workspace, matter.table, matter.id)
