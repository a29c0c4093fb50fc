"""Schema migrations, applied by Alembic when a database is opened."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.store.engine import Database, open_database
from bot.store.files import connected, database_file, prepare_database_file
from bot.store.problems import (
    REPORTED,
    Damaged,
    NewerSchema,
    NoDatabase,
    OlderSchema,
    as_problem,
    name_place,
)
from bot.store.statistics import gather_statistics

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "alembic_version"
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('mingle migrations', 0))")


class SchemaState(StrEnum):
    """How a database stands to the tables that this version knows."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


@asynccontextmanager
async def open_migrated(
    url: str, *, durable: bool = True, keys: Sequence[str] = ()
) -> AsyncIterator[Database]:
    """Open a database, check it, apply missing migrations, and close it in the end.

    Raise StoreProblem for one that cannot be used: damaged, newer, out of reach.
    """
    async with _opened(url, durable=durable, keys=keys) as database:
        try:
            _prepare(url)
            await _refuse_newer(database, url)
            await upgrade_schema(database)
        except REPORTED as error:
            raise as_problem(error, url) from error
        yield database


@asynccontextmanager
async def open_current(url: str, *, keys: Sequence[str] = ()) -> AsyncIterator[Database]:
    """Open a database whose schema is this version's, and change nothing about it.

    Raise StoreProblem where there is none yet, or where a migration is missing: that is for
    `mingle run` and `mingle db migrate`, since another version may be running beside us.
    """
    async with _opened(url, keys=keys) as database:
        try:
            state, revision = await _look(database, url)
        except REPORTED as error:
            raise as_problem(error, url) from error

        place = name_place(url)
        match state:
            case SchemaState.EMPTY:
                raise NoDatabase(place)
            case SchemaState.OLDER:
                raise OlderSchema(place, revision)
            case SchemaState.NEWER:
                raise NewerSchema(place, revision)
        yield database


async def read_state(url: str) -> tuple[SchemaState, str]:
    """Return the state of a database's schema and its revision; nothing is created or changed."""
    async with _opened(url) as database:
        try:
            return await _look(database, url)
        except REPORTED as error:
            raise as_problem(error, url) from error


async def _look(database: Database, url: str) -> tuple[SchemaState, str]:
    file = database_file(url)
    if file:
        if not file.exists():
            return SchemaState.EMPTY, ""
        check_file(file)
    return await schema_state(database)


@asynccontextmanager
async def _opened(
    url: str, *, durable: bool = True, keys: Sequence[str] = ()
) -> AsyncIterator[Database]:
    try:
        database = open_database(url, durable=durable, keys=keys)
    except REPORTED as error:
        raise as_problem(error, url) from error
    try:
        yield database
    finally:
        await database.close()


def _prepare(url: str) -> None:
    file = database_file(url)
    if file:
        prepare_database_file(file)
        check_file(file)


def check_file(file: Path) -> None:
    """Raise Damaged where pages of an SQLite file are destroyed (`PRAGMA quick_check`)."""
    with connected(file) as connection:
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
        except UnicodeDecodeError as error:
            raise Damaged(str(file), str(error)) from error
    if found and found[0] != "ok":
        raise Damaged(str(file), str(found[0]).splitlines()[0])


async def schema_state(database: Database) -> tuple[SchemaState, str]:
    """Return how the schema stands to this version's tables, and its revision."""
    async with database.engine.connect() as connection:
        revision = await connection.run_sync(_revision)
    if not revision:
        return SchemaState.EMPTY, ""
    known = known_revisions()
    if revision == known[0]:
        return SchemaState.CURRENT, revision
    return (SchemaState.OLDER if revision in known else SchemaState.NEWER), revision


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    return connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or ""


async def _refuse_newer(database: Database, url: str) -> None:
    state, revision = await schema_state(database)
    if state is SchemaState.NEWER:
        raise NewerSchema(name_place(url), revision)


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this version knows, the newest first."""
    from alembic.script import ScriptDirectory

    found = ScriptDirectory.from_config(_alembic_config()).walk_revisions()
    return tuple(script.revision for script in found)


async def upgrade_schema(database: Database) -> None:
    """Apply the missing migrations in one transaction; replicas that start together take turns."""
    file = database_file(str(database.engine.url))
    if file:
        prepare_database_file(file)
    async with database.engine.begin() as connection:
        before = await connection.run_sync(_revision)
        if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
            await connection.execute(_LOCK)
        await connection.run_sync(_upgrade)
    if before not in ("", known_revisions()[0]):  # it has rows, and perhaps new indexes
        await gather_statistics(database)


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _alembic_config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return config
