"""Delete messages, and with the last one of a live card the card: nothing else knows of it."""

from sqlalchemy import ColumnElement, delete, exists, select

from bot.core.tables import live_card, outbox_message
from bot.store.engine import MAX_ROWS, Transaction


async def delete_messages(tx: Transaction, workspace: str, which: ColumnElement[bool]) -> None:
    """Delete those messages of a workspace for which `which` holds."""
    here = outbox_message.c.workspace == workspace
    query = select(outbox_message.c.subject).where(
        here, which, outbox_message.c.subject.is_not(None)
    )
    # Asked for distinct ones, SQLite would go through all messages by their subjects.
    subjects = list(dict.fromkeys(await tx.scalars(query)))
    await tx.execute(delete(outbox_message).where(here, which))

    shown = exists().where(
        outbox_message.c.workspace == live_card.c.workspace,
        outbox_message.c.subject == live_card.c.subject,
    )
    for first in range(0, len(subjects), MAX_ROWS):
        some = live_card.c.subject.in_(subjects[first : first + MAX_ROWS])
        await tx.execute(delete(live_card).where(live_card.c.workspace == workspace, some, ~shown))
