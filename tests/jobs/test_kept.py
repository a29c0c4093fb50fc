"""Nothing is kept longer than `bot/store/kept` declares, and every column is declared there."""

import random
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.people import departures
from bot.people.tables import person
from bot.store.backups import copy_between
from bot.store.engine import Database, open_database
from bot.store.files import sqlite_address
from bot.store.kept import COMMON, FORMER_NAME, KEPT, LEAVERS, PAIRS, WORDS, Aged, Kept
from bot.store.kept.words import erasure_of, kept_for
from bot.store.schema import metadata
from jobs import retention
from jobs.retention_rows import TOTALS
from tests.lived_world import LEARNED, LIVED
from tests.world import GORO, HOME, PEOPLE

ONE_DAY = timedelta(days=1)
STAYING = set(PEOPLE) - {GORO}
CHAT = {name for name in KEPT if name.startswith("playground_")}  # stands for Slack or Discord


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    name = {"sqlite": "database", "postgresql": "on_postgresql"}[request.param]
    opened: Database = request.getfixturevalue(name)
    return opened.engine.url.render_as_string(hide_password=False)


@pytest.fixture
async def aging(lived: Path, tmp_path: Path, address: str) -> AsyncIterator[Database]:
    """The world that has lived nine days, on each kind of database; Goro has just left."""
    copy = Path(shutil.copy(lived, tmp_path / "copy.db"))
    source, target = open_database(sqlite_address(copy)), open_database(address)
    async with source.engine.connect() as read, target.engine.begin() as write:
        await copy_between(read, write)
    await source.close()
    async with target.transaction() as tx:
        await departures.record_departures(tx, HOME, [GORO], LIVED)
        waiting = update(outbox_message).where(outbox_message.c.state == "ready")
        await tx.execute(waiting.values(state="sent", sent_at=LIVED))
    await sweep(target, LIVED)
    yield target
    await target.close()


async def sweep(database: Database, now: datetime) -> None:
    due = DueOccurrence(0, HOME, retention.SWEEP, Subject("retention"), now.date(), now)
    async with database.transaction() as tx:
        await retention.sweep_workspace(tx, due, now, random.Random(1))


async def rows_of(database: Database, name: str) -> list[dict[str, Any]]:
    async with database.read_transaction() as tx:
        return [dict(row._mapping) for row in await tx.all(select(metadata.tables[name]))]


async def cells(database: Database) -> list[tuple[str, str, str]]:
    """Return every cell of the database as text: table, column and what stands there."""
    found = []
    for name in sorted(metadata.tables.keys() - CHAT):
        for row in await rows_of(database, name):
            found += [(name, column, f"{value}") for column, value in row.items()]
    return found


async def memberships(database: Database) -> set[tuple[int, str]]:
    """Return who is in which group, but for Goro, who left."""
    rows = await rows_of(database, "group_member")
    return {(row["group"], row["person"]) for row in rows if row["person"] in STAYING}


async def over_age(database: Database, now: datetime) -> list[tuple[str, Aged]]:
    """Return the tables with rows that are older than is declared."""
    found = []
    for name, kept in KEPT.items():
        for row in await rows_of(database, name):
            if name == "outbox_message":
                continue  # test_retention.py has its rules
            found += [(name, aged) for aged in _passed(kept, row, now)]
    return found


def _passed(kept: Kept, row: dict[str, Any], now: datetime) -> Iterator[Aged]:
    for aged in kept.aged:
        at = next((row[column] for column in aged.columns if row[column] is not None), None)
        if at is None:  # it has not begun to age, such as a swap that goes on
            continue
        before: date = now - aged.after
        if not isinstance(at, datetime):
            before = before.date()  # type: ignore[attr-defined]
        if at < before and (not aged.states or row["state"] in aged.states):
            yield aged


def test_every_column_is_declared() -> None:
    missing = sorted(metadata.tables.keys() - KEPT.keys())
    assert not missing, f"bot/store/kept does not say how long these are kept: {missing}"
    assert not KEPT.keys() - metadata.tables.keys()
    for name, table in metadata.tables.items():
        declared = Counter(column.name for column in KEPT[name].columns)
        there = Counter(table.columns.keys()) - Counter(COMMON)
        assert declared == there, f"bot/store/kept declares other columns of {name}"


def test_every_declaration_says_what_is_kept_and_why() -> None:
    for name, kept in KEPT.items():
        told = (kept.what, kept.why, kept.seen, kept_for(kept), erasure_of(kept))
        assert all(told), name
        assert all(column.what for column in kept.columns), name


@pytest.mark.parametrize("name", KEPT)
def test_what_is_declared_is_there(name: str) -> None:
    kept, table = KEPT[name], metadata.tables[name]
    assert kept.aged or kept.within or kept.until
    named = [*kept.theirs, *kept.ids, *(kept.cleared or ())]
    named += [column for aged in kept.aged for column in aged.columns]
    assert not set(named) - set(table.columns.keys())
    if kept.within:
        owners = [key for key in table.foreign_keys if key.column.table.name == kept.within]
        assert any(key.ondelete == "CASCADE" for key in owners)


async def test_every_column_that_names_people_is_declared(aging: Database) -> None:
    undeclared = set()
    for name, column, words in await cells(aging):
        declared = (*KEPT[name].theirs, *KEPT[name].ids)
        if name != "person" and column not in declared and any(who in words for who in PEOPLE):
            undeclared.add((name, column))
    assert not undeclared


async def test_nothing_names_whoever_left_a_month_ago(aging: Database) -> None:
    await sweep(aging, LIVED + LEAVERS - ONE_DAY)
    assert "Goro" in [row["name"].split()[0] for row in await rows_of(aging, "person")]

    await sweep(aging, LIVED + LEAVERS + ONE_DAY)
    assert not [cell for cell in await cells(aging) if GORO in cell[2] or "Goro" in cell[2]]
    [row] = [row for row in await rows_of(aging, "person") if row["name"] == FORMER_NAME]
    assert (row["interests"], row["office"], row["left"]) == ((), "", True)
    assert len(await rows_of(aging, "person")) == len(PEOPLE)


async def test_who_comes_back_is_not_forgotten(aging: Database) -> None:
    async with aging.transaction() as tx:
        await departures.record_returns(tx, HOME, [GORO], LIVED + ONE_DAY)
    for days in (2, 40):
        await sweep(aging, LIVED + timedelta(days=days))
    [row] = [row for row in await rows_of(aging, "person") if row["person"] == GORO]
    assert row["name"].split()[0] == "Goro"


async def test_after_ninety_days_what_was_said_is_gone_and_who_met_is_known(
    aging: Database,
) -> None:
    members = await memberships(aging)
    assert members
    now = LIVED + WORDS + 2 * ONE_DAY
    await sweep(aging, now)
    assert await over_age(aging, now) == []
    messages = await rows_of(aging, "outbox_message")
    assert [row for row in messages if row["card"] and row["state"] != "ready"] == []
    sent = [f"{row['recipients']} {row['key']}" for row in messages if row["state"] == "sent"]
    assert not [words for words in sent if any(who in words for who in PEOPLE)]
    assert not [cell for cell in await cells(aging) if LEARNED in cell[2]]
    assert await memberships(aging) == members  # so that nobody meets the same again


async def test_after_two_years_only_totals_are_left_of_who_met_whom(aging: Database) -> None:
    now = LIVED + PAIRS + LEAVERS + 4 * ONE_DAY
    await sweep(aging, now)
    await sweep(aging, now + ONE_DAY)
    assert await over_age(aging, now) == []
    for name in ("pairing_group", "seat", "event", "poll", "digest_issue", "vote"):
        assert await rows_of(aging, name) == []
    totals = [row for row in await rows_of(aging, "setting") if row["about"] == TOTALS]
    assert {row["name"] for row in totals} >= {"groups", "met", "tables"}
    async with aging.read_transaction() as tx:
        assert FORMER_NAME not in await tx.scalars(select(person.c.name))
    assert not [cell for cell in await cells(aging) if GORO in cell[2]]
