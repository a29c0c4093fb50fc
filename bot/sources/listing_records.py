"""Queries over what sources list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update

from bot.events import records as events
from bot.events.rules import Event
from bot.events.tables import event
from bot.sources import rulings
from bot.sources.addresses import file_of
from bot.sources.parsers.model import LOOKBACK
from bot.sources.records import Source
from bot.sources.rules import Listing
from bot.sources.tables import listing, source
from bot.store.engine import ReadTransaction, Transaction

PRESENT_STATES = ("listed", "missing")  # still announced, or not seen for a fetch or two
POSTPONED_FOR = timedelta(days=180)  # how long a new date is awaited
_BATCH = 500  # keys in one statement
_COLUMNS = [listing.c[name] for name in Listing.__struct_fields__]


async def listings_of_source(tx: ReadTransaction, source: Source, now: datetime) -> list[Listing]:
    """Return what a source lists, past events of the last days included.

    What is postponed may get its new date long after the old one.
    """
    postponed = and_(listing.c.listed_as == "postponed", listing.c.ends_at > now - POSTPONED_FOR)
    query = select(*_COLUMNS).where(
        listing.c.workspace == source.workspace,
        listing.c.source == source.id,
        or_(listing.c.ends_at > now - LOOKBACK, postponed),
    )
    return [_listing(row) for row in await tx.all(query)]


async def free_keys(tx: Transaction, source: Source, wanted: Mapping[tuple[str, str], int]) -> None:
    """Take keys from other listings of a source; `wanted` are the keys, and who will have each.

    Sites that number their events anew give the number of one evening to another.
    """
    uids = sorted({uid for uid, _ in wanted})
    for start in range(0, len(uids), _BATCH):
        query = select(listing.c.id, listing.c.uid, listing.c.recurrence).where(
            listing.c.workspace == source.workspace,
            listing.c.source == source.id,
            listing.c.uid.in_(uids[start : start + _BATCH]),
        )
        for row in await tx.all(query):
            owner = wanted.get((row.uid, row.recurrence))
            if owner is not None and owner != row.id:
                taken = update(listing).where(
                    listing.c.workspace == source.workspace, listing.c.id == row.id
                )
                await tx.execute(taken.values(uid=f"{row.uid}\n{row.id}"))


async def listings_by_keys(
    tx: ReadTransaction, workspace: str, keys: Iterable[str]
) -> dict[str, list[Listing]]:
    """Return the listings with each of these keys, as `rulings.listing_key` makes them."""
    wanted = set(keys)
    query = (
        select(*_COLUMNS)
        .where(listing.c.workspace == workspace)
        .where(listing.c.source.in_({rulings.source_of(key) for key in wanted}))
        .where(listing.c.uid.in_({key.partition("\n")[2] for key in wanted}))
        .order_by(listing.c.id)
    )
    listings: dict[str, list[Listing]] = defaultdict(list)
    for row in await tx.all(query):
        key = rulings.listing_key(row.source, row.uid)
        if key in wanted:
            listings[key].append(_listing(row))
    return dict(listings)


async def listings_of_events(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> dict[int, list[Listing]]:
    """Return the listings of each event, the oldest first."""
    query = select(*_COLUMNS).where(
        listing.c.workspace == workspace, listing.c.event.in_(list(numbers))
    )
    listings: dict[int, list[Listing]] = defaultdict(list)
    for row in await tx.all(query.order_by(listing.c.id)):
        listings[row.event].append(_listing(row))
    return dict(listings)


async def shared_listings(
    tx: ReadTransaction, source: Source, now: datetime, limit: int
) -> list[tuple[Listing, Listing]]:
    """Return what a source lists of evenings ahead, each with another source's listing of it."""
    own, other = listing.alias(), listing.alias()
    query = (
        select(own.c.id, other.c.id.label("other"))
        .join(other, (other.c.event == own.c.event) & (other.c.source != own.c.source))
        .where(own.c.workspace == source.workspace, own.c.source == source.id)
        .where(own.c.starts_at > now, own.c.state.in_(PRESENT_STATES))
        .where(other.c.state.in_(PRESENT_STATES))
        .order_by(own.c.starts_at, own.c.id, other.c.id)
        .limit(limit)
    )
    numbers = [(row.id, row.other) for row in await tx.all(query)]
    found = await listings_by_id(tx, source.workspace, {each for pair in numbers for each in pair})
    return [(found[one], found[two]) for one, two in numbers]


async def listings_by_id(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> dict[int, Listing]:
    """Return the listings with these ids, by id."""
    query = select(*_COLUMNS).where(
        listing.c.workspace == workspace, listing.c.id.in_(list(numbers))
    )
    return {row.id: _listing(row) for row in await tx.all(query)}


async def links_by_event(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> dict[int, list[str]]:
    """Return the links under which sources list each event, the oldest listing first."""
    listings = await listings_of_events(tx, workspace, numbers)
    return {
        number: [entry.link for entry in entries if entry.state in PRESENT_STATES]
        for number, entries in listings.items()
    }


async def events_listed_at(tx: ReadTransaction, workspace: str, part: str) -> list[int]:
    """Return the events that sources list under addresses with this part."""
    query = select(listing.c.event).where(
        listing.c.workspace == workspace,
        listing.c.state.in_(PRESENT_STATES),
        listing.c.link.contains(part, autoescape=True),
    )
    return [row.event for row in await tx.all(query.distinct())]


async def find_last_look(tx: ReadTransaction, workspace: str, number: int) -> datetime | None:
    """Return when any source that lists an event was last read; None if one of them is a file."""
    query = (
        select(source.c.address, source.c.last_good)
        .join(listing, listing.c.source == source.c.id)
        .where(listing.c.workspace == workspace, listing.c.event == number)
        .where(listing.c.state.in_(PRESENT_STATES))
    )
    rows = await tx.all(query)
    if any(file_of(row.address) for row in rows):
        return None
    return max((row.last_good for row in rows if row.last_good), default=None)


async def next_events_of(
    tx: ReadTransaction, workspace: str, sources: Iterable[int], now: datetime
) -> dict[int, Event]:
    """Return the soonest open event that each of these sources lists."""
    wanted = list(sources)
    if not wanted:
        return {}
    turn = func.row_number().over(
        partition_by=listing.c.source, order_by=(event.c.starts_at, event.c.id)
    )
    ahead = (
        select(listing.c.source, listing.c.event, turn.label("turn"))
        .join(event, event.c.id == listing.c.event)
        .where(listing.c.workspace == workspace, listing.c.source.in_(wanted))
        .where(listing.c.state.in_(PRESENT_STATES), event.c.state == "open", event.c.ends_at > now)
        .subquery()
    )
    rows = await tx.all(select(ahead).where(ahead.c.turn == 1))
    soonest = {row.source: row.event for row in rows}

    listed = await events.find_events(tx, workspace, soonest.values())
    by_id = {event.id: event for event in listed}
    return {source: by_id[number] for source, number in soonest.items()}


def _listing(row: Row[Any]) -> Listing:
    return Listing(**{name: row._mapping[name] for name in Listing.__struct_fields__})
