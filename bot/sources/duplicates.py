"""Match new listings with those of other sources; what is unsure is left for a person to decide.

A source that lists a title twice on a day means two shows: then only the same hour makes an
evening of two sources the same one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, or_, select, true

from bot.sources import rulings
from bot.sources.candidates import CandidateIndex, OtherListing, find_repeated
from bot.sources.lessons import Lesson, judge_pair, learn_lessons
from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source, sources_by_id
from bot.sources.rulings import listing_key, order_pair
from bot.sources.similarity import MAX_START_GAP, Comparable, Verdict, are_towns_apart, start_gap
from bot.sources.tables import listing
from bot.store.engine import ReadTransaction

MAX_OTHERS = 10_000  # listings of other sources that are looked through for one look

PAGE = 500  # of them that are read at a time
MAX_AT_ONCE = 100  # listings that are compared where they are, without a thread
MAX_HERE = 400  # and without another process

_ONE_DAY = timedelta(days=1)
_COLUMNS = [listing.c[name] for name in OtherListing.__struct_fields__]

UnsurePair = tuple[ParsedEvent, OtherListing]
# the event of each new one, or None, and the pairs that a person should rule on
Matched = tuple[list[int | None], list[UnsurePair]]


class Acquaintance(Struct, frozen=True):
    """What is known of a source and the others: rulings, what they teach, and the towns."""

    source: int
    town: str
    states: Mapping[tuple[str, str], str]
    lessons: Mapping[int, Lesson]
    towns: Mapping[int, str]

    def judge(self, parsed: ParsedEvent, other: OtherListing) -> tuple[Verdict, bool]:
        """Return the verdict on a pair, and whether it was ruled on or asked about before."""
        key = listing_key(self.source, parsed.uid)
        state = self.states.get(order_pair(key, listing_key(other.source, other.uid)))
        if state == rulings.SAME:
            return "same", True
        if state == rulings.DIFFERENT:
            return "different", True

        towns = self.town, self.towns.get(other.source, "")
        verdict = judge_listed(parsed, other, self.lessons.get(other.source), towns)
        return verdict, state is not None


def judge_listed(
    one: Comparable, other: Comparable, lesson: Lesson | None, towns: tuple[str, str]
) -> Verdict:
    """Return whether two listings are one event, by what is known of their sources too."""
    verdict = judge_pair(one, other, lesson)
    if verdict != "different" and are_towns_apart(one, other, *towns):
        return "unsure" if verdict == "same" else "different"
    return verdict


class _Match(Struct, frozen=True, order=True):
    """A pair that is one evening; the closest come first."""

    gap: timedelta
    position: int
    number: int
    event: int


async def match_existing(
    tx: ReadTransaction,
    source: Source,
    fresh: Sequence[ParsedEvent],
    prepared: "PreparedMatches | None" = None,
) -> Matched:
    """Match new events with what other sources list; `prepared` counts if nothing changed since.

    Return the id of each one's event, or None, and the pairs that a person should rule on.
    """
    matching = await prepare_matching(tx, source, fresh)
    if matching is None:
        return [None] * len(fresh), []
    if prepared and prepared.matching == matching:
        return prepared.found
    return await matching.run()


async def prepare_matching(
    tx: ReadTransaction, source: Source, fresh: Sequence[ParsedEvent]
) -> "Matching | None":
    """Return what has to be compared, or None if nothing has to be."""
    others = await _other_listings(tx, source, fresh)
    if not others:
        return None
    known = await _acquaintance(tx, source, {other.source for other in others})
    return Matching(known, fresh, others)


class Matching(Struct, frozen=True):
    """New events, and what other sources list at their time.

    Running it takes up to seconds where many evenings begin at once. `jobs/web/source_refresh.py`
    has that done in another process before the transaction that needs the result; here it is done
    in a thread, for what changed in between.
    """

    known: Acquaintance
    fresh: Sequence[ParsedEvent]
    others: Sequence[OtherListing]

    @property
    def _size(self) -> int:
        return len(self.fresh) + len(self.others)

    @property
    def is_large(self) -> bool:
        """Whether others would notice that it is done here."""
        return self._size > MAX_HERE

    async def run(self) -> Matched:
        """Return what was found, computed in a thread if it is much."""
        return self.match() if self._size <= MAX_AT_ONCE else await asyncio.to_thread(self.match)

    def match(self) -> Matched:
        """Return what was found."""
        return _match(self.known, self.fresh, CandidateIndex(self.others))


class PreparedMatches(Struct, frozen=True):
    """What was matched before the transaction that needs it, and of what."""

    matching: Matching
    found: Matched


async def _other_listings(
    tx: ReadTransaction, source: Source, fresh: Sequence[ParsedEvent]
) -> list[OtherListing]:
    """Return what only other sources list around the same time, the soonest first."""
    if not fresh:
        return []
    starts = [parsed.starts_at for parsed in fresh]
    since, until = min(starts) - _ONE_DAY, max(starts) + _ONE_DAY
    own = select(listing.c.event).where(
        listing.c.workspace == source.workspace, listing.c.source == source.id
    )
    query = (
        select(*_COLUMNS)
        .where(listing.c.workspace == source.workspace, listing.c.source != source.id)
        .where(listing.c.state.in_(("listed", "missing", "cancelled")))
        .where(listing.c.starts_at.between(since, until))
        .order_by(listing.c.starts_at, listing.c.id)
    )
    own_events = set(await tx.scalars(own))
    found: list[OtherListing] = []
    for _ in range(MAX_OTHERS // PAGE):
        after = _comes_after(found[-1]) if found else true()
        rows = await tx.all(query.where(after).limit(PAGE))
        found += [OtherListing(**row._mapping) for row in rows]
        if len(rows) < PAGE:
            break
    return [other for other in found if other.event not in own_events]


def _comes_after(last: OtherListing) -> ColumnElement[bool]:
    together = and_(listing.c.starts_at == last.starts_at, listing.c.id > last.id)
    return or_(listing.c.starts_at > last.starts_at, together)


async def _acquaintance(tx: ReadTransaction, source: Source, others: set[int]) -> Acquaintance:
    ruled = await rulings.rulings_of_source(tx, source.workspace, source.id)
    sources = await sources_by_id(tx, source.workspace, sorted(others))
    return Acquaintance(
        source.id,
        source.town,
        {(ruling.one, ruling.other): ruling.state for ruling in ruled},
        learn_lessons(source.id, ruled),
        {number: each.town for number, each in sources.items()},
    )


def _match(known: Acquaintance, fresh: Sequence[ParsedEvent], index: CandidateIndex) -> Matched:
    """Match the closest pairs first: a source that lists two events means two."""
    matches: list[_Match] = []
    unsure: list[tuple[int, UnsurePair]] = []
    for position, (parsed, repeats) in enumerate(zip(fresh, find_repeated(fresh), strict=True)):
        for other in index.find_near(parsed):
            gap = start_gap(parsed, other)
            verdict, was_asked = known.judge(parsed, other)
            again = repeats or index.is_shown_again(other)
            if verdict == "different" or (again and gap > MAX_START_GAP):
                continue
            if verdict == "same":
                matches.append(_Match(gap, position, other.id, other.event))
            elif not was_asked:
                unsure.append((position, (parsed, other)))

    homes: list[int | None] = [None] * len(fresh)
    taken: set[int] = set()
    for match in sorted(matches):
        if homes[match.position] is None and match.event not in taken:
            homes[match.position] = match.event
            taken.add(match.event)
    left = [pair for at, pair in unsure if homes[at] is None and pair[1].event not in taken]
    return homes, left
