"""Jobs of who knows: the end of a question of which no introduction came."""

import random
from datetime import datetime

from bot.core.schedule import DueOccurrence, Job
from bot.know_how import introductions, records
from bot.store.engine import Transaction


async def end_question(
    tx: Transaction, due: DueOccurrence, now: datetime, _rng: random.Random
) -> None:
    """End a question that was not answered, or with "not now", and tell whoever asked."""
    request = await records.find_request_for_update(tx, due.workspace, due.subject.id)
    if request and request.state == "asked":
        await introductions.end_request(tx, request, now)


JOBS = {introductions.CLOSE: Job(end_question, let_go=end_question)}
