"""Real databases, and the worlds that tests live in."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import LogSection
from bot.logs import configure_logging
from bot.store.engine import Database, open_database
from tests import postgres
from tests.compiled_once import share_compiled_statements
from tests.databases import create_postgresql_template, create_sqlite, postgresql_database
from tests.factories.people import make_people
from tests.hostile import Stage, staged
from tests.lived_world import LIVED, live, settle
from tests.world import World, world_in, world_on

share_compiled_statements()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with _opened(create_sqlite(tmp_path / "mingle.db")) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    if not postgres.programs():
        pytest.skip("PostgreSQL is not installed")
    folder = tempfile.TemporaryDirectory(prefix="mingle-", ignore_cleanup_errors=True)
    with folder as home, postgres.server(Path(home)) as address:
        create_postgresql_template(address)
        yield address


@pytest.fixture
async def on_postgresql(postgresql: str) -> AsyncIterator[Database]:
    """An empty database on a PostgreSQL server."""
    async with postgresql_database(postgresql) as address, _opened(address) as opened:
        yield opened


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Database:
    """SQLite and PostgreSQL in turn: the test runs once on each."""
    name = {"sqlite": "database", "postgresql": "on_postgresql"}[request.param]
    opened: Database = request.getfixturevalue(name)
    return opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of a world that has lived nine days."""
    configure_logging(LogSection(level="error"))
    path = tmp_path_factory.mktemp("world") / "mingle.db"
    async with world_in(path) as made:
        await settle(made)
        await live(made)
        assert made.now == LIVED
    return path


@pytest.fixture
async def world(database: Database) -> World:
    """A workspace with seven people, on a Monday."""
    made = await world_on(database)
    await make_people(made)
    return made


@pytest.fixture
async def lived_world(lived: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A copy of the world that has lived nine days: every kind of message is somewhere in it."""
    async with world_in(Path(shutil.copy(lived, tmp_path)), first=10_000, moment=LIVED) as opened:
        yield opened


@pytest.fixture
async def stage(lived_world: World) -> AsyncIterator[Stage]:
    """The lived world as a stage: every interaction is rolled back."""
    async with staged(lived_world) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    configure_logging(LogSection(level="error"))
