"""The live card of a monthly recap."""

import datetime as dt

from bot.core import message_records
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.learnings import records
from bot.learnings.monthly_recap import SUBJECT, find_recap, render_page
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card(SUBJECT)
async def render_recap(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render a recap as its authors share their learnings now.

    None if they took all of them back before it was sent.
    """
    recap = await find_recap(tx, workspace, subject.id)
    if recap is None:
        return None

    learnings = await records.list_announced(tx, workspace, recap.subject)
    if not learnings and not await message_records.was_sent(tx, workspace, f"{recap.subject}"):
        return None
    return await render_page(tx, recap, learnings, 0)
