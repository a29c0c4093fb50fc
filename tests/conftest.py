"""How tests are run: in memory, on every core, the long ones first."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

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
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if is_worker or not config.getoption("numprocesses", None):
        # Who only hands tests out needs nothing of Mingle, which takes long to import for coverage.
        config.pluginmanager.import_plugin("tests.fixtures")
    settings.register_profile("any machine", deadline=None, suppress_health_check=TIMED)
    settings.load_profile("any machine")
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
