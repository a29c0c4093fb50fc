"""Detect duplicate events across sources; when unsure, ask a person and remember the ruling."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select

from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source
from bot.sources.similarity import Verdict, begin_together, compare_pair
from bot.sources.tables import duplicate_ruling, listing
from bot.store.engine import ReadTransaction, Transaction

ASKED, SAME, DIFFERENT = "asked", "same", "different"

_ONE_DAY = timedelta(days=1)


class OtherListing(Struct, frozen=True):
    """A listing of another source, as far as it is compared."""

    id: int
    source: int
    event: int
    uid: str
    title: str
    place: str
    starts_at: datetime
    all_day: bool
    zone: str


_COLUMNS = [listing.c[name] for name in OtherListing.__struct_fields__]


async def match_existing(
    tx: ReadTransaction, source: Source, fresh: Sequence[ParsedEvent]
) -> tuple[list[int | None], list[tuple[ParsedEvent, OtherListing]]]:
    """Match new events with what other sources list.

    Return the id of each one's event, or None, and the pairs that a person should rule on.
    """
    others = await _other_listings(tx, source, fresh)
    rulings = await _rulings(tx, source.workspace) if others else {}
    taken: set[int] = set()
    homes: list[int | None] = []
    unsure: list[tuple[ParsedEvent, OtherListing]] = []
    for parsed in fresh:
        home: int | None = None
        for other in _nearby(parsed, others):
            keys = order_pair(
                listing_key(source.id, parsed.uid), listing_key(other.source, other.uid)
            )
            state = rulings.get(keys)
            verdict = _verdict(parsed, other, state)
            if verdict == SAME and other.event not in taken:
                home = other.event
                break
            if verdict == "unsure" and state is None:
                unsure.append((parsed, other))

        if home is not None:
            taken.add(home)  # a source that lists two events means two
        homes.append(home)
    return homes, unsure


def listing_key(source: int, uid: str) -> str:
    """Return the key of an event, or of a whole series, within a source."""
    return f"{source}\n{uid}"


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


async def find_ruling(tx: ReadTransaction, workspace: str, number: int) -> Row[Any] | None:
    """Return one ruling."""
    return await tx.first(
        select(duplicate_ruling).where(
            duplicate_ruling.c.workspace == workspace, duplicate_ruling.c.id == number
        )
    )


def _verdict(parsed: ParsedEvent, other: OtherListing, ruled: str | None) -> Verdict | str:
    """Return a person's ruling, or else what the comparison says."""
    if ruled is None or ruled == ASKED:
        return compare_pair(parsed, other)
    return ruled


async def _rulings(tx: ReadTransaction, workspace: str) -> dict[tuple[str, str], str]:
    rows = await tx.all(select(duplicate_ruling).where(duplicate_ruling.c.workspace == workspace))
    return {(row.one, row.other): row.state for row in rows}


async def _other_listings(
    tx: ReadTransaction, source: Source, fresh: Sequence[ParsedEvent]
) -> dict[date, list[OtherListing]]:
    """Return what only other sources list around the same time, by UTC date."""
    starts = [parsed.starts_at for parsed in fresh]
    since, until = min(starts) - _ONE_DAY, max(starts) + _ONE_DAY
    query = select(*_COLUMNS).where(
        listing.c.workspace == source.workspace,
        listing.c.source != source.id,
        listing.c.state.in_(("listed", "missing", "cancelled")),
        listing.c.starts_at.between(since, until),
    )
    own_query = select(listing.c.event).where(
        listing.c.workspace == source.workspace, listing.c.source == source.id
    )
    own_events = set(await tx.scalars(own_query))

    by_date: dict[date, list[OtherListing]] = defaultdict(list)
    for row in await tx.all(query.order_by(listing.c.id)):
        if row.event not in own_events:
            by_date[row.starts_at.date()].append(OtherListing(**row._mapping))
    return by_date


def _nearby(parsed: ParsedEvent, others: dict[date, list[OtherListing]]) -> Iterable[OtherListing]:
    day = parsed.starts_at.date()
    for date_ in (day - _ONE_DAY, day, day + _ONE_DAY):
        for other in others.get(date_, ()):
            if begin_together(parsed, other):
                yield other
