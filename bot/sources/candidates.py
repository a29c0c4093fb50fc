"""Find the few listings of other sources that may be the same evening as a new one. Pure.

Comparing each new listing with all others would take minutes where many begin at one moment. So
others are looked up by their words: whatever is the same evening shares one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, islice, pairwise

from msgspec import Struct

from bot.dates.local_time import local_date
from bot.sources.similar_text import stem_word
from bot.sources.similar_titles import read_title
from bot.sources.similarity import Comparable, begin_together, has_no_hour, start_gap

MAX_CANDIDATES = 20  # that one listing is compared with, the closest in time
MAX_LOOKED_AT = 60  # from which those are chosen
MAX_COMPARED = 10_000  # comparisons for one look at a source

_Show = tuple[date, frozenset[str]]  # what is on that day, by its words


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


class CandidateIndex:
    """Listings of other sources, by their words and hours; those without an hour by their days."""

    def __init__(self, others: Iterable[OtherListing]) -> None:
        self._by_hour: dict[tuple[datetime, str], list[OtherListing]] = defaultdict(list)
        self._by_day: dict[tuple[date, str], list[OtherListing]] = defaultdict(list)
        self._without_hour: dict[tuple[date, str], list[OtherListing]] = defaultdict(list)
        shows: Counter[tuple[int, _Show]] = Counter()
        self._left = MAX_COMPARED
        for other in others:
            shows[other.source, _show(other)] += 1
            day = local_date(other.starts_at, other.zone)
            for word in _key_words(other.title):
                self._by_day[day, word].append(other)
                if has_no_hour(other):
                    self._without_hour[day, word].append(other)
                else:
                    self._by_hour[_hour(other.starts_at), word].append(other)
        self._again = {show for (_, show), count in shows.items() if count > 1}

    def find_near(self, listed: Comparable) -> list[OtherListing]:
        """Return what may be the same evening as a listing, the closest in time first."""
        found: dict[int, OtherListing] = {}
        lists = [self._with_word(listed, word) for word in _key_words(listed.title)]
        # the rarest words first: they say most
        for near in sorted(lists, key=lambda lists: sum(map(len, lists))):
            if len(found) < MAX_LOOKED_AT:
                some = islice(chain.from_iterable(near), MAX_LOOKED_AT)
                found |= {other.id: other for other in some}

        together = [other for other in found.values() if begin_together(listed, other)]
        together.sort(key=lambda other: (start_gap(listed, other), other.id))
        chosen = together[: min(MAX_CANDIDATES, self._left)]
        self._left -= len(chosen)
        return chosen

    def _with_word(self, listed: Comparable, word: str) -> list[list[OtherListing]]:
        """Return lists of what has a word and begins about the time of a listing."""
        day = local_date(listed.starts_at, listed.zone)
        if has_no_hour(listed):
            return [self._by_day.get((day, word), [])]

        hour = _hour(listed.starts_at)
        hours = [hour + timedelta(hours=off) for off in (0, 1, -1, 2, -2)]
        near = [self._by_hour.get((each, word), []) for each in hours]
        return [*near, self._without_hour.get((day, word), [])]

    def is_shown_again(self, other: OtherListing) -> bool:
        """Return whether some source lists that name twice on that day."""
        return _show(other) in self._again


def find_repeated(listed: Sequence[Comparable]) -> list[bool]:
    """Return for each listing of a source whether it lists that name twice on that day."""
    shows = Counter(_show(each) for each in listed)
    return [shows[_show(each)] > 1 for each in listed]


def _show(listed: Comparable) -> _Show:
    return local_date(listed.starts_at, listed.zone), frozenset(read_title(listed.title).listed)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _key_words(title: str) -> set[str]:
    """Return what a title is looked up by: its words, and those that two of them make."""
    listed = read_title(title).listed
    joined = [one + other for one, other in pairwise(listed)]
    return {stem_word(word) for word in (*listed, *joined)}
