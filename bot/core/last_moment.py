"""The newest moment that a database knows: no clock that is right shows less."""

from datetime import datetime

from sqlalchemy import func, select

from bot.core.tables import audit_entry, occurrence, outbox_message, processed_interaction
from bot.store.engine import ReadTransaction

_MOMENTS = (
    processed_interaction.c.at,
    outbox_message.c.sent_at,
    occurrence.c.done_at,
    audit_entry.c.at,
)


async def find_last_moment(tx: ReadTransaction) -> datetime | None:
    """Return when something was done last, as far as anybody knows; None in a new database."""
    newest: list[datetime | None] = []
    for column in _MOMENTS:
        newest.append(await tx.scalar(select(func.max(column, type_=column.type))))
    return max((moment for moment in newest if moment), default=None)
