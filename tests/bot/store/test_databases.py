"""See that a lent database is as good as a new one."""

from sqlalchemy import select, text

from bot.core.tables import setting
from bot.store.engine import Database, open_database
from tests.bot.store.statement_counter import COUNTER
from tests.databases import postgresql_database


async def _write(database: Database) -> tuple[int, int]:
    """Add a row; return its number, and how many there are."""
    async with database.transaction() as tx:
        number = await tx.insert(setting, **COUNTER)
        return number, len(await tx.all(select(setting)))


async def test_a_database_that_is_lent_again_is_empty_and_counts_from_one(postgresql: str) -> None:
    addresses = []
    for _ in range(2):
        async with postgresql_database(postgresql) as address:
            addresses.append(address)
            database = open_database(address)
            assert await _write(database) == (1, 1)
            await database.close()
    assert len(set(addresses)) == 1


async def test_a_database_with_other_tables_is_not_lent_again(postgresql: str) -> None:
    async with postgresql_database(postgresql) as first:
        database = open_database(first)
        async with database.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE setting ADD COLUMN odd text"))
        await database.close()
    async with postgresql_database(postgresql) as second:
        assert second != first
