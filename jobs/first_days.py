"""Jobs of newcomers: what there is for them, looked for when it is due."""

import random
from datetime import datetime

from bot.core.schedule import DueOccurrence, Job
from bot.first_days import steps
from bot.people import newcomers
from bot.store.engine import Transaction


async def look_for_step(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """Write to a newcomer of what there is for them today, and schedule the next look."""
    newcomer = await newcomers.find_by_number(tx, due.workspace, due.subject.id)
    if newcomer:
        await steps.look(tx, newcomer, now)


JOBS = {steps.LOOK: Job(look_for_step, let_go=look_for_step)}
