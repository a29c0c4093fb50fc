"""Everything that is kept about somebody, found by the declarations of `bot/store/kept`.

Statements are as many as there are tables, however long somebody has been here.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Table, Text, or_, select, type_coerce

from bot.core.subjects import Subject
from bot.people.pseudonyms import names_id, quoted_id
from bot.store.columns import metadata
from bot.store.engine import ReadTransaction
from bot.store.kept import KEPT, Kept, Role
from bot.store.kept.words import erasure_of, kept_for
from bot.store.types import Unreadable
from bot.ui.cards import Card, as_text

SOMEBODY = "a colleague"  # in the place of others
YOURSELF = "you"
_LABELS = ("name", "title", "channel_name", "local_date", "starts_at", "text", "address")
_BATCH = 500
_DEPTH = 3  # from an answer over its option to the poll


class OwnTable(Struct, frozen=True):
    """The rows of one table that are about somebody, and what is declared of it."""

    table: str
    what: str
    why: str
    seen_by: str
    kept: str
    when_forgotten: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]


class OwnData(Struct, frozen=True):
    """Everything that is kept about somebody at a moment."""

    workspace: str
    person: str
    at: dt.datetime
    tables: list[OwnTable]


async def collect_data(
    tx: ReadTransaction, workspace: str, person_id: str, now: dt.datetime
) -> OwnData:
    """Return everything that is kept about somebody; empty if nothing is."""
    found = []
    for name, kept in KEPT.items():
        if name.startswith("playground_"):  # stands for Slack or Discord
            continue
        table = metadata.tables[name]
        about = _about(table, kept, workspace, person_id)
        if about is None:
            continue
        query = select(table).where(table.c.workspace == workspace, about).order_by(table.c.id)
        rows = [row for row in await tx.all(query) if _is_theirs(row, kept, person_id)]
        if rows:
            found.append(await _describe(tx, name, kept, rows, person_id))
    return OwnData(workspace, person_id, now, found)


def write_json(data: OwnData) -> str:
    """Return somebody's data as JSON that people can read too."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def _about(table: Table, kept: Kept, workspace: str, person_id: str) -> ColumnElement[bool] | None:
    """Return what holds for the rows about somebody; None where there are none."""
    ways = [table.c[each] == person_id for each in kept.names(Role.MINE, Role.NAMED)]
    for each in kept.names(Role.KEY):
        words = dict.fromkeys((person_id, quoted_id(person_id)))
        written = type_coerce(table.c[each], Text)
        ways += [written.contains(word, autoescape=True) for word in words]
    ways += _belonging(table, kept, workspace, person_id)
    return or_(*ways) if ways else None


def _belonging(
    table: Table, kept: Kept, workspace: str, person_id: str
) -> Iterator[ColumnElement[bool]]:
    """Yield what holds for rows that belong to a row of theirs, such as times of a calendar."""
    owner = metadata.tables.get(kept.within)
    if owner is None or kept.names_people or not KEPT[kept.within].theirs:
        return
    for each in kept.names(Role.LINK):
        if any(key.column.table is owner for key in table.c[each].foreign_keys):
            mine = or_(*(owner.c[name] == person_id for name in KEPT[kept.within].names(Role.MINE)))
            theirs = select(owner.c.id).where(owner.c.workspace == workspace, mine)
            yield table.c[each].in_(theirs)


def _is_theirs(row: Row[Any], kept: Kept, person_id: str) -> bool:
    """Return whether a row is about somebody, and not about one whose id begins with theirs."""
    values = row._mapping
    if any(values[each] == person_id for each in kept.names(Role.MINE, Role.NAMED)):
        return True
    keys = [values[each] for each in kept.names(Role.KEY)]
    if not keys:
        return True
    return any(_holds(value, person_id) for value in keys)


def _holds(value: Any, person_id: str) -> bool:
    if isinstance(value, tuple):
        return person_id in value
    if isinstance(value, Subject):
        return person_id in value.parts
    return value is not None and names_id(str(value), person_id)


async def _describe(
    tx: ReadTransaction, name: str, kept: Kept, rows: Sequence[Row[Any]], person_id: str
) -> OwnTable:
    labels = await _labels(tx, name, kept, [row._mapping for row in rows], _DEPTH)
    shown = [column for column in kept.columns if column.role not in (Role.INNER, Role.SEALED)]
    described = []
    for row in rows:
        values: dict[str, Any] = {}
        for column in shown:
            value = row._mapping[column.name]
            if column.role is Role.LINK:
                values[column.name] = labels.get((column.name, value))
            else:
                values[column.name] = _plain(value, column.role, person_id)
        described.append({each: value for each, value in values.items() if value not in (None, "")})
    return OwnTable(
        name,
        kept.what,
        kept.why,
        kept.seen,
        kept_for(kept),
        erasure_of(kept),
        {column.name: column.what for column in shown},
        described,
    )


def _plain(value: Any, role: Role, person_id: str) -> Any:
    """Return a value as JSON has it; others who are named in it are just colleagues."""
    if role is Role.NAMED and value not in (None, ""):
        return YOURSELF if value == person_id else SOMEBODY
    if role is Role.KEY and isinstance(value, tuple):
        return [YOURSELF if each == person_id else SOMEBODY for each in value]
    if isinstance(value, Card):
        return as_text(value)
    if isinstance(value, Unreadable):
        return value.text
    if isinstance(value, Subject):
        return str(value)
    if isinstance(value, Struct) or (role is Role.TEXT and isinstance(value, tuple)):
        return None  # of a whole round or group, not of one person
    return msgspec.to_builtins(value, enc_hook=str)


async def _labels(
    tx: ReadTransaction,
    name: str,
    kept: Kept,
    rows: Iterable[Mapping[Any, Any]],
    depth: int,
) -> dict[tuple[str, int], dict[str, Any]]:
    """Return what the rows that are pointed at are called, by column and id."""
    table, listed = metadata.tables[name], list(rows)
    labels: dict[tuple[str, int], dict[str, Any]] = {}
    for each in kept.names(Role.LINK) if depth else ():
        [key] = table.c[each].foreign_keys
        pointed = key.column.table
        ids = sorted({row[each] for row in listed if row[each] is not None})
        owners = await _load(tx, pointed, ids)
        above = await _labels(tx, pointed.name, KEPT[pointed.name], owners, depth - 1)
        for owner in owners:
            label = {
                word: msgspec.to_builtins(owner[word], enc_hook=str)
                for word in _LABELS
                if word in owner and owner[word] not in (None, "")
            }
            for link in KEPT[pointed.name].names(Role.LINK):
                label |= above.get((link, owner[link]), {})
            labels[each, owner["id"]] = label
    return labels


async def _load(tx: ReadTransaction, table: Table, ids: Sequence[int]) -> list[Mapping[Any, Any]]:
    rows: list[Mapping[Any, Any]] = []
    for start in range(0, len(ids), _BATCH):
        batch = table.c.id.in_(ids[start : start + _BATCH])
        rows += [row._mapping for row in await tx.all(select(table).where(batch))]
    return rows
