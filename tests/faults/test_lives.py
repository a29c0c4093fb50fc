"""Live short lives in which processes are killed at named points; `make faults` lives long ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.lives import SORTS, Length, live
from tests.faults.process import Nursery, open_nursery

POINTS = (
    "before a gesture's commit",
    "after a message is accepted",
    "before a job's commit",
    "after a card's edit",
)
SHORT = Length(days=1, most=1, points=POINTS)  # a day with kills, and one without
# Who acts at the very moment of a strike may have to act again: docs/PROMISES.md counts them.
SILENT = "silent"


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    async with open_nursery() as nursery:
        yield nursery


@pytest.mark.rehearsal
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["slack-blind", "discord"])
async def test_nobody_misses_or_hears_anything_twice_though_processes_are_killed(
    name: str, nursery: Nursery, tmp_path: Path
) -> None:
    record = await live(SORTS[name], 1, len(POINTS), nursery, tmp_path, length=SHORT)
    wrongs = record.verdict.wrongs
    assert {sort: told for sort, told in wrongs.items() if told and sort != SILENT} == {}
    assert record.chaos.hits.keys() == {*POINTS}
    assert record.verdict.gestures
    assert record.verdict.messages
