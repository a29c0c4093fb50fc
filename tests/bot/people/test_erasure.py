"""Whoever asks to be forgotten is named by no row of any table."""

import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, Text, insert, select, type_coerce, update
from sqlalchemy.exc import IntegrityError

from bot.core.dispatch import dispatch
from bot.core.interactions import Invocation, Reply
from bot.core.platform import ChannelMember
from bot.features import ROUTER
from bot.own_data import views
from bot.people.erasure_records import list_erasures
from bot.people.tables import person
from bot.store.backups import copy_between
from bot.store.engine import Database, Transaction, open_database
from bot.store.files import sqlite_address
from bot.store.kept import KEPT, Kept, Role
from bot.store.schema import metadata
from bot.store.types import Day, Flag, Json, Moment, Parsed
from jobs.channel_members import save_members
from tests.lived_world import LIVED
from tests.world import BEN, GORO, HOME, LUNCH

NAME = "Goro Sato"
CHAT = "playground_"  # stands for Slack or Discord


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    name = {"sqlite": "database", "postgresql": "on_postgresql"}[request.param]
    opened: Database = request.getfixturevalue(name)
    return opened.engine.url.render_as_string(hide_password=False)


@pytest.fixture
async def lived_in(lived: Path, tmp_path: Path, address: str) -> AsyncIterator[Database]:
    """The world that has lived nine days, on each kind of database."""
    copy = Path(shutil.copy(lived, tmp_path / "copy.db"))
    source, target = open_database(sqlite_address(copy)), open_database(address)
    async with source.engine.connect() as read, target.engine.begin() as write:
        await copy_between(read, write)
    await source.close()
    yield target
    await target.close()


async def name_everywhere(tx: Transaction) -> None:
    """Have a row of every table that can name people name Goro, in each of its columns."""
    for table in metadata.sorted_tables:
        kept = KEPT[table.name]
        if not kept.names_people or table.name.startswith(CHAT) or table is person:
            continue
        number = await _some_row(tx, table)
        for column in kept.columns:
            named = _naming(table, column.name, column.role)
            if named is None:
                continue
            try:
                async with tx.savepoint():
                    row = update(table).where(table.c.id == number)
                    await tx.execute(row.values({column.name: named}))
            except IntegrityError:
                pass  # another row of theirs is there


async def _some_row(tx: Transaction, table: Table) -> int:
    """Return the last row of a table, inserted with those it belongs to where there is none."""
    newest = select(table.c.id).order_by(table.c.id.desc()).limit(1)
    if await tx.scalar(newest) is None:
        await tx.execute(insert(table).values(await _sample(tx, table, KEPT[table.name])))
    return int(await tx.scalar(newest))


def _names_somebody(kept: Kept) -> bool:
    """Return whether rows of a table name people, and not only hold a secret of a workspace."""
    nameless = (Role.FACT, Role.LINK, Role.INNER, Role.SEALED)
    return any(column.role not in nameless for column in kept.columns)


def _naming(table: Table, column: str, role: Role) -> Any:
    kind = table.c[column].type
    if role in (Role.MINE, Role.OTHER, Role.NAMED):
        return GORO
    if role is Role.TEXT and not isinstance(kind, Json | Parsed):
        return f"{NAME} asked {GORO}"
    if role is Role.KEY and not isinstance(kind, Json | Parsed):
        return f"asked:{GORO}"
    return None


async def _sample(tx: Transaction, table: Table, kept: Kept) -> dict[str, Any]:
    values: dict[str, Any] = {"workspace": HOME}
    roles = {column.name: column.role for column in kept.columns}
    for column in table.columns:
        if column.name in ("id", "workspace"):
            continue
        if column.foreign_keys:
            [key] = column.foreign_keys
            values[column.name] = await _some_row(tx, key.column.table)
        elif not (column.nullable or column.server_default):
            named = _naming(table, column.name, roles[column.name])
            values[column.name] = named or _value(column.type)
    return values


def _value(kind: Any) -> Any:
    match kind:
        case Moment():
            return LIVED
        case Day():
            return date(2026, 3, 11)
        case Flag():
            return False
        case Json():
            return ()
        case Text():
            return "sample"
    return 1


async def rows_naming(database: Database, *words: str) -> list[tuple[str, str, str]]:
    """Return the cells of every table, as stored, in which one of these words stands."""
    found = []
    async with database.read_transaction() as tx:
        for name, table in metadata.tables.items():
            if name.startswith(CHAT):
                continue
            columns = [
                type_coerce(each, Text).label(each.name)
                if isinstance(each.type, Json | Parsed)
                else each
                for each in table.columns
            ]
            for row in await tx.all(select(*columns)):
                for column, value in row._mapping.items():
                    if any(word.casefold() in str(value).casefold() for word in words):
                        found.append((name, column, str(value)))
    return found


async def do(database: Database, person_id: str, kind: Any, action: str, **fields: str) -> Reply:
    value = views.ME if kind == "button" else ""
    call = Invocation(
        f"{action} {len(fields)}", HOME, person_id, NAME, LIVED, kind, action,
        value=value, channel=LUNCH, channel_name="lunch", fields=fields,
    )  # fmt: skip
    answer = await dispatch(ROUTER, database, call)
    assert isinstance(answer, Reply)
    return answer


async def test_whoever_is_forgotten_is_named_by_no_row_of_any_table(lived_in: Database) -> None:
    async with lived_in.transaction() as tx:
        await name_everywhere(tx)
    tables = {name for name, _, _ in await rows_naming(lived_in, GORO, NAME)}
    expected = {name for name, kept in KEPT.items() if _names_somebody(kept)}
    nameless = {"erasure", *(name for name in expected if name.startswith(CHAT))}
    assert expected - nameless <= tables

    asked = await do(lived_in, GORO, "command", "mingle forget", who="me")
    assert asked.card == views.forget_card()
    assert {name for name, _, _ in await rows_naming(lived_in, GORO)} == tables

    done = await do(lived_in, GORO, "button", "own_data.forget")
    assert done.card == views.forgotten_card()
    assert await rows_naming(lived_in, GORO, NAME, "Goro") == []


async def test_others_still_know_that_they_met_somebody(lived_in: Database) -> None:
    members = metadata.tables["group_member"]
    async with lived_in.read_transaction() as tx:
        before = await tx.all(select(members.c.group, members.c.answer).order_by(members.c.id))
    await do(lived_in, GORO, "button", "own_data.forget")
    async with lived_in.read_transaction() as tx:
        after = await tx.all(select(members.c.group, members.c.answer).order_by(members.c.id))
        people = await tx.scalars(select(person.c.name).where(person.c.left.is_(True)))
    assert [row.group for row in after] == [row.group for row in before]
    assert people == ["A former colleague"]


async def test_nobody_is_asked_again_who_was_forgotten_until_they_come_by_themselves(
    lived_in: Database,
) -> None:
    await do(lived_in, GORO, "button", "own_data.forget")
    listed = [ChannelMember(GORO, NAME), ChannelMember(BEN, "Ben Marsh")]
    async with lived_in.transaction() as tx:
        await save_members(tx, HOME, LUNCH, listed, LIVED + timedelta(days=1), complete=False)
    assert await rows_naming(lived_in, GORO, NAME) == []

    await do(lived_in, GORO, "command", "mingle help")
    async with lived_in.read_transaction() as tx:
        [made] = await list_erasures(tx)
    assert not made.asked
    async with lived_in.transaction() as tx:
        await save_members(tx, HOME, LUNCH, listed, LIVED + timedelta(days=2), complete=False)
    assert {"channel_member", "membership"} <= {
        name for name, _, _ in await rows_naming(lived_in, GORO)
    }


async def test_nobody_can_have_a_colleague_forgotten(lived_in: Database) -> None:
    refused = await do(lived_in, BEN, "command", "mingle forget", who="@Goro")
    assert "only forget you yourself" in str(refused.card)
    assert await rows_naming(lived_in, GORO)
