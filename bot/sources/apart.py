"""Comparisons of long lists, in a form that another process reads: what goes in, what comes out.

Thousands of evenings take seconds to compare, in which nobody else should wait. What comes back
are positions in the lists that were sent.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from bot.sources.comparison import ListingComparison, compare_listings
from bot.sources.duplicates import Matched, Matching
from bot.sources.parsers.model import ParseResult
from bot.sources.rules import Listing


class LookWork(Struct, frozen=True):
    """A look, and the known listings that it is compared with."""

    reading: ParseResult
    known: Sequence[Listing]
    most_entries: int
    now: datetime


class _LookResult(Struct, frozen=True):
    fresh: Sequence[int]
    matched: Sequence[tuple[int, int]]
    missed: Sequence[int]
    many: bool


class _MatchResult(Struct, frozen=True):
    homes: Sequence[int | None]
    unsure: Sequence[tuple[int, int]]


def encode_work(work: LookWork | Matching) -> bytes:
    """Return what another process is sent."""
    return msgspec.msgpack.encode(work)


def compare_apart(told: bytes) -> bytes:
    """Compare a look with what is known, in another process."""
    work = msgspec.msgpack.decode(told, type=LookWork)
    found = compare_listings(work.reading, work.known, work.most_entries, work.now)
    events = {id(event): at for at, event in enumerate(work.reading.events)}
    known = {id(listing): at for at, listing in enumerate(work.known)}
    result = _LookResult(
        [events[id(event)] for event in found.fresh],
        [(known[id(listing)], events[id(event)]) for listing, event in found.matched],
        [known[id(listing)] for listing in found.missed],
        found.many,
    )
    return msgspec.msgpack.encode(result)


def read_comparison(work: LookWork, answer: bytes) -> ListingComparison:
    """Return the comparison that another process made."""
    found = msgspec.msgpack.decode(answer, type=_LookResult)
    events, known = work.reading.events, work.known
    return ListingComparison(
        [events[at] for at in found.fresh],
        [(known[one], events[other]) for one, other in found.matched],
        [known[at] for at in found.missed],
        found.many,
    )


def match_apart(told: bytes) -> bytes:
    """Match new events with what other sources list, in another process."""
    work = msgspec.msgpack.decode(told, type=Matching)
    homes, unsure = work.match()
    fresh = {id(event): at for at, event in enumerate(work.fresh)}
    others = {id(other): at for at, other in enumerate(work.others)}
    pairs = [(fresh[id(event)], others[id(other)]) for event, other in unsure]
    return msgspec.msgpack.encode(_MatchResult(homes, pairs))


def read_matches(work: Matching, answer: bytes) -> Matched:
    """Return the matches that another process found."""
    found = msgspec.msgpack.decode(answer, type=_MatchResult)
    unsure = [(work.fresh[one], work.others[other]) for one, other in found.unsure]
    return list(found.homes), unsure
