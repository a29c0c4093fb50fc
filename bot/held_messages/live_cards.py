"""The live card of a channel that rests."""

from datetime import datetime

from bot.core.channel_rest import why_resting
from bot.core.channels import find_channel_name
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.held_messages import views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("resting")
async def render_resting(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    _now: datetime,
) -> Card | None:
    """Render the note about a channel that rests, or that it works again."""
    [channel] = subject.parts
    name = await find_channel_name(tx, workspace, channel)
    why = await why_resting(tx, workspace, channel)
    return views.resting_card(channel, name, why) if why else views.awake_card(name)
