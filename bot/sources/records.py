"""Read and write sources: their addresses, what they are about, and how they fare."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, bindparam, delete, func, select, update

from bot.sources.parsers.model import Found
from bot.sources.tables import source
from bot.store.engine import Transaction

CLAIM = timedelta(minutes=3)  # how long one process has for a look before another may try


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
    preview: tuple[Found, ...] | None


_ALL = [source.c[name] for name in Source.__struct_fields__]
_SOONEST = select(func.min(source.c.next_look))
_DUE = select(*_ALL).where(source.c.next_look <= bindparam("now")).order_by(source.c.next_look, source.c.id).limit(20)


async def find(tx: Transaction, workspace: str, number: int) -> Source | None:
    """Give one source."""
    return await _one(tx, source.c.workspace == workspace, source.c.id == number)


async def find_address(tx: Transaction, workspace: str, address: str) -> Source | None:
    """Give the source that was named with this address."""
    return await _one(tx, source.c.workspace == workspace, source.c.address == address)


async def find_feed(tx: Transaction, workspace: str, feed: str, but: int) -> Source | None:
    """Give another source that is saved and reads the same feed."""
    saved = source.c.state.in_(("active", "paused"))
    return await _one(tx, source.c.workspace == workspace, source.c.feed == feed, source.c.id != but, saved)


async def find_all(tx: Transaction, workspace: str, *states: str) -> list[Source]:
    """Give the sources in these states, by name."""
    chosen = select(*_ALL).where(source.c.workspace == workspace, source.c.state.in_(states or ("active", "paused")))
    return [_source(row) for row in await tx.all(chosen.order_by(func.lower(source.c.name), source.c.id))]


async def waiting(tx: Transaction, workspace: str, owner: str) -> int:
    """Count the addresses that somebody named and has not answered about."""
    mine = select(func.count()).select_from(source)
    mine = mine.where(source.c.workspace == workspace, source.c.owner == owner)
    return int(await tx.value(mine.where(source.c.state.in_(("looking", "found")))))


async def ask(tx: Transaction, workspace: str, address: str, owner: str, zone: str, now: datetime) -> int:
    """Note an address to look at; one that was named before is looked at anew."""
    about = {"workspace": workspace, "address": address}
    values = {"owner": owner, "zone": zone, "state": "looking", "asked_at": now, "next_look": now, "topics": ()}
    number = await tx.put(source, about, **values, failures=0, etag="", modified="", trouble="")
    tx.wake()
    return number


async def change(tx: Transaction, workspace: str, number: int, **values: Any) -> None:
    """Change one source."""
    await tx.run(update(source).where(source.c.workspace == workspace, source.c.id == number).values(**values))
    if values.get("next_look"):
        tx.wake()


async def remove(tx: Transaction, workspace: str, number: int) -> None:
    """Forget a source and what it lists."""
    await tx.run(delete(source).where(source.c.workspace == workspace, source.c.id == number))


async def soonest(tx: Transaction) -> datetime | None:
    """Tell when the next look at any source is due."""
    found: datetime | None = await tx.value(_SOONEST)
    return found


async def due(tx: Transaction, now: datetime) -> list[Source]:
    """Give the sources of every workspace that are to be looked at."""
    return [_source(row) for row in await tx.all(_DUE, now=now)]


async def claim(tx: Transaction, one: Source, now: datetime) -> bool:
    """Take a look upon oneself, unless another process did."""
    mine = update(source).where(source.c.workspace == one.workspace, source.c.id == one.id)
    return bool(await tx.run(mine.where(source.c.next_look == one.next_look).values(next_look=now + CLAIM)))


async def named(tx: Transaction, workspace: str, numbers: Sequence[int]) -> dict[int, Source]:
    """Give the sources with these numbers."""
    chosen = select(*_ALL).where(source.c.workspace == workspace, source.c.id.in_(numbers))
    return {row.id: _source(row) for row in await tx.all(chosen)}


async def _one(tx: Transaction, *which: Any) -> Source | None:
    row = await tx.first(select(*_ALL).where(*which).order_by(source.c.id).limit(1))
    return _source(row) if row else None


def _source(row: Row[Any]) -> Source:
    return Source(**{name: row._mapping[name] for name in Source.__struct_fields__})
