"""Erasure from texts: cards, keys and what people wrote no longer name somebody."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    TableClause,
    Text,
    bindparam,
    column,
    or_,
    select,
    table,
    update,
)

from bot.people.pseudonyms import Pseudonym, Replacement, names_id, quoted_id
from bot.store.columns import metadata
from bot.store.engine import Transaction
from bot.store.kept import KEPT, Kept, Role
from bot.store.types import Json


async def erase_from_texts(tx: Transaction, workspace: str, pseudonym: Pseudonym) -> None:
    """Take somebody out of every text that is kept.

    Values are read and written as they are stored, so that one that this version cannot read is no
    hindrance.
    """
    for name, kept in KEPT.items():
        columns = kept.names(Role.TEXT, Role.KEY)
        if columns and not name.startswith("playground_"):
            await _erase_from_table(tx, workspace, name, kept, pseudonym)


async def _erase_from_table(
    tx: Transaction, workspace: str, name: str, kept: Kept, pseudonym: Pseudonym
) -> None:
    texts, ids = kept.names(Role.TEXT, Role.KEY), kept.names(Role.NAMED)
    columns = [column(each, Text()) for each in ("workspace", *texts, *ids)]
    raw = table(name, column("id"), *columns)
    naming = or_(*_naming(raw, texts, ids, pseudonym))
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in await tx.all(select(raw).where(raw.c.workspace == workspace, naming)):
        changes = _changes(name, kept, row._mapping, pseudonym)
        if changes:
            new = {f"new_{each}": value for each, value in changes.items()}
            changed.setdefault(tuple(changes), []).append({"number": row.id, **new})

    for each_changed, rows in changed.items():
        values: dict[str, Any] = {each: bindparam(f"new_{each}") for each in each_changed}
        statement = update(raw).where(raw.c.id == bindparam("number")).values(values)
        await tx.execute_many(statement, rows)


def _naming(
    raw: TableClause, texts: tuple[str, ...], ids: tuple[str, ...], pseudonym: Pseudonym
) -> Iterator[ColumnElement[bool]]:
    """Yield what holds for rows that may name somebody."""
    words = [pseudonym.person, quoted_id(pseudonym.person)]
    if pseudonym.is_distinct:
        words += [pseudonym.name, msgspec.json.encode(pseudonym.name).decode()[1:-1]]
    for each in texts:
        for word in dict.fromkeys(words):
            yield raw.c[each].contains(word, autoescape=True)
    for each in ids:
        yield raw.c[each] == pseudonym.former


def _changes(name: str, kept: Kept, row: Mapping[Any, Any], pseudonym: Pseudonym) -> dict[str, str]:
    """Return the new texts of one row. What is cleared some day anyway is cleared now."""
    texts = kept.names(Role.TEXT, Role.KEY)
    before = {each: value for each in texts if (value := row[each])}
    theirs = any(row[each] == pseudonym.former for each in kept.names(Role.NAMED))
    theirs = theirs or any(names_id(value, pseudonym.person) for value in before.values())
    replace = Replacement(pseudonym, theirs=theirs)

    changes = {}
    for each, value in before.items():
        is_json = isinstance(metadata.tables[name].c[each].type, Json)
        if each in kept.names(Role.KEY):
            after = replace.in_key(value)
        elif is_json:
            after = replace.in_json(value, emptied=each in (kept.cleared or ()))
        else:
            after = "" if theirs and each in (kept.cleared or ()) else replace.in_words(value)
        if after != value:
            changes[each] = after
    return changes
