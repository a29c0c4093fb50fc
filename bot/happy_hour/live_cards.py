"""The live cards of happy hours: a poll, and the thanks for a month."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.happy_hour import records, series
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.recap import THANKS_SUBJECT, count_signed_up, events_that_took_place
from bot.happy_hour.views import polls
from bot.happy_hour.views import recap as recap_views
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("poll")
async def render_poll(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render the poll that everybody in the channel sees."""
    poll = await records.find_poll(tx, workspace, subject.id)
    if poll is None or poll.state == "draft":
        return None
    return polls.poll_card(await load_poll_view(tx, poll))


@router.live_card(THANKS_SUBJECT)
async def render_thanks(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the thanks for a month, with the learnings that their authors still share."""
    poll = await records.find_poll(tx, workspace, subject.id)
    if poll is None:
        return None

    both = await events_that_took_place(tx, poll)
    signed_up = await count_signed_up(tx, poll, both)
    announced = await learnings.list_announced(tx, workspace, subject)
    quotes = [learning.quote for learning in announced]
    monthly = await records.find_series(tx, workspace, poll.happy_hour or 0)
    following = await series.next_opening(tx, monthly, now) if monthly else None
    return recap_views.thanks_card(both, signed_up, quotes, following)
