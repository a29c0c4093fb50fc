"""Compare two places: a venue and its address, a room, a branch, a town."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from bot.sources import similar_words as words
from bot.sources.similar_text import is_number, pair_words, split_words, translate_words
from bot.sources.similar_towns import TOWNS

PlaceRelation = Literal["same", "unknown", "unrelated", "other"]

MIN_COMPACT = 5  # letters by which two names without their spaces are compared
MIN_INITIALS = 2

_SEGMENT = re.compile(r"[,;|@\n(]|\s[-–—•·]\s")
_STATE = re.compile(r"^[A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?$")
_WEB = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_STREET_WORD = re.compile(
    r"\w+(?:str|strasse|weg|gasse|allee|platz|straat|laan|kade|gata|gade|ring)"
)
_SHORT = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "rd": "road", "dr": "drive",
    "blvd": "boulevard", "ln": "lane", "pl": "place", "sq": "square", "ct": "court",
    "hwy": "highway", "ste": "suite", "bldg": "building", "ctr": "centre",
}  # fmt: skip


class PlaceWords(Struct, frozen=True):
    """A place in words that can be compared: of its name, of its address, its rooms and towns."""

    names: tuple[str, ...]
    kinds: frozenset[str]  # what it is: a library, a hall
    streets: frozenset[str]
    numbers: frozenset[str]  # of houses, and such as tell one fire station from another
    rooms: frozenset[str]
    towns: frozenset[str]
    plain: frozenset[str]
    compact: str  # its first words, without spaces

    @property
    def is_unknown(self) -> bool:
        """Whether it names no place that could be another."""
        return not (self.names or self.kinds or self.streets)


@lru_cache(maxsize=30_000)
def read_place(place: str) -> PlaceWords:
    """Return the words of a place."""
    cleaned = _SEGMENT.split(_WEB.sub(" ", place))
    segments = [part.strip(" )") for part in cleaned if part.strip(" )")]
    reading = _Reading()
    for at, part in enumerate(segments):
        reading.towns |= _towns_of(part)
        before_state = at + 1 < len(segments) and _STATE.match(segments[at + 1])
        if before_state and not at:
            reading.towns.add(" ".join(split_words(part)))
        elif not before_state and not _STATE.match(part):
            reading.add_segment(part, first=not at)

    first = "".join(split_words(segments[0])) if segments else ""
    return PlaceWords(
        tuple(dict.fromkeys(reading.names)),
        frozenset(reading.kinds - words.VAGUE_PLACES),
        frozenset(reading.streets - words.STREETS - words.FILLERS),
        frozenset(reading.numbers),
        frozenset(reading.rooms),
        frozenset(reading.towns),
        frozenset(split_words(place)),
        first.removeprefix("the"),
    )


class _Reading:
    """What was read of a place so far."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.kinds: set[str] = set()
        self.streets: set[str] = set()
        self.numbers: set[str] = set()
        self.rooms: set[str] = set()
        self.towns: set[str] = set()

    def add_segment(self, part: str, *, first: bool) -> None:
        """Add what stands between two commas: a name, an address, a room."""
        listed = [_SHORT.get(word, word) for word in split_words(part)]
        self.rooms |= _rooms(listed)
        listed = _without_rooms(listed)
        if not words.STOREYS.isdisjoint(listed):
            return
        if _is_address(listed, first=first):
            self.streets |= {_street_key(word) for word in listed if not is_number(word)}
            self.numbers |= {word for word in listed if word[0].isdigit()}
        else:
            self._add_name(translate_words(listed))

    def _add_name(self, meant: list[str]) -> None:
        for word in meant:
            if is_number(word):
                self.numbers.add(word)
            elif word in words.PLACE_KINDS or word in words.STREETS:
                self.kinds.add(word)
            elif word not in words.ARTICLES | words.VAGUE_PLACES and word not in TOWNS:
                self.names.append(word)


def compare_places(one: PlaceWords, other: PlaceWords, titled: frozenset[str]) -> PlaceRelation:
    """Return how two places relate; “other” are surely two: different rooms, towns or wings.

    `titled`: the words of both titles, which may name either.
    """
    if one.rooms and other.rooms and not one.rooms & other.rooms:
        return "other"
    if one.towns and other.towns and not one.towns & other.towns:
        return "other"
    if one.is_unknown or other.is_unknown:
        only = other if one.is_unknown else one
        # “Ulm” and “Reutlingen”, of which only one is known as a town
        bare = len(only.plain) == 1 and not only.kinds and bool(one.towns) != bool(other.towns)
        return "unrelated" if bare and not only.plain & titled else "unknown"
    if one.plain <= other.plain or other.plain <= one.plain:
        return "same"
    if bool(one.names or one.kinds) and bool(other.names or other.kinds):
        relation = _compare_names(one, other)
        if relation == "same" and one.streets and other.streets and not one.streets & other.streets:
            relation = "unrelated"  # one of a chain
        named = (one.plain - words.FILLERS) & titled and (other.plain - words.FILLERS) & titled
        return "unknown" if relation == "unrelated" and named else relation
    if one.streets and other.streets:
        return _compare_addresses(one, other)
    return "unknown"


def _compare_addresses(one: PlaceWords, other: PlaceWords) -> PlaceRelation:
    shared = one.streets & other.streets
    if not shared:
        return "unrelated"
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return "other"
    return "same"


def _compare_names(one: PlaceWords, other: PlaceWords) -> PlaceRelation:
    if _same_compact(one, other) or _are_initials(one.plain, other.plain):
        return "same"
    left, right = list(one.names), list(other.names)
    pairs = pair_words(left, right)
    taken = set[int]().union(*pairs.values())
    mine = {left[at] for at in range(len(left)) if at not in pairs}
    theirs = {right[at] for at in range(len(right)) if at not in taken}
    numbered = _other_numbers(one, other)
    common_kind = bool(one.kinds & other.kinds)
    if mine and theirs:
        return _compare_own(one, other, (mine, theirs), len(pairs))
    if numbered:
        return "other" if pairs or common_kind else "unrelated"
    if pairs:
        apart = one.kinds and other.kinds and not common_kind and len(pairs) == 1
        return "unrelated" if apart else "same"
    if mine or theirs:
        return _compare_with_kind(one, other, mine | theirs)
    return "same" if one.kinds <= other.kinds or other.kinds <= one.kinds else "unrelated"


def _compare_with_kind(one: PlaceWords, other: PlaceWords, own: set[str]) -> PlaceRelation:
    """Compare a place that has a name with one that has none: “North Library”, “the library”."""
    if not one.kinds & other.kinds:
        return "unrelated"
    # “Central Library” is not the one in the south
    return "other" if own & words.TELLING and one.kinds ^ other.kinds else "same"


def _compare_own(
    one: PlaceWords,
    other: PlaceWords,
    own: tuple[set[str], set[str]],
    shared: int,
) -> PlaceRelation:
    """Compare two places of which each has words of its own."""
    mine, theirs = own
    telling = all(any(word in words.TELLING for word in side) for side in own)
    if telling and (shared or one.kinds & other.kinds):
        return "other"
    if (one.streets & other.streets) and (one.numbers & other.numbers):
        return "same"
    if shared >= 2 * max(len(mine), len(theirs)) and not _other_numbers(one, other):
        return "same"
    return "other" if one.kinds & other.kinds else "unrelated"


def _other_numbers(one: PlaceWords, other: PlaceWords) -> bool:
    return bool(one.numbers and other.numbers) and not one.numbers & other.numbers


def _same_compact(one: PlaceWords, other: PlaceWords) -> bool:
    short, long = sorted((one.compact, other.compact), key=len)
    if short == long:
        return not _other_numbers(one, other)
    if any(letter.isdigit() for letter in short + long):
        return False
    return len(short) >= MIN_COMPACT and long.startswith(short) and not one.names[1:]


def _are_initials(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether one place abbreviates the other: “HU Berlin”, “Humboldt-Universität”."""
    short, long = sorted((one - other, other - one), key=lambda some: sum(map(len, some)))
    if len(short) != 1 or len(long) < MIN_INITIALS:
        return False
    return sorted(next(iter(short))) == sorted(word[0] for word in long - words.FILLERS)


def towns_in(words_of_town: str) -> set[str]:
    """Return the towns that a source is about, in one spelling."""
    return _towns_of(words_of_town) or set(split_words(words_of_town)) - words.ARTICLES


def _towns_of(part: str) -> set[str]:
    return {TOWNS[word] for word in split_words(part) if word in TOWNS}


def _is_address(listed: list[str], *, first: bool) -> bool:
    """Return whether words are a street, and a number in it if they come first."""
    if not listed:
        return False
    numbered = any(word[0].isdigit() for word in listed)
    if not first and (numbered or listed[-1] in words.STREETS):
        return True
    street = any(word in words.STREETS or _STREET_WORD.fullmatch(word) for word in listed)
    return numbered and len(listed) > 1 and (street or listed[0][0].isdigit())


def _street_key(word: str) -> str:
    return re.sub(r"(?<=\w{3})(?:strasse|str)$", "str", word)


def _rooms(listed: list[str]) -> set[str]:
    """Return the numbers and letters of the rooms that a place names."""
    return {
        number for room, number in pairwise(listed) if room in words.ROOMS and is_number(number)
    }


def _without_rooms(listed: list[str]) -> list[str]:
    """Return the words of a place without those that name a room by its number."""
    kept: list[str] = []
    for at, word in enumerate(listed):
        after_room = at and listed[at - 1] in words.ROOMS and is_number(word)
        before = at + 1 < len(listed) and word in words.ROOMS and is_number(listed[at + 1])
        if not after_room and not before:
            kept.append(word)
    return kept
