"""What a refusal or an arrival means for a channel, and what organisers hear of refusals."""

from datetime import datetime
from functools import partial

from bot.core.alerts import alert_organisers, rest_and_alert
from bot.core.channel_rest import wake_channel
from bot.core.platform import PermanentError, PermissionMissing, PlaceGone
from bot.core.router import Undelivered
from bot.held_messages import views as words
from bot.store.engine import Transaction
from jobs.engine.claim import ClaimedMessage, OutboxRow


async def tell_organisers(tx: Transaction, message: Undelivered) -> None:
    """Notify organisers of a refused message that was not for one person alone.

    Of a channel that rests they have heard.
    """
    rests = isinstance(message.error, PlaceGone | PermissionMissing)
    if message.kind == "whisper" or message.follows or (rests and message.kind != "introduce"):
        return
    key, card = (
        f"refused:{message.recipients[0]}",
        partial(words.not_delivered_card, str(message.error)),
    )
    await alert_organisers(tx, message.workspace, key, card, message.now)


async def rest_place(tx: Transaction, row: OutboxRow, error: PermanentError, now: datetime) -> None:
    """Let the channel of a refused message rest, and tell organisers if that is new."""
    [channel] = row.recipients
    await rest_and_alert(tx, row.workspace, channel, str(error), now)


async def wake_place(tx: Transaction, message: ClaimedMessage) -> None:
    if message.is_for_channel:
        await wake_channel(tx, message.primary_row.workspace, message.primary_row.recipients[0])
