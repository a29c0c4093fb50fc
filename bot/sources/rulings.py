"""Rulings on pairs of listings: who said that two are one evening, and what nobody decided yet.

A ruling is about two keys, each of an event or a whole series within a source. It remembers what
the two were called, so that later pairs of the same sources can be compared by it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, delete, or_, select, update

from bot.core.ids import row_number
from bot.sources.tables import duplicate_ruling
from bot.store.engine import ReadTransaction, Transaction

# Nobody was asked yet; somebody was; the evening came first; a person said so, or a person's
# rulings on others did.
WAITING, ASKED, OVER, SAME, DIFFERENT = "waiting", "asked", "over", "same", "different"
SETTLED = (SAME, DIFFERENT)

MAX_LEARNED = 300  # rulings of one source that are learned from, the newest first


class Told(Struct, frozen=True):
    """What a listing was called, and where it was to be, when it was ruled on."""

    title: str
    place: str


class Ruling(Struct, frozen=True):
    """A ruling, or a question that is still open.

    `person`: who ruled, or None where it was learned. `until`: when the last evening begins that
    it is about. `asked`: who was asked last.
    """

    id: int
    one: str
    other: str
    state: str
    person: str | None
    at: datetime
    one_title: str
    one_place: str
    other_title: str
    other_place: str
    until: datetime | None
    asked: str | None

    @property
    def sources(self) -> tuple[int, int]:
        """The ids of both sources, the one of the first key first."""
        return source_of(self.one), source_of(self.other)

    def told_by(self, source: int) -> tuple[Told, Told]:
        """Return what one source called it, and what the other did."""
        told = Told(self.one_title, self.one_place), Told(self.other_title, self.other_place)
        return told if source == self.sources[0] else (told[1], told[0])


_COLUMNS = [duplicate_ruling.c[name] for name in Ruling.__struct_fields__]


def listing_key(source: int, uid: str) -> str:
    """Return the key of an event, or of a whole series, within a source."""
    return f"{source}\n{uid}"


def source_of(key: str) -> int:
    """Return the id of the source of a key."""
    return row_number(key.partition("\n")[0])


def order_pair(one: str, other: str) -> tuple[str, str]:
    """Return two keys in the order in which rulings store them."""
    if one <= other:
        return (one, other)
    return (other, one)


async def record_ruling(
    tx: Transaction,
    workspace: str,
    one: str,
    other: str,
    state: str,
    now: datetime,
    person: str | None = None,
) -> int:
    """Upsert the ruling on a pair of keys; return its id."""
    first, second = order_pair(one, other)
    keys = {"workspace": workspace, "one": first, "other": second}
    return await tx.upsert(duplicate_ruling, keys, state=state, person=person, at=now)


async def update_rulings(
    tx: Transaction, workspace: str, numbers: Iterable[int], **values: object
) -> None:
    """Update columns of rulings."""
    chosen = duplicate_ruling.c.id.in_(list(numbers))
    statement = update(duplicate_ruling).where(duplicate_ruling.c.workspace == workspace, chosen)
    await tx.execute(statement.values(**values))


async def delete_rulings(tx: Transaction, workspace: str, numbers: Iterable[int]) -> None:
    """Delete questions that nobody needs to answer any more."""
    chosen = duplicate_ruling.c.id.in_(list(numbers))
    await tx.execute(
        delete(duplicate_ruling).where(duplicate_ruling.c.workspace == workspace, chosen)
    )


async def find_ruling(tx: ReadTransaction, workspace: str, number: int) -> Ruling | None:
    """Return one ruling."""
    found = await _rulings(tx, workspace, duplicate_ruling.c.id == number, limit=1)
    return found[0] if found else None


async def rulings_of_source(tx: ReadTransaction, workspace: str, source: int) -> list[Ruling]:
    """Return the rulings on what a source lists, the newest first."""
    return await _rulings(tx, workspace, _is_about(source), limit=None)


async def rulings_of_sources(
    tx: ReadTransaction, workspace: str, one: int, other: int, limit: int
) -> list[Ruling]:
    """Return the newest rulings on what two sources list."""
    return await _rulings(tx, workspace, _is_about(one), _is_about(other), limit=limit)


async def open_questions(tx: ReadTransaction, workspace: str, now: datetime) -> list[Ruling]:
    """Return what was asked and not answered, as long as an evening of it lies ahead."""
    asked = duplicate_ruling.c.state == ASKED
    return await _rulings(tx, workspace, asked, duplicate_ruling.c.until > now, limit=None)


async def unanswered_questions(tx: ReadTransaction, workspace: str, now: datetime) -> list[Ruling]:
    """Return what was asked or waited to be, and whose last evening has begun."""
    unanswered = duplicate_ruling.c.state.in_((WAITING, ASKED))
    return await _rulings(tx, workspace, unanswered, duplicate_ruling.c.until <= now, limit=None)


async def waiting_questions(
    tx: ReadTransaction, workspace: str, now: datetime, limit: int
) -> list[Ruling]:
    """Return what nobody was asked yet, the soonest evenings first."""
    query = (
        select(*_COLUMNS)
        .where(duplicate_ruling.c.workspace == workspace, duplicate_ruling.c.state == WAITING)
        .where(duplicate_ruling.c.until > now)
        .order_by(duplicate_ruling.c.until, duplicate_ruling.c.id)
        .limit(limit)
    )
    return [_ruling(row) for row in await tx.all(query)]


def _is_about(source: int) -> ColumnElement[bool]:
    prefix = listing_key(source, "")
    return or_(
        duplicate_ruling.c.one.startswith(prefix, autoescape=True),
        duplicate_ruling.c.other.startswith(prefix, autoescape=True),
    )


async def _rulings(
    tx: ReadTransaction, workspace: str, *conditions: ColumnElement[bool], limit: int | None
) -> list[Ruling]:
    query = (
        select(*_COLUMNS)
        .where(duplicate_ruling.c.workspace == workspace, *conditions)
        .order_by(duplicate_ruling.c.at.desc(), duplicate_ruling.c.id.desc())
        .limit(limit)
    )
    return [_ruling(row) for row in await tx.all(query)]


def _ruling(row: Row[Any]) -> Ruling:
    return Ruling(**{name: row._mapping[name] for name in Ruling.__struct_fields__})
