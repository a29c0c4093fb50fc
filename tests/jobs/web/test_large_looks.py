"""A file of hundreds of evenings is a bounded piece of work, and people are served in between."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import text

from bot.sources import duplicates, ingest, listings
from bot.sources.candidates import MAX_COMPARED
from bot.sources.parsers.model import ParsedEvent
from bot.store.engine import MAX_STATEMENTS, Database, Transaction
from tests.bot.sources.test_comparison import DAY, compare, evening
from tests.doubles.web.server import Site, serving
from tests.factories.sources import (
    find_source,
    listed_events,
    make_calendar,
    make_source,
    world_with_site,
)
from tests.world import World

EVENING = datetime(2026, 10, 15, 18, 30)
MANY = 150


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as opened:
        yield opened


@pytest.fixture
async def world(database: Database, site: Site) -> AsyncIterator[World]:
    async with world_with_site(database, site) as opened:
        yield opened


def evenings(
    source: str, *, moved: timedelta = timedelta(), name: str = "Evening"
) -> tuple[str, bytes]:
    at = f"{EVENING + moved:%Y%m%dT%H%M%S}"
    return make_calendar(
        *((f"{source}{number}", f"{name} {number} of Berlin", at) for number in range(MANY))
    )


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Note how many statements each transaction has that writes."""
    found: list[int] = []
    begin = Database.transaction

    @asynccontextmanager
    async def transaction(self: Database) -> AsyncIterator[Transaction]:
        async with begin(self) as tx:
            yield tx
            found.append(tx._statements)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", transaction)
        yield found


async def test_evenings_that_all_begin_at_once_are_compared_a_bounded_number_of_times(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages |= {"/a.ics": evenings("a"), "/b.ics": evenings("b")}
    await make_source(world, site.home + "/a.ics")
    compared: list[int] = []
    judge = duplicates.Acquaintance.judge

    def counting(self: duplicates.Acquaintance, one: ParsedEvent, other: object) -> object:
        compared.append(1)
        return judge(self, one, other)  # type: ignore[arg-type]

    monkeypatch.setattr(duplicates.Acquaintance, "judge", counting)
    await make_source(world, site.home + "/b.ics")
    # once before the transaction, whose words are remembered, and once in it
    assert len(compared) <= 2 * MAX_COMPARED


async def test_many_changes_are_written_in_parts(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/a.ics"] = evenings("a")
    number = await make_source(world, site.home + "/a.ics")
    site.pages["/a.ics"] = evenings("a", moved=timedelta(hours=1), name="Night")
    with counted(monkeypatch) as statements:
        await world.pass_time(hours=8)
    assert {title.split()[0] for _, title, _ in await listed_events(world)} == {"Night"}
    assert len([count for count in statements if count > MANY]) > MANY / ingest.MAX_AT_ONCE
    assert max(statements) < 30 * ingest.MAX_AT_ONCE
    assert (await find_source(world, number)).tries == 0


async def test_what_a_dying_process_left_half_done_is_done_at_the_next_look(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/a.ics"] = evenings("a")
    await make_source(world, site.home + "/a.ics")
    site.pages["/a.ics"] = evenings("a", name="Night")
    parts: list[int] = []
    recompute = listings.recompute_events

    async def die_at_the_second(tx: Transaction, *more: Any) -> None:
        parts.append(1)
        if len(parts) == 2:
            raise RuntimeError("the process died")
        await recompute(tx, *more)

    monkeypatch.setattr(listings, "recompute_events", die_at_the_second)
    await world.pass_time(hours=8)
    assert len(parts) > 2
    assert {title.split()[0] for _, title, _ in await listed_events(world)} == {"Night"}


async def test_others_get_their_turn_between_the_statements_of_a_large_transaction(
    database: Database,
) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    async with database.transaction() as tx:
        before = turns
        for _ in range(10 * MAX_STATEMENTS):
            await tx.scalar(text("SELECT 1"))
        assert turns - before >= 10
    waiting.cancel()


@pytest.mark.parametrize("kind", ["moved", "put off"])
def test_a_long_list_of_one_title_is_matched_by_steps_that_grow_with_its_length(kind: str) -> None:
    def steps(length: int) -> int:
        if kind == "moved":
            known = [evening(n, 20 + n / 100, "Evening") for n in range(length)]
            found = [evening(n + 5_000, 20.004 + n / 100, "Evening") for n in range(length)]
        else:
            known = [evening(n, 20 + n / 100, listed_as="postponed") for n in range(length)]
            found = [
                structs.replace(
                    each, uid=f"n{each.uid}", listed_as="", starts_at=each.starts_at + DAY
                )
                for each in known
            ]
        return lines_run(lambda: compare(found, known))

    assert steps(400) < 6 * steps(100)


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of the bot some work runs through, of tools that watch it none."""
    count = 0

    def trace(frame: FrameType, what: str, _more: object) -> object:
        nonlocal count
        count += what == "line" and "/bot/" in frame.f_code.co_filename
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count
