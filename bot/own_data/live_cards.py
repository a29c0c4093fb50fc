"""The message with somebody's data: rendered as it is sent, so that it is kept nowhere."""

from datetime import datetime

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.own_data import records, views
from bot.own_data.page import write_page
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("own_data")
async def render_data(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the message with somebody's data."""
    if not subject.parts:
        return None
    data = await records.collect_data(tx, workspace, subject.parts[0], now)
    if not data.tables:
        return None
    return views.own_data_card(write_page(data), records.write_json(data))
