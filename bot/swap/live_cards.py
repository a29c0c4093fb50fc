"""The live card of a swap lunch, and what follows where it does not arrive."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import message_records
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction, Transaction
from bot.swap import lunches, records, views
from bot.swap.notifications import INTRODUCED
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


@router.on_outcome(INTRODUCED)
async def call_off_unheard(
    tx: Transaction, workspace: str, keys: Sequence[str], now: datetime
) -> None:
    """Call a lunch off of which our person will never hear: the other side's is not to wait."""
    for key in await message_records.lost_messages(tx, workspace, keys):
        number = Subject.parse(key).id
        lunch = await records.find_lunch(tx, workspace, number)
        of = await records.lock_swap(tx, lunch.swap) if lunch else None
        if lunch and of and lunch.state == "standing" and lunch.starts_at > now:
            await lunches.call_off(tx, of, lunch, now, tell=False)
