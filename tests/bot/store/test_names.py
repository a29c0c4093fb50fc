"""Release 0.1 called tables and columns otherwise: every row comes up under today's names."""

import importlib
import lzma
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Integer, Text, column, insert, select, table, text

from bot.core.interactions import Reply
from bot.core.tables import message_receipt, occurrence, outbox_message
from bot.pairings.tables import membership, pairing_program
from bot.store.engine import Database, open_database
from bot.store.migrate import upgrade_schema
from bot.store.schema import metadata
from bot.store.types import Day, Flag, Moment
from tests.bot.store.migrating import migrate
from tests.lived_world import LIVED
from tests.world import world_on

NAMES = importlib.import_module("bot.store.migrations.versions.0009_names")
BEFORE, AFTER = NAMES.down_revision, NAMES.revision
DUMP = Path(__file__).parent / "data" / "release-0.1.sql.xz"  # a company that has lived a year
HOME, SAM = "playground", "playground/sam-rivera"

# Rows of release 0.1 by table, in the order in which they are written.
PROGRAM: dict[str, Any] = {
    "workspace": "W",
    "channel_name": "lunch",
    "start": LIVED.date(),
    "time": "12:00",
    "zone": "UTC",
    "size": 2,
    "same_office": False,
    "active": True,
}
ROWS: dict[str, dict[str, Any]] = {
    "circle": {**PROGRAM, "channel": "W/lunch", "rule": "FREQ=DAILY", "blackout": "[]"},
    "membership": {
        "workspace": "W",
        "circle": 1,
        "person": "W/tom",
        "state": "in",
        "since": LIVED,
    },
    "effect": {
        "id": 7,
        "workspace": "W",
        "key": "k",
        "token": "t",
        "verb": "whisper",
        "to": '["W/tom"]',
        "rule": "lunch.notice",
        "asked": False,
        "weight": 1,
        "due": LIVED,
        "state": "sent",
        "lead": 7,
    },
    "received": {
        "workspace": "W",
        "person": "W/tom",
        "effect": 7,
        "rule": "lunch.notice",
        "asked": False,
        "at": LIVED,
    },
}
TYPES: dict[type, Any] = {bool: Flag, date: Day, datetime: Moment, int: Integer, str: Text}

STATISTICS = "sqlite_stat1"  # what SQLite counted for its planner, no content
Content = dict[str, tuple[list[str], list[Any]]]


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """The file of a company that lived a year with release 0.1, until `LIVED`."""
    path = tmp_path / "mingle.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(lzma.decompress(DUMP.read_bytes()).decode())
    return path


@pytest.fixture
async def opened(released: Path) -> AsyncIterator[Database]:
    """That file, opened as the program opens it."""
    database = open_database(f"sqlite+aiosqlite:///{released}")
    yield database
    await database.close()


def content_of(path: Path) -> Content:
    """Return the columns and the rows of each table, and how far its numbers have come."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = sorted(name for (name,) in tables if name not in ("alembic_version", STATISTICS))
        content: Content = {}
        for name in names:
            rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            content[name] = ([about[0] for about in rows.description], rows.fetchall())
    return content


def schema_of(path: Path) -> dict[str, str]:
    """Return the statement that makes each table and index, without quotes."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: sql.replace('"', "") for name, sql in rows if name != STATISTICS}


def renamed(content: Content) -> Content:
    """Return the content as it is to be found under the new names."""
    found: Content = {}
    for former, (columns, rows) in content.items():
        name = NAMES.TABLES.get(former, former)
        new = NAMES.COLUMNS.get(name, {})
        found[name] = ([new.get(column, column) for column in columns], rows)
    columns, rows = found["sqlite_sequence"]
    found["sqlite_sequence"] = (
        columns,
        sorted((NAMES.TABLES.get(name, name), number) for name, number in rows),
    )
    return found


def interest_hidden(content: Content) -> Content:
    """Return the content with the names of who is only interested hidden, for good by now."""
    columns, rows = content["rsvp"]
    answer, openly = columns.index("answer"), columns.index("openly")
    kept = []
    for row in rows:
        values = list(row)
        if values[answer] == "interested":
            values[openly] = 0
        kept.append(tuple(values))
    return {**content, "rsvp": (columns, kept)}


def lists_forgotten(content: Content) -> Content:
    """Return the content without the lists in what rounds were drawn from, for good by now."""
    columns, rows = content["lunch_round"]
    place = columns.index("inputs")
    kept = []
    for row in rows:
        inputs = msgspec.json.decode(row[place])
        inputs["rules"].pop("excluded", None)
        left = msgspec.json.encode(inputs).decode()
        kept.append((*row[:place], left, *row[place + 1 :]))
    return {**content, "lunch_round": (columns, kept)}


def complaints_of(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            *connection.execute("PRAGMA foreign_key_check"),
            *connection.execute("PRAGMA integrity_check").fetchall(),
        ]


async def test_a_year_comes_up_under_the_new_names_with_every_row(
    released: Path, opened: Database
) -> None:
    before = content_of(released)
    await migrate(opened, lambda migrations: migrations.migrate_up_to(AFTER))
    after = content_of(released)
    assert {name: len(rows) for name, (_, rows) in after.items()} == {
        NAMES.TABLES.get(name, name): len(rows) for name, (_, rows) in before.items()
    }
    assert after == renamed(before)
    assert set(after) - {"sqlite_sequence"} <= set(metadata.tables)  # later ones added tables
    assert complaints_of(released) == [("ok",)]


async def test_the_way_back_gives_a_year_its_former_names(released: Path, opened: Database) -> None:
    content, schema = content_of(released), schema_of(released)
    await upgrade_schema(opened)
    await migrate(opened, lambda migrations: migrations.migrate_down_to(BEFORE))
    assert content_of(released) == lists_forgotten(interest_hidden(content))
    assert schema_of(released) == schema
    assert complaints_of(released) == [("ok",)]


@pytest.mark.rehearsal
async def test_after_the_upgrade_a_week_passes_and_old_buttons_work(opened: Database) -> None:
    await upgrade_schema(opened)
    world = await world_on(opened, HOME, "acme", first=1_000_000, moment=LIVED)
    failed = await _failed(opened)
    await world.pass_time(days=7)
    assert await _failed(opened) == failed
    async with opened.read_transaction() as tx:
        late = select(occurrence.c.id).where(
            occurrence.c.state == "waiting", occurrence.c.due <= world.now
        )
        assert await tx.scalars(late) == []
        sent = select(outbox_message.c.id).where(outbox_message.c.sent_at > LIVED)
        assert await tx.scalars(sent)

    for action in ("lunch.skip", "prompt.will_do", "association.show", "digest.open"):
        assert isinstance(await world.click(SAM, action, await world.button(SAM, action)), Reply)


async def _failed(database: Database) -> list[tuple[str, str]]:
    """Return which jobs have failed, and whom messages could not reach: keys go with time."""
    async with database.read_transaction() as tx:
        jobs = await tx.all(
            select(occurrence.c.kind, occurrence.c.error).where(occurrence.c.state == "aside")
        )
        messages = await tx.all(
            select(outbox_message.c.reason, outbox_message.c.error).where(
                outbox_message.c.state == "failed"
            )
        )
    return sorted((name, error) for name, error in [*map(tuple, jobs), *map(tuple, messages)])


async def test_rows_keep_their_numbers_and_references_on_every_database(
    either_database: Database,
) -> None:
    async with either_database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
    await migrate(either_database, lambda migrations: migrations.migrate_up_to(BEFORE))
    async with either_database.transaction() as tx:
        for name, values in ROWS.items():
            columns: list[Any] = [
                column(key, TYPES[type(value)]()) for key, value in values.items()
            ]
            await tx.execute(insert(table(name, *columns)).values(**values))

    await migrate(either_database, lambda migrations: migrations.migrate_up_to(AFTER))
    async with either_database.transaction() as tx:
        joined = select(pairing_program.c.recurrence, membership.c.person)
        rows = await tx.all(joined.join(membership, membership.c.program == pairing_program.c.id))
        assert list(map(tuple, rows)) == [("FREQ=DAILY", "W/tom")]
        receipts = select(outbox_message.c.recipients, message_receipt.c.reason)
        rows = await tx.all(
            receipts.join(outbox_message, outbox_message.c.id == message_receipt.c.outbox_message)
        )
        assert list(map(tuple, rows)) == [(("W/tom",), "lunch.notice")]
        await tx.execute(text("DELETE FROM outbox_message WHERE id = 7"))
        assert await tx.all(select(message_receipt)) == []  # they go with their message
        number = await tx.scalar(
            insert(pairing_program)
            .values(**PROGRAM, channel="W/side", recurrence="FREQ=DAILY", blackout=())
            .returning(pairing_program.c.id)
        )
        assert number > 1

    await migrate(either_database, lambda migrations: migrations.migrate_down_to(BEFORE))
    async with either_database.read_transaction() as tx:
        assert await tx.scalars(text("SELECT rule FROM circle ORDER BY id")) == ["FREQ=DAILY"] * 2
        assert await tx.scalars(text("SELECT circle FROM membership")) == [1]
