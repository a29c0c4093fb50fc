"""Measure what Mingle takes from a Slack workspace in which everybody does something at once."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import uvloop

from tests.bench.office import Office, office
from tests.bench.report import Figure, median, ms, quantile

RATE = 50  # interactions a second
SECONDS = 30.0
LIMIT = 1.0  # second in which each is acknowledged
STEP = 5.0  # seconds at each rate of the ramp
RAMP = (65, 80, 100, 125, 150, 180, 220, 270)
PATIENCE = 60.0  # seconds for what is left over


class Spell(NamedTuple):
    """What a crowd met for a while.

    The time to each acknowledgement, and how many still waited at the end.
    """

    acks: list[float]
    refused: int
    behind: int
    mingle: float  # share of a processor
    stand_in: float


def load() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        yield from uvloop.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Figure]:
    rng = random.Random(1)
    async with office(folder) as crowd:
        await _spell(crowd, RATE, 2, rng)
        spell = await _spell(crowd, RATE, SECONDS, rng)
        figures = [*_acks(spell), *_effects(crowd)]
        return [*figures, await _ramp(crowd, rng)]


def _acks(spell: Spell) -> Iterator[Figure]:
    slowest, many = max(spell.acks), len(spell.acks)
    said = (
        f"{ms(slowest)} ({many} of them, half in {ms(median(spell.acks))}, 99 % in "
        f"{ms(quantile(spell.acks, 0.99))})"
    )
    yield Figure(
        f"slowest acknowledgement at {RATE} a second for {SECONDS:.0f} s",
        f"<= {LIMIT:.0f} s",
        said,
        slowest <= LIMIT and not spell.refused,
    )
    yield Figure("share of a processor that this takes", "", _shares(spell))


def _effects(crowd: Office) -> Iterator[Figure]:
    rows, done = crowd.rows(), crowd.done
    kept = ", ".join(f"{rows[name]} of {done[name]} {name}" for name in done)
    yield Figure("rows in the database", "every one", kept, rows == done)
    total = sum(done.values())
    yield Figure(
        "answers that reached people",
        "every one",
        f"{crowd.answered} of {total}",
        crowd.answered == total,
    )


def _shares(spell: Spell) -> str:
    return f"Mingle {spell.mingle:.0%}, Slack's stand-in {spell.stand_in:.0%}"


async def _ramp(crowd: Office, rng: random.Random) -> Figure:
    held = RATE
    for rate in RAMP:
        spell = await _spell(crowd, rate, STEP, rng)
        if spell.behind > rate or spell.refused or max(spell.acks) > LIMIT:
            said = f"{held} a second, behind at {rate}: {_shares(spell)}"
            return Figure(
                "held on SQLite before it falls behind", f">= {RATE} a second", said, held >= RATE
            )
        held = rate
    return Figure(
        "held on SQLite before it falls behind",
        f">= {RATE} a second",
        f"{held} a second and more",
        True,
    )


async def _spell(crowd: Office, rate: float, seconds: float, rng: random.Random) -> Spell:
    """Send commands at random moments, then wait until all are answered."""
    before, busy, own = sum(crowd.done.values()), crowd.busy(), time.process_time()
    at = began = time.perf_counter()
    coming = []
    while (at := at + rng.expovariate(rate)) < began + seconds:
        await asyncio.sleep(max(0, at - time.perf_counter()))
        coming.append(asyncio.create_task(crowd.act()))
    took = time.perf_counter() - began
    shares = ((crowd.busy() - busy) / took, (time.process_time() - own) / took)
    behind = sum(crowd.done.values()) - crowd.answered
    deliveries = await asyncio.gather(*coming)
    await crowd.slack.until(lambda: crowd.answered >= before + len(coming), PATIENCE)
    return Spell(
        [one.took for one in deliveries], sum(not one.acked for one in deliveries), behind, *shares
    )
