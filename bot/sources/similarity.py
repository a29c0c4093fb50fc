"""Compare two listings: by start, by what their titles and places have that the other lacks.

Similar letters prove nothing: “U12” and “U14”, or a North and a South Library, differ in one. So
titles are compared word by word. Words that every second title has say little, words that tell
two evenings of one club apart weigh most.
"""

import re
import unicodedata
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, Protocol

from rapidfuzz import fuzz

from bot.dates.local_time import local_date
from bot.sources import similar_words as words

MAX_START_GAP = timedelta(minutes=30)  # between two listings of one event
MAX_DOORS_GAP = timedelta(minutes=60)  # between doors and show, or two clocks; sure ones only
SAME_WORD_SCORE = 85  # of 100: two spellings of one word
MIN_FUZZY_LENGTH = 5  # letters of words that may be misspelt
MIN_SPECIFIC = 2  # words of a title that name an evening wherever it is
UNSURE_SHARE = 0.6  # of the words in common that makes a pair worth asking about

Verdict = Literal["same", "unsure", "different"]
PlaceRelation = Literal["same", "unknown", "unrelated", "other"]

_SYMBOLS = re.compile(r"(?<=\w)(?:\+\+|#)(?!\w)")  # of “C++” and “C#”
_INSTALMENT = re.compile(r"#\s?\d+|\bn[o°]\.?\s?\d+|\b20\d\d\b", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:\+\+|#)?")
_ASIDE = re.compile(r"\((?:in[ -]person|online|hybrid|free|vor ort|präsenz)\)", re.IGNORECASE)
_PREFIX = re.compile(r":\s+|\s[-–—|]\s")
_NUMBER = re.compile(r"[a-z]?\d+[a-z]?")


class Comparable(Protocol):
    """What two listings are compared by."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def place(self) -> str:
        """The place, or an empty string."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def all_day(self) -> bool:
        """Whether it has a date and no time."""

    @property
    def zone(self) -> str:
        """The IANA zone of its date."""


class _TitleDifference(NamedTuple):
    """The words of two titles: those in common, and those of either that the other lacks."""

    shared: set[str]
    left: set[str]
    right: set[str]

    @property
    def is_none(self) -> bool:
        """Whether neither has a word that says something else."""
        return not self.left - words.GENERIC and not self.right - words.GENERIC

    @property
    def specific(self) -> int:
        """The number of shared words that few titles have."""
        return len(self.shared - words.GENERIC)


def compare_pair(one: Comparable, other: Comparable) -> Verdict:
    """Return whether two listings of different sources are the same event."""
    gap = _start_gap(one, other)
    if gap > MAX_DOORS_GAP or _says_closed(one) or _says_closed(other):
        return "different"

    titles = _compare_titles(one, other)
    places = _compare_places(one, other)
    if places == "other" or _tells_apart(titles.left) or _tells_apart(titles.right):
        return "different"
    if gap > MAX_START_GAP:
        return _compare_apart(titles, places)
    if titles.is_none:
        return _compare_alike(titles, places)
    return _compare_differing(titles, places)


def begin_together(one: Comparable, other: Comparable) -> bool:
    """Return whether two listings begin so close to each other that they may be the same event."""
    return _start_gap(one, other) <= MAX_DOORS_GAP


def _compare_apart(titles: _TitleDifference, places: PlaceRelation) -> Verdict:
    """Compare listings up to an hour apart: doors and show, or clocks of different zones."""
    if titles.left or titles.right:
        return "different"
    if places == "same" or titles.specific >= MIN_SPECIFIC:
        return "same"
    return "different"


def _compare_alike(titles: _TitleDifference, places: PlaceRelation) -> Verdict:
    """Compare listings whose titles say the same."""
    if places == "same":
        return "same"
    if titles.specific:
        if places == "unrelated":
            return "same" if titles.specific >= MIN_SPECIFIC else "unsure"
        both_add = bool(titles.left) and bool(titles.right)
        return "unsure" if both_add else "same"
    if places == "unknown" and len(titles.shared) > MIN_SPECIFIC:
        return "same"
    return "different"


def _compare_differing(titles: _TitleDifference, places: PlaceRelation) -> Verdict:
    """Compare listings of which one title, or each, has words of its own."""
    left, right = titles.left - words.GENERIC, titles.right - words.GENERIC
    if left and right:
        share = len(titles.shared) / (len(titles.shared) + max(len(left), len(right)))
        alike = titles.specific >= MIN_SPECIFIC and share > UNSURE_SHARE
        return "unsure" if alike and places == "same" and len(titles.shared) > 3 else "different"

    if not titles.specific:
        return "different"
    if places == "same" or (places == "unknown" and titles.specific >= MIN_SPECIFIC):
        return "same"
    return "unsure"


def _start_gap(one: Comparable, other: Comparable) -> timedelta:
    """Return how far apart two listings begin, in whole days where one of them has no hour."""
    if _has_no_hour(one) or _has_no_hour(other):
        return abs(local_date(one.starts_at, one.zone) - local_date(other.starts_at, other.zone))
    return abs(one.starts_at - other.starts_at)


def _has_no_hour(listing: Comparable) -> bool:
    """Return whether a listing names a day alone; some sites write midnight for that."""
    return listing.all_day or listing.starts_at.time() == time.min


def _says_closed(listing: Comparable) -> bool:
    return not words.CLOSED.isdisjoint(_split(listing.title))


def _compare_titles(one: Comparable, other: Comparable) -> _TitleDifference:
    left, right = _title_words(one.title), _title_words(other.title)
    # “Town Python: Python evening” is the “Python evening” of Town Python.
    if right in (_title_words(part) for part in _after_prefix(one.title)):
        left = right
    elif left in (_title_words(part) for part in _after_prefix(other.title)):
        right = left

    shared = left & right
    for word in sorted(left - right):
        twin = _find_twin(word, left, right)
        if twin:
            shared.add(word)
            left = left - {word}
            right = right - twin

    where = set(_split(one.place)) | set(_split(other.place))
    return _TitleDifference(shared, left - shared - where, right - shared - where)


def _after_prefix(title: str) -> list[str]:
    """Return what a title says after the name of whoever hosts it, if there is one."""
    parts = _PREFIX.split(title, maxsplit=1)
    return parts[1:]


def _find_twin(word: str, left: set[str], right: set[str]) -> set[str]:
    """Return the words of the other title that mean the same: misspelt, or behind initials."""
    for candidate in sorted(right - left):
        if _are_spellings(word, candidate):
            return {candidate}
    return set()


def _are_spellings(one: str, other: str) -> bool:
    if min(len(one), len(other)) < MIN_FUZZY_LENGTH or _tells_apart({one, other}):
        return False
    return fuzz.ratio(one, other) >= SAME_WORD_SCORE


def _title_words(title: str) -> set[str]:
    """Return the words of a title that may say something, in one spelling."""
    text = _INSTALMENT.sub(" ", _ASIDE.sub(" ", title))
    listed = _split(text)
    for phrase, meaning in words.PHRASES:
        if _contains(listed, phrase):
            listed = [word for word in listed if word not in phrase] + list(meaning)
    return {words.ALIASES.get(word, word) for word in listed if word not in words.FILLERS}


def _contains(listed: list[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(listed[at : at + size]) == phrase for at in range(len(listed)))


def _compare_places(one: Comparable, other: Comparable) -> PlaceRelation:
    """Return how two places relate; “other” are surely two: different rooms, towns or wings."""
    left, right = set(_split(one.place)), set(_split(other.place))
    rooms = _rooms(one.place), _rooms(other.place)
    if all(rooms) and rooms[0] != rooms[1]:
        return "other"

    left, right = left - words.VAGUE_PLACES, right - words.VAGUE_PLACES
    if not _names_place(left) or not _names_place(right):
        return "unknown"
    if left <= right or right <= left or _are_initials(left, right):
        return "same"

    shared = left & right
    if shared and _tells_apart(left - right) and _tells_apart(right - left):
        return "other"
    if fuzz.token_set_ratio(" ".join(sorted(left)), " ".join(sorted(right))) >= SAME_WORD_SCORE:
        return "same"
    titled = set(_split(one.title))
    if left & titled and right & titled:
        return "unknown"
    return "unrelated"


def _names_place(place: set[str]) -> bool:
    return any(not _NUMBER.fullmatch(word) for word in place - words.ROOMS)


def _rooms(place: str) -> set[str]:
    """Return the numbers of the rooms that a place names."""
    listed = _split(place)
    return {number for room, number in pairwise(listed) if room in words.ROOMS}


def _are_initials(left: set[str], right: set[str]) -> bool:
    """Return whether one place abbreviates the other: “HU Berlin”, “Humboldt-Universität”."""
    short, long = sorted((left - right, right - left), key=lambda some: sum(map(len, some)))
    if len(short) != 1 or len(long) < MIN_SPECIFIC:
        return False
    return sorted(next(iter(short))) == sorted(word[0] for word in long - words.FILLERS)


def _tells_apart(extra: set[str]) -> bool:
    """Return whether words are of the kind that tells two evenings of one club apart."""
    return any(word in words.TELLING or len(word) == 1 or _NUMBER.fullmatch(word) for word in extra)


def _split(text: str) -> list[str]:
    """Return the words of a text without accents, in lower case; “C++” and “C#” are words."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("&", " and ").replace("’", "'"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(plain.replace("'s ", "s ").replace("s' ", "s ").replace("'", ""))
