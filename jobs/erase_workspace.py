"""Erase a workspace some weeks after it removed Mingle; it may come back until then."""

import random
from datetime import datetime

from sqlalchemy import delete

from bot.core.schedule import DueOccurrence, Job
from bot.people.platform_updates import ERASE_WORKSPACE
from bot.store.engine import Transaction
from bot.store.schema import metadata


async def delete_workspace(
    tx: Transaction,
    due: DueOccurrence,
    now: datetime,  # noqa: ARG001
    _rng: random.Random,
) -> None:
    """Delete every row of one workspace."""
    for table in reversed(metadata.sorted_tables):
        if "workspace" in table.c:
            await tx.execute(delete(table).where(table.c.workspace == due.workspace))


JOBS = {ERASE_WORKSPACE: Job(delete_workspace, quiet=True)}
