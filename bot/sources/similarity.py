"""Decide whether two listings tell of the same evening.

By when it begins, what it is called, and where it is.
"""

import re
from datetime import datetime, timedelta
from typing import Literal, Protocol

from rapidfuzz import fuzz, utils

from bot.dates.recurrence import local_date

MAX_START_GAP = timedelta(minutes=30)  # two listings of one evening begin at most so far apart
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
        """What it is called."""

    @property
    def place(self) -> str:
        """Where it is."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def all_day(self) -> bool:
        """Whether no hour is told."""

    @property
    def zone(self) -> str:
        """Where its day begins."""


def compare_pair(one: Comparable, other: Comparable) -> Verdict:
    """Compare two listings of different sources."""
    if not _same_time(one, other):
        return "different"
    title = _alike(one.title, other.title)
    place = _alike(one.place, other.place) if one.place and other.place else None
    if (
        place is not None and place < UNSURE_SCORE
    ):  # two clubs hold their book nights on the same evening
        return "unsure" if title >= SURE_SCORE else "different"
    if title >= SURE_SCORE or (
        title >= LIKELY_SCORE and place is not None and place >= SAME_PLACE_SCORE
    ):
        return "same"
    return "unsure" if title >= UNSURE_SCORE and place != 0 else "different"


def _same_time(one: Comparable, other: Comparable) -> bool:
    if one.all_day or other.all_day:
        return local_date(one.starts_at, one.zone) == local_date(other.starts_at, other.zone)
    return abs(one.starts_at - other.starts_at) <= MAX_START_GAP


def _alike(one: str, other: str) -> float:
    one, other = (" ".join(_NOISE.sub(" ", words).split()) or words for words in (one, other))
    # One word that the longer name has too says little: there is more than one “Lunch”.
    compare = (
        fuzz.token_set_ratio
        if min(len(one.split()), len(other.split())) > 1
        else fuzz.token_sort_ratio
    )
    return float(compare(one, other, processor=utils.default_process))
