"""Print how many twin worlds, with and without a rather-not list, read the same to others.

`MINGLE_TWINS=0-334` compares a part of them.
"""

import asyncio
import gc
import os
import tempfile
import time
from pathlib import Path

from tests.bench.report import console
from tests.twins import PlainTexts, Twins, find_differences, random_circle

WORLDS = range(*(int(edge) for edge in os.environ.get("MINGLE_TWINS", "0-1000").split("-")))
TOLD_EVERY = 100  # worlds


def main() -> None:
    gc.freeze()  # what is imported stays: nothing of it is looked at for each world again
    gc.set_threshold(200_000, 50, 50)
    held = asyncio.run(_compare())
    seconds = time.process_time()
    console.print(f"{held} of {len(WORLDS)} twin worlds hold, {seconds:.0f} s of processor")


async def _compare() -> int:
    held, plain = 0, PlainTexts()
    with tempfile.TemporaryDirectory() as folder:
        twins = Twins(Path(folder))
        for done, seed in enumerate(WORLDS, 1):
            circle = random_circle(seed)
            found = await find_differences(twins, circle, plain)
            held += not found
            if found:
                console.print(f"{circle}: {found[0]}", markup=False)
            if done % TOLD_EVERY == 0:
                console.print(f"{held} of {done}", style="dim")
    return held
