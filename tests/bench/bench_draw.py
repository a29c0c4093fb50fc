"""Print for how long the draw of a large company keeps everybody else from writing."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import event

from bot.core import schedule
from bot.matching import Rules
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import records
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import membership
from bot.people import records as people
from bot.store.engine import Database, Transaction, open_database
from bot.store.memory import Memory
from bot.store.migrate import upgrade_schema
from jobs.engine.occurrences import run_due_occurrences
from jobs.registry import JOBS
from tests.bench import report
from tests.bench.report import Figure
from tests.factories.programs import MONDAY_AT_TEN

PEOPLE, ROUNDS = 2_000, 130  # a round a fortnight for five years
LIMIT = 0.2  # seconds
WORKSPACE, CHANNEL, ZONE = "w", "w/lunch", "Europe/Berlin"
FORTNIGHT = timedelta(days=14)


def locks() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        held = uvloop.run(_measure(Path(folder)))
    what = f"the write lock of a draw of {PEOPLE:,} people after {ROUNDS} rounds, processor time"
    yield Figure(what, f"<= {LIMIT} s", f"{held:.2f} s", held <= LIMIT)


async def _measure(folder: Path) -> float:
    database = open_database(f"sqlite+aiosqlite:///{folder}/mingle.db")
    await upgrade_schema(database)
    now = MONDAY_AT_TEN + FORTNIGHT * ROUNDS
    async with database.transaction() as tx:
        program = await _found(tx)
    for number in range(ROUNDS):
        async with database.transaction() as tx:
            await _remember_round(tx, program, MONDAY_AT_TEN + FORTNIGHT * number)
    async with database.transaction() as tx:
        await schedule.schedule(tx, WORKSPACE, "round.draw", program.subject, now, now.date())
    database.own(Memory(lasting=False))
    held = _watch(database)
    assert await run_due_occurrences(database, JOBS, now, random.Random(1), asyncio.to_thread)
    await database.close()
    return max(held)


def _watch(database: Database) -> list[float]:
    """Return a list to which each write transaction adds for how long it computed."""
    held: list[float] = []
    began = 0.0

    def hear(*said: Any) -> None:
        nonlocal began
        if said[2] == "BEGIN IMMEDIATE":
            began = time.thread_time()
        elif said[2] == "COMMIT" and began:
            held.append(time.thread_time() - began)
            began = 0.0

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    return held


async def _found(tx: Transaction) -> PairingProgram:
    profiles: list[dict[str, object]] = [
        {"person": f"{WORKSPACE}/{number}", "name": f"Colleague {number}", "zone": ZONE}
        for number in range(PEOPLE)
    ]
    await people.add_people(tx, WORKSPACE, profiles, MONDAY_AT_TEN)
    program = await programs.save_program(
        tx,
        WORKSPACE,
        CHANNEL,
        channel_name="lunch",
        recurrence="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
        start=MONDAY_AT_TEN.date(),
        time="10:00",
        zone=ZONE,
        size=2,
        blackout=(),
        same_office=False,
        active=True,
    )
    common = {"workspace": WORKSPACE, "program": program.id, "state": "in", "since": MONDAY_AT_TEN}
    await tx.insert_many(membership, [{**common, "person": who["person"]} for who in profiles])
    return program


async def _remember_round(tx: Transaction, program: PairingProgram, at: datetime) -> None:
    order = [f"{WORKSPACE}/{number}" for number in range(PEOPLE)]
    random.Random(str(at)).shuffle(order)
    groups = [order[place : place + 2] for place in range(0, PEOPLE, 2)]
    made = await records.add_round(
        tx,
        program,
        Snapshot((), Rules(), 0),
        local_date=at.date(),
        seed="",
        drawn_at=at,
        midpoint=at + FORTNIGHT / 2,
        ends_at=at + FORTNIGHT,
    )
    values = {
        "state": "met",
        "icebreaker": 0,
        "slots": (),
        "by_call": False,
        "unscheduled": True,
        "reasons": (),
        "meet_at": at,
    }
    await records.add_groups(tx, made, groups, [values] * len(groups))
    if at < MONDAY_AT_TEN + FORTNIGHT * (ROUNDS - 1):
        await records.close_rounds(tx, program)


def main() -> None:
    report.show("A draw", (("for how long a draw keeps others waiting", locks),))


if __name__ == "__main__":
    main()
