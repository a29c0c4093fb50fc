"""Nights that pass over a database, for the tests of what is kept."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from bot.core.schedule import Offload
from bot.core.tables import setting
from bot.store.engine import Database
from jobs import retention
from jobs.engine.occurrences import run_due_occurrences
from jobs.retention_rows import TOTALS

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)


class Ways:
    """How nights forget: in batches where there is an `offload`, as Mingle does when it serves."""

    offload: Offload | None = asyncio.to_thread


async def rows(database: Database, table: Table) -> list[Any]:
    async with database.read_transaction() as tx:
        return list(await tx.all(select(table).order_by(table.c.id)))


async def sleep(database: Database, nights: int = 1, workspace: str = "W") -> None:
    async with database.transaction() as tx:
        await retention.schedule_first_sweep(tx, workspace, NOW)
    for night in range(nights):
        await run_due_occurrences(
            database, retention.JOBS, NIGHT + timedelta(days=night), random.Random(1), Ways.offload
        )


async def totals(database: Database) -> dict[str, float]:
    return {row.name: row.number for row in await rows(database, setting) if row.about == TOTALS}
