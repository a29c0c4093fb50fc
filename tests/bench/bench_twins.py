"""Print how many twin worlds, with and without a rather-not list, read the same to others."""

import asyncio
import os
import tempfile
from pathlib import Path

from tests.bench.report import console
from tests.twins import PlainTexts, find_differences, random_circle

WORLDS = range(*(int(edge) for edge in os.environ.get("MINGLE_TWINS", "0-1000").split("-")))


def main() -> None:
    held = asyncio.run(_compare())
    console.print(f"{held} of {len(WORLDS)} twin worlds hold")


async def _compare() -> int:
    held, plain = 0, PlainTexts()
    with tempfile.TemporaryDirectory() as folder:
        for seed in WORLDS:
            circle = random_circle(seed)
            found = await find_differences(Path(folder), circle, plain)
            held += not found
            if found:
                console.print(f"{circle}: {found[0]}", markup=False)
    return held
