"""Compare two listings: by start, title and place."""

import re
from datetime import datetime, timedelta
from typing import Literal, Protocol

from rapidfuzz import fuzz, utils

from bot.dates.local_time import local_date

MAX_START_GAP = timedelta(minutes=30)  # between two listings of one event
SURE_SCORE = 88  # of 100: titles so alike are the same
LIKELY_SCORE = 70  # ... and so alike too, where the place is the same
SAME_PLACE_SCORE = 80  # of 100
UNSURE_SCORE = 60  # titles so alike, or any at one place, are worth asking a person about

Verdict = Literal["same", "unsure", "different"]

_NOISE = re.compile(
    r"\b(?:the|a|an|der|die|das|meetup|event|at|bei|im|in|with|mit|@)\b|\b20\d\d\b", re.IGNORECASE
)


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


def compare_pair(one: Comparable, other: Comparable) -> Verdict:
    """Return whether two listings of different sources are the same event."""
    if not _same_time(one, other):
        return "different"

    title = _ratio(one.title, other.title)
    if not (one.place and other.place):
        return _by_title(title)

    place = _ratio(one.place, other.place)
    if place < UNSURE_SCORE:
        # Two clubs may hold their book nights on the same evening.
        if title >= SURE_SCORE:
            return "unsure"
        return "different"
    if title >= LIKELY_SCORE and place >= SAME_PLACE_SCORE:
        return "same"
    return _by_title(title)


def _by_title(score: float) -> Verdict:
    if score >= SURE_SCORE:
        return "same"
    if score >= UNSURE_SCORE:
        return "unsure"
    return "different"


def _same_time(one: Comparable, other: Comparable) -> bool:
    if one.all_day or other.all_day:
        return local_date(one.starts_at, one.zone) == local_date(other.starts_at, other.zone)
    return abs(one.starts_at - other.starts_at) <= MAX_START_GAP


def _ratio(one: str, other: str) -> float:
    one, other = _without_noise(one), _without_noise(other)
    compare = fuzz.token_set_ratio
    if min(len(one.split()), len(other.split())) <= 1:
        # One word that the longer name has too says little: there is more than one “Lunch”.
        compare = fuzz.token_sort_ratio
    return float(compare(one, other, processor=utils.default_process))


def _without_noise(words: str) -> str:
    return " ".join(_NOISE.sub(" ", words).split()) or words
