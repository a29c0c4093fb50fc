"""Jobs of swap lunches: once one begins, its card says nothing of what is ahead."""

import random
from datetime import datetime

from bot.core import outbox
from bot.core.schedule import DueOccurrence, Job
from bot.store.engine import Transaction
from bot.swap.lunches import LUNCH_BEGINS


async def close_card(
    tx: Transaction, due: DueOccurrence, _now: datetime, _rng: random.Random
) -> None:
    """Render the card of a lunch anew that has begun, or would have."""
    await outbox.invalidate(tx, due.workspace, due.subject)


JOBS = {LUNCH_BEGINS: Job(close_card, quiet=True)}
