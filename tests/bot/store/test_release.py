"""A database of release 0.1 goes on working: what waited in it is run after the upgrade."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from pytest_alembic import MigrationContext
from sqlalchemy import select, text

from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.store.engine import Database
from bot.store.schema import metadata
from jobs.engine.occurrences import run_due_occurrences
from jobs.registry import JOBS
from tests.bot.store.migrating import migrate

RELEASE = "0008"  # the last migration of release 0.1
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = date(2026, 3, 10)
HOME, REMOVED = "slack:T0000001", "slack:T0000002"
PERSON = f"{HOME}/U0000006"

PROGRAM: dict[str, Any] = {
    "workspace": HOME,
    "channel": f"{HOME}/C1",
    "channel_name": "lunch",
    "rule": "FREQ=WEEKLY;BYDAY=TU",
    "start": DAY,
    "time": "12:00",
    "zone": "UTC",
    "size": 2,
    "blackout": "[]",
    "same_office": False,
    "active": True,
}
# By kind: what an occurrence was about in release 0.1, and what it is about now.
SUBJECTS = {
    "round.notice": ("1", Subject("program", 1)),
    "round.draw": ("1", Subject("program", 1)),
    "round.preview": (f"1 {PERSON} call:7 of 9", Subject("program", 1, PERSON, "call:7 of 9")),
    "table.last_call": ("table:1", Subject("table", 1)),
    "poll.close": ("poll:1:2", Subject("poll", 1, "2")),
    "census": ("channels", Subject("channels")),
    "workspace.erase": (REMOVED, Subject("workspace")),
}


@pytest.fixture
async def released(either_database: Database) -> Database:
    """A database at release 0.1, in which one occurrence of each kind waits."""
    database = either_database
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await migrate(database, lambda migrations: migrations.migrate_up_to(RELEASE))

    async with database.transaction() as tx:
        names = ", ".join(f'"{name}"' for name in PROGRAM)
        places = ", ".join(f":{name}" for name in PROGRAM)
        sqlite = database.engine.dialect.name == "sqlite"
        day = DAY.isoformat() if sqlite else DAY
        due = (NOON - timedelta(minutes=1)).isoformat(timespec="microseconds")
        moment = due if sqlite else NOON - timedelta(minutes=1)

        program = text(f"INSERT INTO circle ({names}) VALUES ({places})")
        await tx.execute(program.bindparams(**{**PROGRAM, "start": day}))
        for kind, (subject, _) in SUBJECTS.items():
            waiting = text(
                "INSERT INTO occurrence (workspace, kind, subject, local_date, due, state)"
                " VALUES (:workspace, :kind, :subject, :day, :due, 'waiting')"
            )
            home = REMOVED if kind == "workspace.erase" else HOME
            values = {"workspace": home, "kind": kind, "subject": subject}
            await tx.execute(waiting.bindparams(**values, day=day, due=moment))
    return database


async def test_what_waited_names_its_subject_after_the_upgrade(released: Database) -> None:
    await migrate(released, lambda migrations: migrations.migrate_up_to("heads"))
    async with released.read_transaction() as tx:
        rows = await tx.all(select(occurrence.c.kind, occurrence.c.subject))
    assert {row.kind: row.subject for row in rows} == {
        kind: subject for kind, (_, subject) in SUBJECTS.items()
    }


async def test_what_waited_is_run_after_the_upgrade(released: Database) -> None:
    await migrate(released, lambda migrations: migrations.migrate_up_to("heads"))
    assert await run_due_occurrences(released, JOBS, NOON, Random(1)) == len(SUBJECTS)
    async with released.read_transaction() as tx:
        failed = select(occurrence.c.kind).where(occurrence.c.error.is_not(None))
        assert await tx.scalars(failed) == []
        later = select(occurrence.c.kind).where(
            occurrence.c.state == "waiting", occurrence.c.subject == Subject("program", 1)
        )
        assert await tx.scalars(later.order_by(occurrence.c.kind)) == [
            "round.draw",
            "round.look",
            "round.notice",
            "round.nudge",
        ]


async def test_the_way_back_leads_to_the_former_texts(released: Database) -> None:
    def there_and_back(migrations: MigrationContext) -> None:
        migrations.migrate_up_to("heads")
        migrations.migrate_down_to(RELEASE)

    await migrate(released, there_and_back)
    async with released.read_transaction() as tx:
        rows = await tx.all(text("SELECT kind, subject FROM occurrence"))
    assert {row.kind: row.subject for row in rows} == {
        kind: former for kind, (former, _) in SUBJECTS.items()
    }
