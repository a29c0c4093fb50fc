"""Real databases, and the worlds that tests live in."""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

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

WORKERS_PER_CORE = (
    2  # a test that waits for a socket, a disk or a browser leaves its core to another
)
GARBAGE = 20_000  # objects made, of which some may be garbage
TIMED = [HealthCheck.too_slow]  # no example fails because others need the cores too
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 4 << 30  # bytes


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory, where Linux offers it: a commit then waits for no disk.

    The coverage of the workers is gathered after this folder is gone, so its own is made before.
    """
    share_compiled_statements()
    settings.register_profile("any machine", deadline=None, suppress_health_check=TIMED)
    settings.load_profile("any machine")
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if is_worker or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH_MEMORY:
        return

    folder = tempfile.mkdtemp(prefix="mingle-tests-", dir=MEMORY)
    Path(folder).chmod(0o711)  # PostgreSQL passes through it as a user of its own
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TMPDIR"] = tempfile.tempdir = folder


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    return WORKERS_PER_CORE * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rehearsals = [item for item in items if item.get_closest_marker("rehearsal")]
    others = [item for item in items if not item.get_closest_marker("rehearsal")]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = _order_for_workers(rehearsals, others, workers)


def pytest_collection_finish() -> None:
    """Let what is imported and collected stay out of every later look for garbage.

    Tests make much, and little of it in cycles: one look in thirty finds as much in the end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 20)


def _order_for_workers(
    long: list[pytest.Item], short: list[pytest.Item], workers: int
) -> list[pytest.Item]:
    """Order tests so that every worker begins with its share of the long ones.

    A worker gets as many tests in a row as every other, and takes more from the one with most left.
    """
    order = []
    remaining = len(long) + len(short)
    for worker in range(workers):
        share = long[worker::workers]
        more = max(0, remaining // (workers - worker) - len(share))
        order += [*share, *short[:more]]
        short = short[more:]
        remaining -= len(share) + more
    return [*order, *short]


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
