"""What SQLite knows of its tables, so that it finds rows by the index that leaves fewest.

PostgreSQL's autovacuum does this by itself.
"""

from datetime import datetime, timedelta

from sqlalchemy import text

from bot.store.engine import Database, ReadTransaction

FIRST = timedelta(hours=1)  # after the start, when what waited for it is done
EVERY = timedelta(days=1)
MAX_LOOKED_AT = 1_000  # entries of each index, so that a large file is not read through

_SAMPLES = text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")


async def gather_statistics(database: Database) -> None:
    """Count anew how much SQLite's indexes narrow down; statements that follow are planned by it.

    Some builds of SQLite keep samples of what is indexed besides: they are deleted, since people
    stand in them and nobody else would forget them.
    """
    if database.engine.dialect.name != "sqlite":
        return
    async with database.transaction() as tx:
        await tx.execute(text(f"PRAGMA analysis_limit={MAX_LOOKED_AT}"))
        await tx.execute(text("ANALYZE"))
        if await tx.scalar(_SAMPLES):
            await tx.execute(text("DELETE FROM sqlite_stat4"))
    await database.renew_connections()


class Statistics:
    """Gathers them an hour after the start, then once a day: a periodic task of the engine."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._due = now + FIRST

    async def next_due_at(self, _tx: ReadTransaction) -> datetime | None:
        """Return when they are gathered next."""
        return self._due

    async def run_due(self, now: datetime) -> int:
        """Gather them; return that one thing was done."""
        self._due = now + EVERY
        await gather_statistics(self._database)
        return 1
