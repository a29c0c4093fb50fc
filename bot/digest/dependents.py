"""Have the digests that tell of an event drawn again."""

from sqlalchemy import select

from bot.core import outbox
from bot.digest.tables import digest_line
from bot.store.engine import Transaction


async def invalidate_for(tx: Transaction, workspace: str, *events: int) -> None:
    """Say that something about these events is different from what digests show."""
    lines = select(digest_line.c.issue).distinct()
    lines = lines.where(digest_line.c.workspace == workspace, digest_line.c.event.in_(events))
    if numbers := await tx.scalars(lines):
        await outbox.invalidate(tx, workspace, *(f"digest:{number}" for number in sorted(numbers)))
