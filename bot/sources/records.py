"""Read and write sources: their addresses, what they are about, and how they fare."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, bindparam, delete, func, select, update

from bot.sources.parsers.model import ParsedEvent
from bot.sources.tables import source
from bot.store.engine import Transaction

FETCH_LEASE = timedelta(minutes=3)  # how long one process has for a look before another may try


class Source(Struct, frozen=True):
    """A page or feed that somebody named, and how it fares."""

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


_ALL = [source.c[name] for name in Source.__struct_fields__]
_SOONEST = select(func.min(source.c.next_look))
_DUE = (
    select(*_ALL)
    .where(source.c.next_look <= bindparam("now"))
    .order_by(source.c.next_look, source.c.id)
    .limit(20)
)


async def find_source(tx: Transaction, workspace: str, number: int) -> Source | None:
    """Give one source."""
    return await _one(tx, source.c.workspace == workspace, source.c.id == number)


async def find_source_by_address(tx: Transaction, workspace: str, address: str) -> Source | None:
    """Give the source that was named with this address."""
    return await _one(tx, source.c.workspace == workspace, source.c.address == address)


async def find_source_by_feed(
    tx: Transaction, workspace: str, feed: str, except_id: int
) -> Source | None:
    """Give another source that is saved and reads the same feed."""
    saved = source.c.state.in_(("active", "paused"))
    return await _one(
        tx, source.c.workspace == workspace, source.c.feed == feed, source.c.id != except_id, saved
    )


async def list_sources(tx: Transaction, workspace: str, *states: str) -> list[Source]:
    """Give the sources in these states, by name."""
    chosen = select(*_ALL).where(
        source.c.workspace == workspace, source.c.state.in_(states or ("active", "paused"))
    )
    return [
        _source(row)
        for row in await tx.all(chosen.order_by(func.lower(source.c.name), source.c.id))
    ]


async def count_unanswered(tx: Transaction, workspace: str, owner: str) -> int:
    """Count the addresses that somebody named and has not answered about."""
    mine = select(func.count()).select_from(source)
    mine = mine.where(source.c.workspace == workspace, source.c.owner == owner)
    return int(await tx.scalar(mine.where(source.c.state.in_(("looking", "found")))))


async def enqueue_source(
    tx: Transaction, workspace: str, address: str, owner: str, zone: str, now: datetime
) -> int:
    """Note an address to look at; one that was named before is looked at anew."""
    about = {"workspace": workspace, "address": address}
    values = {
        "owner": owner,
        "zone": zone,
        "state": "looking",
        "asked_at": now,
        "next_look": now,
        "topics": (),
    }
    number = await tx.upsert(source, about, **values, failures=0, etag="", modified="", trouble="")
    tx.request_wake()
    return number


async def update_source(tx: Transaction, workspace: str, number: int, **values: Any) -> None:
    """Change one source."""
    await tx.execute(
        update(source)
        .where(source.c.workspace == workspace, source.c.id == number)
        .values(**values)
    )
    if values.get("next_look"):
        tx.request_wake()


async def delete_source(tx: Transaction, workspace: str, number: int) -> None:
    """Forget a source and what it lists."""
    await tx.execute(delete(source).where(source.c.workspace == workspace, source.c.id == number))


async def next_look_due(tx: Transaction) -> datetime | None:
    """Tell when the next look at any source is due."""
    found: datetime | None = await tx.scalar(_SOONEST)
    return found


async def due_sources(tx: Transaction, now: datetime) -> list[Source]:
    """Give the sources of every workspace that are to be looked at."""
    return [_source(row) for row in await tx.all(_DUE, now=now)]


async def claim_source(tx: Transaction, one: Source, now: datetime) -> bool:
    """Take a look upon oneself, unless another process did."""
    mine = update(source).where(source.c.workspace == one.workspace, source.c.id == one.id)
    return bool(
        await tx.execute(
            mine.where(source.c.next_look == one.next_look).values(next_look=now + FETCH_LEASE)
        )
    )


async def sources_by_id(
    tx: Transaction, workspace: str, numbers: Sequence[int]
) -> dict[int, Source]:
    """Give the sources with these numbers."""
    chosen = select(*_ALL).where(source.c.workspace == workspace, source.c.id.in_(numbers))
    return {row.id: _source(row) for row in await tx.all(chosen)}


async def _one(tx: Transaction, *which: Any) -> Source | None:
    row = await tx.first(select(*_ALL).where(*which).order_by(source.c.id).limit(1))
    return _source(row) if row else None


def _source(row: Row[Any]) -> Source:
    return Source(**{name: row._mapping[name] for name in Source.__struct_fields__})
