"""Decisions on matters, by a click or on the command line."""

from datetime import datetime

from bot.held_messages import notifications, records
from bot.held_messages.records import RESTORE, Matter
from bot.restores.hold import decide_restore
from bot.store.engine import Transaction


async def settle_matter(
    tx: Transaction, matter: Matter, by: str, now: datetime, *, again: bool
) -> None:
    """Have a matter tried again or let it go, as somebody decided (`by`).

    Every question about it is rendered again.
    """
    if matter.table == RESTORE:
        decision = "resume" if again else "let_go"
        await decide_restore(tx, matter.workspace, matter.id, decision, by, now)
    elif again:
        await records.retry_matter(tx, matter, now)
    else:
        await records.drop_matter(tx, matter, now)
    await notifications.refresh_questions(tx, matter.workspace, matter.table, matter.id)
