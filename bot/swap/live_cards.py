"""The live card of a swap lunch."""

from datetime import datetime

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction
from bot.swap import records, views
from bot.text_guard.talk_card import load_talk_lines
from bot.ui.cards import Card

router = Router()


@router.live_card("swap")
async def render_lunch(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render a lunch as it stands."""
    lunch = await records.find_lunch(tx, workspace, subject.id)
    of = await records.find_swap(tx, lunch.swap, workspace) if lunch else None
    if lunch is None or of is None:
        return None
    return views.lunch_card(of, lunch, await load_talk_lines(tx, workspace), now)
