"""Live short lives in which processes are struck; `make faults` lives long ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.lives import SORTS, live
from tests.faults.process import Nursery, open_nursery

STRIKES = 6
ON_FILE = [name for name, sort in SORTS.items() if sort.replicas == 1]


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    async with open_nursery() as nursery:
        yield nursery


@pytest.mark.rehearsal
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ON_FILE)
async def test_nobody_misses_or_hears_anything_twice_whatever_befalls_the_program(
    name: str, nursery: Nursery, tmp_path: Path
) -> None:
    record = await live(SORTS[name], 1, STRIKES, nursery, tmp_path, days=1, most=2)
    assert record.chaos.faults
    assert record.verdict.gestures
    wrongs = record.verdict.wrongs
    # who acts at the very moment of a strike may have to act again: docs/PROMISES.md counts them
    assert len(wrongs.pop("silent")) <= 1
    assert not any(wrongs.values()), wrongs
