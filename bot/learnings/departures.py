"""What becomes of learnings when their author leaves the workspace or returns."""

from bot.core import outbox
from bot.core.signals import PersonLeft, PersonReturned
from bot.learnings import records
from bot.store.engine import Transaction


async def refresh_quotes(tx: Transaction, signal: PersonLeft | PersonReturned) -> None:
    """Invalidate the posts that quote somebody: what leavers shared is not shown."""
    subjects = await records.subjects_quoting(tx, signal.workspace, signal.person)
    await outbox.invalidate(tx, signal.workspace, *subjects)
