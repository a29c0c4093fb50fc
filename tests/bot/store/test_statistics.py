from datetime import UTC, datetime, timedelta
from pathlib import Path

from pytest_alembic import MigrationContext
from sqlalchemy import text

from bot.open_tables.tables import open_table
from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from bot.store.statistics import EVERY, FIRST, Statistics, gather_statistics
from tests.bot.store.migrating import migrate

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
TABLES = 2_000
OPEN_ONES = """
    EXPLAIN QUERY PLAN
    SELECT * FROM open_table WHERE workspace = 'w' AND id IN (
        SELECT id FROM open_table WHERE workspace = 'w' AND state = 'open' AND starts_at > '2026'
    )
"""


async def set_tables(database: Database) -> None:
    """Set many tables, of which one is open."""
    common = {"workspace": "w", "host": "w/amara", "channel": "w/lunch", "zone": "UTC", "seats": 4}
    async with database.transaction() as tx:
        rows = [
            {**common, "starts_at": NOON - timedelta(days=number), "state": f"closed {number}"}
            for number in range(TABLES)
        ]
        await tx.insert_many(open_table, [*rows, {**common, "starts_at": NOON, "state": "open"}])


async def explain(database: Database) -> str:
    """Return how the tables are found."""
    async with database.read_transaction() as tx:
        return str((await tx.all(text(OPEN_ONES)))[0].detail)


async def test_after_an_hour_tables_are_found_by_what_leaves_fewest(database: Database) -> None:
    await set_tables(database)
    assert "ix_open_table" in await explain(database)
    statistics = Statistics(database, NOON)
    async with database.read_transaction() as tx:
        assert await statistics.next_due_at(tx) == NOON + FIRST
    assert await statistics.run_due(NOON + FIRST)
    assert "INTEGER PRIMARY KEY" in await explain(database)
    async with database.read_transaction() as tx:
        assert await statistics.next_due_at(tx) == NOON + FIRST + EVERY


async def test_no_samples_of_what_people_wrote_are_kept(database: Database) -> None:
    await set_tables(database)
    await gather_statistics(database)
    samples = text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")
    async with database.read_transaction() as tx:
        assert "amara" not in str(await tx.all(text("SELECT * FROM sqlite_stat1")))
        if await tx.scalar(samples):  # not every build of SQLite has them
            assert not await tx.all(text("SELECT * FROM sqlite_stat4"))


async def test_a_server_counts_by_itself(on_postgresql: Database) -> None:
    await set_tables(on_postgresql)
    await gather_statistics(on_postgresql)
    async with on_postgresql.read_transaction() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM open_table")) == TABLES + 1


async def test_a_file_that_was_migrated_is_counted_and_a_new_one_is_not(tmp_path: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path}/mingle.db")
    await upgrade_schema(database)
    assert not await has_statistics(database)
    await migrate(database, MigrationContext.migrate_down_one)
    await set_tables(database)
    await upgrade_schema(database)
    assert await has_statistics(database)
    assert "INTEGER PRIMARY KEY" in await explain(database)
    await database.close()


async def has_statistics(database: Database) -> bool:
    async with database.read_transaction() as tx:
        found = text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        return bool(await tx.scalar(found))
