"""Every kind of thing that Mingle does by itself, and whether lives bring it about.

A kind that stands in none of these lists makes `tests/faults/test_kinds.py` fail by its name: let
people do in `tests/faults/people.py` what brings it about, and add it to `REACHED`.
"""

import re
from collections.abc import Mapping, Set
from pathlib import Path

from bot.features import ROUTER
from jobs.registry import JOBS

OUTBOX = Path(__file__).parents[2] / "bot" / "core" / "outbox.py"
WRITTEN = re.compile(r'_write(?:_many)?\(\s*tx,\s*workspace,\s*"(\w+)"')

# What needs more than a few weeks, or the end of a workspace, and where it is tried instead.
ELSEWHERE: Mapping[str, str] = {}
REACHED: Set[str] = frozenset()


def registered() -> set[str]:
    """Return the name of every job, message and living card of the program."""
    written = {f"message: {kind}" for kind in WRITTEN.findall(OUTBOX.read_text())}
    jobs = {f"job: {kind}" for kind in JOBS}
    return jobs | written | {f"card: {kind}" for kind in ROUTER.live_cards}


def uncovered(seen: Mapping[str, int]) -> set[str]:
    """Return what should have happened and has not."""
    return {name for name in REACHED if not seen.get(name)}
