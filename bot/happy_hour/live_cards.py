"""The live cards of happy hours: a poll, and the thanks for a month."""

import datetime as dt

from bot.core.ids import row_number
from bot.core.router import Router
from bot.happy_hour import records, series
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.recap import THANKS_SUBJECT, count_attendees, events_that_took_place
from bot.happy_hour.views import polls
from bot.happy_hour.views import recap as recap_views
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("poll")
async def render_poll(
    tx: ReadTransaction, workspace: str, number: str, _now: dt.datetime
) -> Card | None:
    """Draw the poll that everybody in the channel sees."""
    poll = await records.find_poll(tx, workspace, row_number(number))
    if poll is None or poll.state == "draft":
        return None
    return polls.poll_card(await load_poll_view(tx, poll))


@router.live_card(THANKS_SUBJECT)
async def render_thanks(
    tx: ReadTransaction, workspace: str, number: str, now: dt.datetime
) -> Card | None:
    """Draw the thanks for a month, with what people wish to be told now."""
    poll = await records.find_poll(tx, workspace, row_number(number))
    if poll is None:
        return None
    both = await events_that_took_place(tx, poll)
    told = await learnings.list_announced(tx, workspace, f"{THANKS_SUBJECT}:{poll.id}")
    goes_on = await records.find_series(tx, workspace, poll.happy_hour or 0)
    following = series.next_opening_day(goes_on, now) if goes_on else None
    return recap_views.thanks_card(
        both, await count_attendees(tx, poll, both), [one.quote for one in told], following
    )
