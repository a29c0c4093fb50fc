"""Decisions on matters, by a click or on the command line."""

from datetime import datetime

from bot.held_messages import notifications, records
from bot.held_messages.records import Matter
from bot.store.engine import Transaction


async def settle_matter(tx: Transaction, matter: Matter, now: datetime, *, again: bool) -> None:
    """Have a matter tried again or let it go, and render every question about it again."""
    if again:
        await records.retry_matter(tx, matter, now)
    else:
        await records.drop_matter(tx, matter, now)
    await notifications.refresh_questions(tx, matter.workspace, matter.table, matter.id)
