"""Know the same evening when several sources tell of it, ask a person where that is unsure, and
remember the answer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select

from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source
from bot.sources.similarity import MAX_START_GAP, compare_pair
from bot.sources.tables import listing, ruling
from bot.store.engine import Transaction

ASKED, SAME, DIFFERENT = "asked", "same", "different"

_LENGTH = timedelta(days=1)


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


_ALL = [listing.c[name] for name in OtherListing.__struct_fields__]


async def match_existing(
    tx: Transaction, source: Source, fresh: Sequence[ParsedEvent]
) -> tuple[list[int | None], list[tuple[ParsedEvent, OtherListing]]]:
    """Give for each evening the event that another source lists already, or None.

    And the pairs nobody is sure of.
    """
    others = await _others(tx, source, fresh)
    ruled = await _rulings(tx, source.workspace) if others else {}
    taken: set[int] = set()
    found: list[int | None] = []
    unsure: list[tuple[ParsedEvent, OtherListing]] = []
    for each in fresh:
        home = None
        for other in _near(each, others):
            said = ruled.get(
                order_pair(listing_key(source.id, each.uid), listing_key(other.source, other.uid))
            )
            alike = compare_pair(each, other) if said in (None, ASKED) else said
            if alike == SAME and other.event not in taken:
                home = other.event
                break
            if alike == "unsure" and said is None:
                unsure.append((each, other))
        if home is not None:
            taken.add(home)  # a source that lists two evenings means two
        found.append(home)
    return found, unsure


def listing_key(source: int, uid: str) -> str:
    """Name what a source calls an evening, or the whole series of it."""
    return f"{source}\n{uid}"


def order_pair(one: str, other: str) -> tuple[str, str]:
    """Put two names in their order."""
    return (one, other) if one <= other else (other, one)


async def record_ruling(
    tx: Transaction,
    workspace: str,
    one: str,
    other: str,
    state: str,
    now: datetime,
    person: str | None = None,
) -> int:
    """Remember whether two names mean the same evening; give the ruling's number."""
    first, second = order_pair(one, other)
    keys = {"workspace": workspace, "one": first, "other": second}
    return await tx.upsert(ruling, keys, state=state, person=person, at=now)


async def find_ruling(tx: Transaction, workspace: str, number: int) -> Row[Any] | None:
    """Give one ruling."""
    return await tx.first(
        select(ruling).where(ruling.c.workspace == workspace, ruling.c.id == number)
    )


async def _rulings(tx: Transaction, workspace: str) -> dict[tuple[str, str], str]:
    rows = await tx.all(select(ruling).where(ruling.c.workspace == workspace))
    return {(row.one, row.other): row.state for row in rows}


async def _others(
    tx: Transaction, source: Source, fresh: Sequence[ParsedEvent]
) -> dict[date, list[OtherListing]]:
    """Give what other sources list around the same time, by date."""
    since, until = min(each.starts_at for each in fresh), max(each.starts_at for each in fresh)
    chosen = select(*_ALL).where(
        listing.c.workspace == source.workspace,
        listing.c.source != source.id,
        listing.c.state.in_(("listed", "missing", "cancelled")),
        listing.c.starts_at.between(since - _LENGTH, until + _LENGTH),
    )
    own = select(listing.c.event).where(
        listing.c.workspace == source.workspace, listing.c.source == source.id
    )
    mine = set(await tx.scalars(own))
    found: dict[date, list[OtherListing]] = defaultdict(list)
    for row in await tx.all(chosen.order_by(listing.c.id)):
        if row.event not in mine:
            found[row.starts_at.date()].append(OtherListing(**row._mapping))
    return found


def _near(each: ParsedEvent, others: dict[date, list[OtherListing]]) -> Iterable[OtherListing]:
    day = each.starts_at.date()
    for date_ in (day - _LENGTH, day, day + _LENGTH):
        for other in others.get(date_, ()):
            if (
                abs(other.starts_at - each.starts_at) <= MAX_START_GAP
                or other.all_day
                or each.all_day
            ):
                yield other
