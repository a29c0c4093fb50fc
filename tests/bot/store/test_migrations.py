from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_alembic import MigrationContext, tests
from sqlalchemy import inspect, select, text

from bot.people.tables import person
from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from bot.store.schema import metadata
from tests.bot.store.migrating import migrate

CHECKS: tuple[Callable[[MigrationContext], None], ...] = (
    tests.test_single_head_revision,
    tests.test_upgrade,
    tests.test_model_definitions_match_ddl,
    tests.test_up_down_consistency,
)


@pytest.fixture
async def blank(either_database: Database) -> Database:
    """An empty file, or an empty database on a server."""
    async with either_database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    return either_database


# test_a_new_file_is_as_strict_and_as_indexed_as_the_tables_say compares these as well
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("test_"))
async def test_migrations_lead_to_the_tables(
    blank: Database, check: Callable[[MigrationContext], None]
) -> None:
    await migrate(blank, check)


async def test_going_back_to_the_beginning_leaves_nothing(blank: Database) -> None:
    def there_and_back(migrations: MigrationContext) -> None:
        migrations.migrate_up_to("heads")
        migrations.migrate_down_to("base")

    await migrate(blank, there_and_back)
    async with blank.engine.begin() as connection:
        assert await connection.run_sync(lambda here: inspect(here).get_table_names()) == [
            "alembic_version"
        ]


async def test_a_new_file_is_as_strict_and_as_indexed_as_the_tables_say(
    database: Database, tmp_path: Path
) -> None:
    migrated = open_database(f"sqlite+aiosqlite:///{tmp_path}/not/there/yet/mingle.db")
    await upgrade_schema(migrated)
    made, wanted = await _schema(migrated), await _schema(database)
    await migrated.close()
    del made["alembic_version"]
    assert made == wanted
    assert all({"STRICT", "AUTOINCREMENT"} <= set(made[name]) for name in metadata.tables)


async def test_starting_again_keeps_what_is_there(blank: Database) -> None:
    await upgrade_schema(blank)
    async with blank.transaction() as tx:
        since = datetime(2026, 3, 10, 11, tzinfo=UTC)
        await tx.insert(
            person, workspace="w", person="w/amara", name="Amara", zone="Europe/Berlin", since=since
        )
    await upgrade_schema(blank)
    async with blank.read_transaction() as tx:
        assert await tx.scalars(select(person.c.name)) == ["Amara"]


async def _schema(database: Database) -> dict[str, list[str]]:
    async with database.read_transaction() as tx:
        rows = await tx.all(
            text("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        )
    return {
        row.name: sorted(row.sql.translate(str.maketrans('(),"', "    ")).split()) for row in rows
    }
