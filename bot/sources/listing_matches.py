"""Match events with known listings whatever their keys: renumbered, renamed, moved.

Some sites number their events anew every time, or give a moved evening another address.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from rapidfuzz import fuzz

from bot.sources.parsers.model import ParsedEvent
from bot.sources.rules import Listing

ListingMatch = tuple[Listing, ParsedEvent]

MAX_MOVE = timedelta(days=21)  # between two dates of an evening that only its title identifies
SAME_TITLE_SCORE = 60  # of 100: two titles of an evening with an address, or a time, of its own

_MAX_ALIKE = 50  # new events that one listing is compared with

_MAX_REMEMBERED = 10_000  # texts, in words
_WORD = re.compile(r"\w+")


def match_unmoved(unknown: Sequence[ParsedEvent], known: Sequence[Listing]) -> list[ListingMatch]:
    """Match by title and start, whatever the key; of several at once, the most alike first."""
    matches: list[ListingMatch] = []
    for identity in (_whole_identity, _placed_identity, _identity):
        events, listings = remaining(unknown, known, matches)
        by_identity: dict[Hashable, list[Listing]] = defaultdict(list)
        for listing in listings:
            by_identity[identity(listing)].append(listing)
        for event in events:
            alike = by_identity[identity(event)]
            if alike:
                matches.append((alike.pop(0), event))
    return matches


def has_key(listing: Listing, event: ParsedEvent) -> bool:
    """Return whether a listing has the key of an event."""
    return listing.instance_key == (event.uid, event.recurrence)


def match_moved(
    unknown: Sequence[ParsedEvent],
    absent: Sequence[Listing],
    others: Sequence[ListingMatch],
    now: datetime,
) -> list[ListingMatch]:
    """Match what is missing with what is new: by its own address, its title or its hour.

    `others` are the events that are known already: an evening of a series is never taken for the
    next but one.
    """
    ahead = [event for event in unknown if event.starts_at > now]
    matches = _match_by_link(ahead, absent, others)
    for match in (_match_by_title, _match_by_hour):
        matches += match(*remaining(ahead, absent, matches), [*others, *matches])
    return matches


def match_put_off(
    unknown: Sequence[ParsedEvent], known: Sequence[Listing], now: datetime
) -> list[ListingMatch]:
    """Match postponed evenings with the one new event that has their title."""
    put_off = [listing for listing in known if listing.listed_as == "postponed"]
    others = [listing for listing in known if listing.listed_as != "postponed"]
    on = [listing for listing in others if listing.ends_at > now]
    dated = [event for event in unknown if not event.cancelled]
    counts = [Counter(map(_title, some)) for some in (put_off, on, dated)]
    by_title = {_title(event): event for event in dated}
    matches: list[ListingMatch] = []
    for listing in put_off:
        if [count[_title(listing)] for count in counts] != [1, 0, 1]:
            continue
        new = by_title[_title(listing)]
        if _share_place(listing, new):
            matches.append((listing, new))
    return matches


def remaining(
    unknown: Iterable[ParsedEvent], absent: Iterable[Listing], matches: Iterable[ListingMatch]
) -> tuple[list[ParsedEvent], list[Listing]]:
    """Return the events and listings that are in no match."""
    pairs = list(matches)
    numbers = {listing.id for listing, _ in pairs}
    keys = {(event.uid, event.recurrence) for _, event in pairs}
    events = [event for event in unknown if (event.uid, event.recurrence) not in keys]
    return events, [listing for listing in absent if listing.id not in numbers]


def _match_by_link(
    unknown: Sequence[ParsedEvent], absent: Sequence[Listing], others: Sequence[ListingMatch]
) -> list[ListingMatch]:
    """Match events that alone have the address that a listing alone had."""
    known = Counter([*(each.link for each in absent), *(each.link for each, _ in others)])
    found = Counter([*(each.link for each in unknown), *(each.link for _, each in others)])
    by_link = {listing.link: listing for listing in absent if known[listing.link] == 1}
    return [
        (by_link[event.link], event)
        for event in unknown
        if event.link and event.link in by_link and found[event.link] == 1
        if _have_similar_titles(by_link[event.link], event)
    ]


def _match_by_title(
    unknown: Sequence[ParsedEvent], absent: Sequence[Listing], others: Sequence[ListingMatch]
) -> list[ListingMatch]:
    """Match evenings of one title, the nearest first, each at most half way to the next."""
    starts: dict[str, set[datetime]] = defaultdict(set)
    for listing in [*absent, *(each for each, _ in others)]:
        starts[_title(listing)].add(listing.starts_at)
    in_order = {title: sorted(times) for title, times in starts.items()}

    pairs: list[tuple[timedelta, int, ListingMatch]] = []
    titled = _grouped(unknown, _title)
    for listing in absent:
        near = _reach(listing, in_order[_title(listing)])
        for event in titled[_title(listing)][:_MAX_ALIKE]:
            gap = abs(event.starts_at - listing.starts_at)
            if gap <= near and _share_place(listing, event) and not event.cancelled:
                pairs.append((gap, listing.id, (listing, event)))
    return _each_once(pair for *_, pair in sorted(pairs, key=lambda pair: pair[:2]))


def _match_by_hour(
    unknown: Sequence[ParsedEvent], absent: Sequence[Listing], _others: Sequence[ListingMatch]
) -> list[ListingMatch]:
    """Match evenings that have another title at the same time and place."""
    placed = _grouped(unknown, _hour_and_place)
    return _each_once(
        (listing, event)
        for listing in absent
        for event in placed[_hour_and_place(listing)][:_MAX_ALIKE]
        if listing.place and not event.cancelled and _have_similar_titles(listing, event)
    )


def _grouped(
    events: Iterable[ParsedEvent], key: Callable[[ParsedEvent], Hashable]
) -> dict[Hashable, list[ParsedEvent]]:
    groups: dict[Hashable, list[ParsedEvent]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return groups


def _reach(listing: Listing, starts: Sequence[datetime]) -> timedelta:
    """Return how far an evening may have moved: less than half way to another of its title.

    `starts` are those of its title, each once and in order.
    """
    at = bisect_left(starts, listing.starts_at)
    beside = [*starts[max(0, at - 1) : at], *starts[at + 1 : at + 2]]
    return min([MAX_MOVE, *(abs(other - listing.starts_at) / 2 for other in beside)])


def _each_once(pairs: Iterable[ListingMatch]) -> list[ListingMatch]:
    """Return the pairs of which neither listing nor event is in an earlier one."""
    kept: list[ListingMatch] = []
    taken: set[object] = set()
    for listing, event in pairs:
        keys = {listing.id, (event.uid, event.recurrence)}
        if taken.isdisjoint(keys):
            kept.append((listing, event))
            taken |= keys
    return kept


def _have_similar_titles(listing: Listing, event: ParsedEvent) -> bool:
    return fuzz.token_set_ratio(_title(listing), _title(event)) >= SAME_TITLE_SCORE


def _share_place(listing: Listing, event: ParsedEvent) -> bool:
    """Return whether both are at one place, as far as they name one."""
    return not listing.place or not event.place or _place(listing) == _place(event)


def _title(one: Listing | ParsedEvent) -> str:
    return _words(one.title)


def _place(one: Listing | ParsedEvent) -> str:
    return _words(one.place)


@lru_cache(maxsize=_MAX_REMEMBERED)
def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _hour_and_place(one: Listing | ParsedEvent) -> tuple[Hashable, ...]:
    return one.starts_at, _place(one)


def _identity(one: Listing | ParsedEvent) -> tuple[Hashable, ...]:
    return _title(one), one.starts_at


def _placed_identity(one: Listing | ParsedEvent) -> tuple[Hashable, ...]:
    return *_identity(one), _place(one)


def _whole_identity(one: Listing | ParsedEvent) -> tuple[Hashable, ...]:
    return *_identity(one), one.uid, one.recurrence
