"""Run migrations on a database of a test."""

from collections.abc import Callable

from alembic.config import Config
from pytest_alembic import MigrationContext, runner
from pytest_alembic.config import Config as Checked
from sqlalchemy import Connection

from bot.store.engine import Database


async def migrate(database: Database, work: Callable[[MigrationContext], object]) -> None:
    """Run `work` in one transaction, as the program runs its migrations."""

    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", "bot.store:migrations")
        with runner(Checked(alembic_config=config), connection) as migrations:
            work(migrations)

    async with database.engine.begin() as connection:
        await connection.run_sync(run)
