"""Give tests a real database, and a workspace to live in."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import LogSection
from bot.logs import configure
from bot.store.engine import Database, open_database
from tests import postgres
from tests.databases import create_postgresql, create_postgresql_template, create_sqlite
from tests.hostile import Stage, staged
from tests.world import LIVED, World, live, settle, world_in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What takes long begins first, so that no core waits in the end; shorter tests trace the same lines.
    items.sort(key=lambda item: item.get_closest_marker("rehearsal") is None)
    for item in items:
        if item.get_closest_marker("rehearsal"):
            item.add_marker("no_cover")


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
    """Give an empty database on a real server."""
    async with _opened(await create_postgresql(postgresql)) as opened:
        yield opened


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Database:
    """Give the same test both databases, one after the other."""
    name = {"sqlite": "database", "postgresql": "on_postgresql"}[request.param]
    opened: Database = request.getfixturevalue(name)
    return opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a workspace that has lived nine days."""
    configure(LogSection(level="error"))
    path = tmp_path_factory.mktemp("world") / "mingle.db"
    async with world_in(path) as made:
        await settle(made)
        await live(made)
        assert made.now == LIVED
    return path


@pytest.fixture
async def world(lived: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Give a workspace in which every kind of message stands somewhere: a copy of one that has lived nine days."""
    async with world_in(Path(shutil.copy(lived, tmp_path)), first=10_000, moment=LIVED) as opened:
        yield opened


@pytest.fixture
async def stage(world: World) -> AsyncIterator[Stage]:
    """Give that workspace once more, as a stage on which nothing lasts."""
    async with staged(world) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    configure(LogSection(level="error"))
