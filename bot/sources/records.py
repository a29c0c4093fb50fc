"""Queries over sources: their addresses, what they are about, and their health."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, bindparam, delete, func, select, update

from bot.core.attempts import MAX_FAILURES, WorkTable
from bot.sources.parsers.model import ParsedEvent
from bot.sources.tables import source
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.types import Unreadable

FETCH_LEASE = timedelta(minutes=3)  # how long one process has for a fetch before another may try
MIN_FAILURES = 3  # of a source in a row, before organisers hear of it
MAX_LOOKS = 20  # sources that are looked at in one go

# A source that is looked at again and again without an end is set aside; let go, it rests.
LOOKS = WorkTable(
    source,
    source.c.tries >= MAX_FAILURES,
    lambda now: {"tries": 0, "next_look": now},
    {"tries": 0, "state": "paused", "next_look": None},
)


class Source(Struct, frozen=True):
    """A page or feed that somebody named, and its health."""

    id: int
    workspace: str
    address: str
    feed: str
    kind: str
    name: str
    town: str
    zone: str
    topics: tuple[str, ...]
    reach: str
    owner: str
    state: str
    asked_at: datetime
    next_look: datetime | None
    read_at: datetime | None
    etag: str
    modified: str
    last_good: datetime | None
    events: int
    failures: int
    trouble: str
    odd_zones: bool
    preview: tuple[ParsedEvent, ...] | None
    tries: int = 0
    most_entries: int = 0


_COLUMNS = [source.c[name] for name in Source.__struct_fields__]
_SOONEST = select(func.min(source.c.next_look))
_DUE = (
    select(*_COLUMNS)
    .where(source.c.next_look <= bindparam("now"), source.c.tries < MAX_FAILURES)
    .order_by(source.c.tries, source.c.next_look, source.c.id)
    .limit(MAX_LOOKS)
)


async def find_source(tx: ReadTransaction, workspace: str, number: int) -> Source | None:
    """Return one source."""
    return await _one(tx, source.c.workspace == workspace, source.c.id == number)


async def find_source_by_address(
    tx: ReadTransaction, workspace: str, address: str
) -> Source | None:
    """Return the source that was named with this address."""
    return await _one(tx, source.c.workspace == workspace, source.c.address == address)


async def find_source_by_feed(
    tx: ReadTransaction, workspace: str, feed: str, except_id: int
) -> Source | None:
    """Return another saved source that reads the same feed."""
    return await _one(
        tx,
        source.c.workspace == workspace,
        source.c.feed == feed,
        source.c.id != except_id,
        source.c.state.in_(("active", "paused")),
    )


@remembered
async def list_sources(tx: ReadTransaction, workspace: str, *states: str) -> list[Source]:
    """Return the sources in these states, by name; the saved ones by default."""
    query = (
        select(*_COLUMNS)
        .where(source.c.workspace == workspace)
        .where(source.c.state.in_(states or ("active", "paused")))
        .order_by(func.lower(source.c.name), source.c.id)
    )
    return [_source(row) for row in await tx.all(query)]


async def failing_sources(tx: ReadTransaction, workspace: str) -> list[Source]:
    """Return the saved sources that cannot be read any more."""
    return [
        one
        for one in await list_sources(tx, workspace)
        if one.trouble and one.failures >= MIN_FAILURES
    ]


async def count_unanswered(tx: ReadTransaction, workspace: str, owner: str) -> int:
    """Return how many addresses somebody named and has not decided on."""
    query = (
        select(func.count())
        .select_from(source)
        .where(source.c.workspace == workspace, source.c.owner == owner)
        .where(source.c.state.in_(("looking", "found", "dates")))
    )
    return int(await tx.scalar(query))


async def enqueue_source(
    tx: Transaction, workspace: str, address: str, owner: str, zone: str, now: datetime
) -> int:
    """Upsert an address to be fetched now; return the source's id."""
    number = await tx.upsert(
        source,
        {"workspace": workspace, "address": address},
        owner=owner,
        zone=zone,
        state="looking",
        asked_at=now,
        next_look=now,
        topics=(),
        failures=0,
        etag="",
        modified="",
        trouble="",
    )
    tx.request_wake()
    return number


async def update_source(tx: Transaction, workspace: str, number: int, **values: object) -> None:
    """Update columns of one source; a new `next_look` wakes the engine."""
    statement = update(source).where(source.c.workspace == workspace, source.c.id == number)
    await tx.execute(statement.values(**values))
    if values.get("next_look"):
        tx.request_wake()


async def delete_source(tx: Transaction, workspace: str, number: int) -> None:
    """Delete a source and its listings."""
    await tx.execute(delete(source).where(source.c.workspace == workspace, source.c.id == number))


@remembered
async def next_look_due(tx: ReadTransaction) -> datetime | None:
    """Return when the next fetch of any source is due."""
    due: datetime | None = await tx.scalar(_SOONEST)
    return due


async def due_sources(tx: ReadTransaction, now: datetime) -> list[Source]:
    """Return the sources of every workspace that are due to be fetched."""
    return [_source(row) for row in await tx.all(_DUE, now=now)]


async def claim_source(tx: Transaction, due: Source, now: datetime) -> bool:
    """Claim a fetch by compare-and-set of `next_look`; return False if another process has it.

    The look is counted until `end_look`.
    """
    statement = update(source).where(
        source.c.workspace == due.workspace,
        source.c.id == due.id,
        source.c.next_look == due.next_look,
    )
    claimed = {"next_look": now + FETCH_LEASE, "tries": source.c.tries + 1}
    return bool(await tx.execute(statement.values(claimed)))


async def end_look(tx: Transaction, looked_at: Source) -> None:
    """Write down that a look came to an end, whatever it found."""
    ended = update(source).where(
        source.c.workspace == looked_at.workspace, source.c.id == looked_at.id
    )
    await tx.execute(ended.values(tries=0))


async def set_looks_aside(tx: Transaction, now: datetime) -> list[Source]:
    """Set aside the due sources at which looks never ended, and return them."""
    query = select(*_COLUMNS).where(source.c.next_look <= now, LOOKS.aside)
    found = [_source(row) for row in await tx.all(query.with_for_update(skip_locked=True))]
    numbers = [one.id for one in found]
    await tx.execute(update(source).where(source.c.id.in_(numbers)).values(next_look=None))
    return found


async def sources_by_id(
    tx: ReadTransaction, workspace: str, numbers: Sequence[int]
) -> dict[int, Source]:
    """Return the sources with these ids, by id."""
    query = select(*_COLUMNS).where(source.c.workspace == workspace, source.c.id.in_(numbers))
    return {row.id: _source(row) for row in await tx.all(query)}


async def _one(tx: ReadTransaction, *conditions: ColumnElement[bool]) -> Source | None:
    query = select(*_COLUMNS).where(*conditions).order_by(source.c.id).limit(1)
    row = await tx.first(query)
    return _source(row) if row else None


def _source(row: Row[Any]) -> Source:
    values = {name: row._mapping[name] for name in Source.__struct_fields__}
    for name, empty in (("topics", ()), ("preview", None)):
        if isinstance(values[name], Unreadable):
            values[name] = empty
    return Source(**values)
