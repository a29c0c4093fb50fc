"""Compare two listings: by start, by what their titles and places have that the other lacks.

Similar letters prove nothing: “U12” and “U14”, or a North and a South Library, differ in one. So
titles are compared word by word. Words that every second title has say little; numbers, towns,
letters and words such as “kids” tell two evenings of one club apart, and weigh most.
"""

from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from bot.dates.local_time import local_date
from bot.sources import similar_words as words
from bot.sources.similar_places import (
    PlaceRelation,
    PlaceWords,
    compare_places,
    read_place,
    towns_in,
)
from bot.sources.similar_titles import TitleDifference, TitleWords, compare_titles, read_title

MAX_START_GAP = timedelta(minutes=30)  # between two listings of one event
MAX_DOORS_GAP = timedelta(minutes=60)  # between doors and show, or two clocks; sure ones only
MAX_ASKED_GAP = timedelta(minutes=90)  # between doors and show that a person is asked about
FIRST_SHOW = 16  # o'clock: earlier, an hour's gap is no time for doors
NIGHT_ENDS = 6  # o'clock: midnight in UTC that is an hour like this is no hour
MIN_SPECIFIC = 2  # words of a title that name an evening wherever it is
MIN_UNRELATED = 3  # such words where the places have nothing in common
MAX_REMEMBERED = 50_000  # comparisons of words, made before the transaction that needs them

Verdict = Literal["same", "unsure", "different"]


class Named(Protocol):
    """A title and a place."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def place(self) -> str:
        """The place, or an empty string."""


class Comparable(Named, Protocol):
    """What two listings are compared by."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def all_day(self) -> bool:
        """Whether it has a date and no time."""

    @property
    def zone(self) -> str:
        """The IANA zone of its date."""


class Comparison(NamedTuple):
    """How two listings differ."""

    gap: timedelta
    titles: TitleDifference
    places: PlaceRelation


class WordComparison(NamedTuple):
    """How the titles and places of two listings differ."""

    titles: TitleDifference
    places: PlaceRelation


def compare_pair(one: Comparable, other: Comparable) -> Verdict:
    """Return whether two listings of different sources are the same event."""
    if not may_be_one(one, other):
        return "different"
    return judge(one, other, compare_listings(one, other))


def may_be_one(one: Comparable, other: Comparable) -> bool:
    """Return whether two listings begin close to each other, and neither says that it is closed."""
    return begin_together(one, other) and not (_says_closed(one) or _says_closed(other))


def compare_listings(one: Comparable, other: Comparable) -> Comparison:
    """Return how two listings differ in start, title and place."""
    found = compare_words(one, other)
    return Comparison(start_gap(one, other), found.titles, found.places)


def compare_words(one: Named, other: Named) -> WordComparison:
    """Return how the titles and places of two listings differ."""
    return _compare_words(one.title, one.place, other.title, other.place)


@lru_cache(maxsize=MAX_REMEMBERED)
def _compare_words(title: str, place: str, other_title: str, other_place: str) -> WordComparison:
    titles = read_title(title), read_title(other_title)
    places = read_place(place), read_place(other_place)
    relation = _relate_places(titles, places)
    where = places[0].plain.union(places[0].names), places[1].plain.union(places[1].names)
    return WordComparison(compare_titles(*titles, where), relation)


def judge(one: Comparable, other: Comparable, found: Comparison) -> Verdict:
    """Return what differences mean."""
    titles, places = found.titles, found.places
    if places == "other" or titles.contradicts or _tells_apart(titles):
        return "different"

    verdict = _judge_words(titles, places)
    if found.gap > MAX_START_GAP:
        return _judge_apart(one, other, found, verdict)
    if verdict == "same" and _hints_apart(titles):
        return "unsure"
    return verdict


def are_towns_apart(one: Comparable, other: Comparable, town: str, other_town: str) -> bool:
    """Return whether sources of two towns list two evenings whose own words name no common place.

    `town`, `other_town`: the towns that their sources are about, or empty strings.
    """
    if not town or not other_town or towns_in(town) & towns_in(other_town):
        return False
    if compare_words(one, other).places == "same":
        return False
    return not (_all_towns(one) & _all_towns(other))


def _all_towns(listing: Comparable) -> frozenset[str]:
    return read_title(listing.title).towns | read_place(listing.place).towns


def begin_together(one: Comparable, other: Comparable) -> bool:
    """Return whether two listings begin so close to each other that they may be the same event."""
    return start_gap(one, other) <= MAX_ASKED_GAP


def start_gap(one: Comparable, other: Comparable) -> timedelta:
    """Return how far apart two listings begin, in whole days where one of them has no hour."""
    if has_no_hour(one) or has_no_hour(other):
        return abs(local_date(one.starts_at, one.zone) - local_date(other.starts_at, other.zone))
    return abs(one.starts_at - other.starts_at)


def has_no_hour(listing: Comparable) -> bool:
    """Return whether a listing names a day alone; some sites write midnight for that.

    Midnight in UTC is an evening in America, so it counts only where it would be at night.
    """
    if listing.all_day:
        return True
    local = listing.starts_at.astimezone(ZoneInfo(listing.zone))
    if local.time() == time.min:
        return True
    return listing.starts_at.time() == time.min and local.hour < NIGHT_ENDS


def _says_closed(listing: Comparable) -> bool:
    return not words.CLOSED.isdisjoint(read_title(listing.title).plain)


def _relate_places(
    titles: tuple[TitleWords, TitleWords], places: tuple[PlaceWords, PlaceWords]
) -> PlaceRelation:
    """Return how the places relate, with what the titles say of towns and venues."""
    relation = compare_places(*places, titles[0].plain | titles[1].plain)
    towns = [title.towns | place.towns for title, place in zip(titles, places, strict=True)]
    if all(towns) and not towns[0] & towns[1]:
        return "other"
    if relation == "unknown":
        for title, place in ((titles[0], places[1]), (titles[1], places[0])):
            if place.names and set(place.names) <= title.plain:
                return "same"
    return relation


def _tells_apart(titles: TitleDifference) -> bool:
    """Return whether words of one title tell two evenings of one club apart."""
    extra = titles.left | titles.right
    if extra & words.TELLING:
        return True
    if titles.left & words.MEALS and titles.right & words.MEALS:
        return True
    return bool(titles.left & words.HINTS) and bool(titles.right & words.HINTS)


def _hints_apart(titles: TitleDifference) -> bool:
    """Return whether one title counts where the other does not: “Level 2”, “first”."""
    return bool(titles.numbers) or bool((titles.left | titles.right) & words.HINTS)


def _judge_words(titles: TitleDifference, places: PlaceRelation) -> Verdict:
    """Return what titles and places mean for listings that begin together."""
    if titles.own_left and titles.own_right:
        return _judge_differing(titles, places)
    if titles.own_left or titles.own_right:
        return _judge_longer(titles, places)
    return _judge_alike(titles, places)


def _judge_alike(titles: TitleDifference, places: PlaceRelation) -> Verdict:
    """Compare listings whose titles say the same."""
    if places == "same":
        added = titles.left | titles.right
        sure = titles.specific or not (titles.left and titles.right) or added <= words.HOURS
        return "same" if titles.shared and sure else "unsure"
    if places == "unrelated":
        if titles.specific > MIN_UNRELATED:
            return "same"
        return "unsure" if titles.specific >= MIN_SPECIFIC else "different"
    if titles.specific:
        both_add = bool(titles.left) and bool(titles.right)
        vague = both_add or len(titles.shared) < MIN_SPECIFIC
        return "unsure" if vague and titles.specific < MIN_SPECIFIC else "same"
    return "same" if len(titles.shared) > MIN_SPECIFIC else "different"


def _judge_longer(titles: TitleDifference, places: PlaceRelation) -> Verdict:
    """Compare listings of which one title has words of its own."""
    if not titles.specific:
        return "unsure" if places == "same" and titles.shared else "different"
    if places == "same":
        # “React meetup” is not the “React Native meetup” for sure
        modified = titles.inside and not titles.whole and titles.specific < MIN_SPECIFIC
        return "unsure" if modified else "same"
    if places == "unknown" and (titles.specific >= MIN_SPECIFIC or titles.whole):
        return "same"
    if places == "unknown" or titles.specific >= MIN_UNRELATED:
        return "unsure"
    return "different"


def _judge_differing(titles: TitleDifference, places: PlaceRelation) -> Verdict:
    """Compare listings of which each title has words of its own."""
    added = min(len(titles.own_left), len(titles.own_right))
    if titles.substituted:
        alike = titles.specific > MIN_SPECIFIC and titles.specific > added and places == "same"
        return "unsure" if alike and added > 1 else "different"
    if titles.specific < MIN_SPECIFIC or titles.specific < added:
        return "different"
    if places == "same":
        return "same"
    return "unsure" if places == "unknown" and titles.specific >= MIN_UNRELATED else "different"


def _judge_apart(
    one: Comparable, other: Comparable, found: Comparison, verdict: Verdict
) -> Verdict:
    """Compare listings up to an hour apart: doors and show, or clocks of different zones."""
    titles = found.titles
    if verdict != "same" or titles.own_left or titles.own_right or _hints_apart(titles):
        return "different"
    if found.places != "same" and titles.specific < MIN_SPECIFIC:
        return "different"
    if titles.shared & words.REPEATED or not titles.specific:
        return "different"

    evening = all(
        listing.starts_at.astimezone(ZoneInfo(listing.zone)).hour >= FIRST_SHOW
        for listing in (one, other)
    )
    return "same" if evening and found.gap <= MAX_DOORS_GAP else "unsure"
