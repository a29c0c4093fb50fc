"""Measure how fast `/lunch` is answered, beside a bare commit to the same disk."""

import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from bot.store.engine import SQLITE_PRAGMAS
from tests.bench.company import Company, company
from tests.bench.report import Figure, median, ms, quantile

RATE = 30  # interactions a second
SECONDS = 20.0
MOST = 15  # bare commits that an answer may take
STEP = 4.0  # seconds at each rate of the ramp
RAMP = (45, 60, 75, 90, 110, 130, 160, 200)


def answers() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        bare, taken, held, limit = uvloop.run(_measure(Path(folder)))
    commit = median(bare)
    usual, slow = median(taken), quantile(taken, 0.99)
    yield Figure("a bare fsynced commit, median", "", ms(commit))
    yield Figure(
        f"/lunch answered at {RATE} a second, median",
        f"<= {MOST} commits",
        f"{usual / commit:.1f} = {ms(usual)}",
        usual <= MOST * commit,
    )
    yield Figure(
        f"/lunch answered at {RATE} a second, p99", "", f"{slow / commit:.1f} = {ms(slow)}"
    )
    reached = f"{held} a second, behind at {limit}" if limit else f"{held} a second and more"
    yield Figure("held before it falls behind", f">= {RATE} a second", reached, held >= RATE)


async def _measure(folder: Path) -> tuple[list[float], list[float], int, int | None]:
    rng = random.Random(1)
    bare: list[float] = []
    async with company(folder) as crowd:
        disk = _bare_database(folder)
        await _arrive(crowd, RATE, 2, rng)
        await crowd.rest()
        beside = asyncio.create_task(_commit_beside(disk, bare, rng))
        taken, behind = await _arrive(crowd, RATE, SECONDS, rng)
        beside.cancel()
        await crowd.rest()
        held = RATE if behind <= RATE else 0
        for rate in RAMP:
            _, behind = await _arrive(crowd, rate, STEP, rng)
            await crowd.rest()
            if behind > rate:
                return bare, taken, held, rate
            held = rate
    return bare, taken, held, None


async def _arrive(
    crowd: Company, rate: float, seconds: float, rng: random.Random
) -> tuple[list[float], int]:
    """Send commands at random moments; return the time of each answer, and how many are behind.

    Behind are unanswered commands, and tables that the channel does not show yet.
    """
    taken: list[float] = []

    async def come(at: float) -> None:
        await crowd.lunch()
        taken.append(time.perf_counter() - at)

    at = time.perf_counter()
    end, waiting = at + seconds, []
    while (at := at + rng.expovariate(rate)) < end:
        await asyncio.sleep(max(0, at - time.perf_counter()))
        waiting.append(asyncio.create_task(come(at)))
    behind = sum(not one.done() for one in waiting) + await crowd.unsent()
    await asyncio.gather(*waiting)
    return taken, behind


async def _commit_beside(disk: sqlite3.Connection, bare: list[float], rng: random.Random) -> None:
    """Commit one row now and then, between the answers, on the same disk in the same minute."""
    while True:
        await asyncio.sleep(rng.expovariate(10))
        began = time.perf_counter()
        disk.execute("BEGIN IMMEDIATE")
        disk.execute("INSERT INTO bare (word) VALUES ('lunch')")
        disk.execute("COMMIT")
        bare.append(time.perf_counter() - began)


def _bare_database(folder: Path) -> sqlite3.Connection:
    disk = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        disk.execute(pragma)
    disk.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, word TEXT)")
    return disk
