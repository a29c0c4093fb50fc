"""What is asked of earlier rounds: who met whom, how often in a week, how many there were."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.core.subjects import Subject
from bot.matching.model import Rules
from bot.pairings.programs.records import active_programs
from bot.pairings.rounds.history import introductions_since, load_history
from bot.pairings.rounds.report import render_report
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import group_member, pairing_group, pairing_program, pairing_round
from bot.store.engine import Database, ReadTransaction, Transaction, open_database
from bot.store.statistics import gather_statistics
from tests.databases import create_sqlite

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
PAIRS = 20
STEPS_AT_ONCE = 10  # of SQLite's virtual machine


async def add_program(tx: Transaction) -> int:
    return await tx.insert(
        pairing_program,
        workspace="w",
        channel="w/lunch",
        channel_name="lunch",
        recurrence="FREQ=WEEKLY;BYDAY=MO",
        start=date(2020, 1, 6),
        time="09:00",
        zone="UTC",
        size=2,
        blackout=(),
        same_office=False,
        active=True,
    )


async def draw(tx: Transaction, program: int, at: datetime) -> int:
    """Insert a round without any group."""
    return await tx.insert(
        pairing_round,
        workspace="w",
        program=program,
        local_date=at.date(),
        seed="1",
        state="drawn",
        drawn_at=at,
        midpoint=at,
        ends_at=at,
        size=2,
        inputs=Snapshot((), Rules(), 0),
    )


async def pair(
    tx: Transaction,
    drawn: int,
    *people: str,
    state: str = "open",
    made_at: datetime | None = None,
    answer: str = "none",
) -> None:
    """Insert a group of people."""
    group = await tx.insert(
        pairing_group,
        workspace="w",
        round=drawn,
        state=state,
        made_at=made_at,
        icebreaker=0,
        reasons=(),
        slots=(),
        meet_at=MONDAY,
    )
    for who in people:
        await tx.insert(group_member, workspace="w", group=group, person=who, answer=answer)


async def test_who_was_introduced_this_week_is_counted_by_when_and_by_whether_it_was_for_real(
    either_database: Database,
) -> None:
    async with either_database.transaction() as tx:
        program = await add_program(tx)
        long_ago = await draw(tx, program, MONDAY - timedelta(days=6))
        today = await draw(tx, program, MONDAY + timedelta(hours=9))
        await pair(tx, long_ago, "w/ada", "w/ben")
        await pair(tx, long_ago, "w/ada", "w/cleo", made_at=MONDAY + timedelta(hours=1))
        await pair(tx, today, "w/ada", "w/dina")
        await pair(tx, today, "w/ben", state="alone")
        await pair(tx, today, "w/cleo", "w/emil", answer="out")
        await pair(tx, today, "w/cleo", "w/fatma", made_at=MONDAY - timedelta(hours=1))
        found = await introductions_since(tx, "w", ["w/ada", "w/ben", "w/cleo", "w/dina"], MONDAY)
        assert found == {"w/ada": 2, "w/cleo": 1, "w/dina": 1}
        assert await introductions_since(tx, "elsewhere", ["w/ada"], MONDAY) == {}


EVERYBODY = [f"w/{number}" for number in range(2 * PAIRS)]


async def count_steps(
    folder: Path, weeks: int, ask: Callable[[ReadTransaction], Awaitable[None]]
) -> int:
    """Return how many steps a question takes after so many weekly rounds, the latest the first."""
    database = open_database(create_sqlite(folder / f"{weeks}.db"))
    counted = [0]

    @event.listens_for(database.engine.sync_engine, "checkout")
    def count(connection: Any, *_: object) -> None:
        sqlite = connection.driver_connection._conn
        sqlite.set_progress_handler(lambda: counted.__setitem__(0, counted[0] + 1), STEPS_AT_ONCE)

    async with database.transaction() as tx:
        program = await add_program(tx)
        for week in range(weeks):
            drawn = await draw(tx, program, MONDAY + timedelta(hours=9, weeks=-week))
            for first, second in zip(EVERYBODY[::2], EVERYBODY[1::2], strict=True):
                await pair(tx, drawn, first, second)
    await gather_statistics(database)
    counted[0] = 0
    async with database.read_transaction() as reading:
        await ask(reading)
    await database.close()
    return counted[0]


async def test_years_of_rounds_make_counting_a_week_no_slower(tmp_path: Path) -> None:
    async def count(reading: ReadTransaction) -> None:
        found = await introductions_since(reading, "w", EVERYBODY, MONDAY)
        assert found == dict.fromkeys(EVERYBODY, 1)

    short, long = [await count_steps(tmp_path, weeks, count) for weeks in (2, 100)]
    assert short > 0
    assert long <= 1.5 * short


async def test_years_of_rounds_make_the_report_of_one_no_slower(tmp_path: Path) -> None:
    async def render(reading: ReadTransaction) -> None:
        latest = Subject("report", 1)
        assert await render_report(reading, "w", latest, MONDAY + timedelta(hours=9))

    short, long = [await count_steps(tmp_path, weeks, render) for weeks in (2, 100)]
    assert short > 0
    assert long <= 1.5 * short


async def test_groups_of_earlier_rounds_are_read_in_their_order_with_who_was_left_behind(
    either_database: Database,
) -> None:
    async with either_database.transaction() as tx:
        program = await add_program(tx)
        drawn = await draw(tx, program, MONDAY)
        await pair(tx, drawn, "zoe", "ann", "mia", answer="out")
        await pair(tx, drawn, "eda", "dua", state="called_off")
        await pair(tx, drawn, "gus", "fay", state="undone")
        await draw(tx, program, MONDAY + timedelta(weeks=1))

    async with either_database.read_transaction() as tx:
        [program_row] = await active_programs(tx, "w")
        past = await load_history(tx, program_row, MONDAY.date() + timedelta(weeks=2))
    first = [("eda", "dua"), *((person,) for person in ("zoe", "ann", "mia", "eda", "dua"))]
    assert past.rounds == [[*first, ("gus",), ("fay",)], []]
    assert past.icebreakers == {"eda": [0], "dua": [0]}
