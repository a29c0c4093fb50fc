"""What becomes of calendar addresses when somebody leaves: whoever is gone may read none."""

from functools import partial

from bot.calendar_feeds import feeds, views
from bot.core.alerts import alert_organisers
from bot.core.signals import PersonLeft
from bot.store.engine import Transaction


async def end_addresses(tx: Transaction, signal: PersonLeft) -> None:
    """Delete somebody's address, and those of channels that they made and so know.

    Organisers hear which calendars ended, since others read them too.
    """
    ended = await feeds.revoke_tokens_of(tx, signal.workspace, signal.person)
    for name in ended:
        card = partial(views.channel_calendar_ended_card, name)
        key = f"calendar:{name}:ended:{signal.now:%Y%m%dT%H%M%S}"
        await alert_organisers(tx, signal.workspace, key, card, signal.now)
