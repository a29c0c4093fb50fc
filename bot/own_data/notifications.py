"""The message with somebody's data, and why it is written."""

from datetime import datetime, timedelta

from bot.core import outbox
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.store.engine import Transaction
from bot.ui.speech import mark

USEFUL_FOR = timedelta(hours=12)
_AGAIN_AFTER = 10  # minutes within which the same data is sent once

router = Router()
OWN_DATA = router.declare_reason("own.data", mark("You asked for your data."), Purpose.NEWS)


async def send_data(tx: Transaction, workspace: str, person: str, now: datetime) -> None:
    """Send somebody everything that is kept about them, within a minute."""
    subject = Subject("own_data", 0, person, f"{now:%Y%m%dT%H}{now.minute // _AGAIN_AFTER}")
    await outbox.send_dm(
        tx,
        workspace,
        f"{subject}",
        person,
        None,
        subject=subject,
        reason=OWN_DATA,
        due=now,
        expires=now + USEFUL_FOR,
        solicited=True,
    )
