"""The live card of an opening: its reminder."""

from datetime import datetime

from bot.associations import cards, opening_records
from bot.associations.views import openings as views
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("opening")
async def render_opening_reminder(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the reminder of an opening."""
    opening = await opening_records.find_opening(tx, workspace, subject.id)
    if opening is None:
        return None
    [listed] = await cards.load_listed_openings(tx, workspace, [opening])
    return views.opening_reminder_card(listed, now)
