"""Schema migrations, applied by Alembic when a database is opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, make_url, text

from bot.store.engine import Database, open_database

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('mingle migrations', 0))")


@asynccontextmanager
async def open_migrated(url: str, *, durable: bool = True) -> AsyncIterator[Database]:
    """Open a database, apply missing migrations, and close it in the end."""
    database = open_database(url, durable=durable)
    try:
        await upgrade_schema(database)
        yield database
    finally:
        await database.close()


async def upgrade_schema(database: Database) -> None:
    """Apply the missing migrations in one transaction; replicas that start together take turns."""
    file = make_url(str(database.engine.url)).database
    if database.engine.dialect.name == "sqlite" and file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    async with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
            await connection.execute(_LOCK)
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
