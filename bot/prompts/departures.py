"""What becomes of suggested prompts when whoever suggested them leaves the workspace."""

from bot.core import outbox
from bot.core.signals import PersonLeft
from bot.core.subjects import Subject
from bot.prompts import records
from bot.store.engine import Transaction


async def refresh_suggestions(tx: Transaction, signal: PersonLeft) -> None:
    """Invalidate what organisers read of somebody's suggestions: leavers are not named."""
    waiting = await records.list_suggestions(tx, signal.workspace)
    theirs = [own.id for own in waiting if own.person == signal.person]
    subjects = [Subject("prompt-suggestion", number) for number in theirs]
    await outbox.invalidate(tx, signal.workspace, *subjects)
