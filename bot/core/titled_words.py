"""Words that hold a moment and what is planned then: the moment, the title and the place of it."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.core.seat_words import SEATED, seats_of
from bot.core.tokens import Token
from bot.dates.moments import Moment, find_moment
from bot.dates.vocabulary import (
    NTHS,
    WEEKDAYS,
    fold_phrase,
    is_numbering,
    is_vague,
    looks_like_time,
)

# Before a place, wherever it stands; and where the moment stands right before it.
_AT = frozenset(("at", "@", "bei", "beim", "im", "chez", "place:", "where:", "ort:", "lugar:"))
_IN = frozenset(("in", "en", "an", "am", "auf"))
_CALLED = frozenset((
    "called", "named", "title:", "titled", "namens", "genannt", "llamado", "llamada", "titel:",
    "titulo:", "what:", "was:", "que:",
))  # fmt: skip
_JOINS = frozenset((
    "-", "–", "—", ":", ",", ";", "/", "|", "·", "•", "and", "und", "y", "on", "um", "am", "el",
    "for", "please", "bitte", "pls",
))  # fmt: skip
# What people plan, and the part of the day in which they do.
_MEALS = frozenset(("lunch", "dinner", "supper", "breakfast", "brunch", "mittagessen", "almuerzo"))
_PARTS = frozenset((
    *_MEALS, "night", "evening", "morning", "afternoon", "abend", "nachmittag", "noche", "tarde",
    "nacht", "fruh",
))  # fmt: skip
_WORK = ("after", "work")
_EACH = frozenset(("on", "every", "each", "the", "jeden", "cada"))


class Titled(Struct, frozen=True):
    """The words of a line about a moment, and those about what is planned then."""

    when: str = ""
    title: str = ""
    place: str = ""


def split_titled(tokens: Sequence[Token], now: dt.datetime, zone: str) -> Titled:
    """Return the moment, the title and the place that words name, each as it was typed.

    A word that is rather a misspelt part of the moment stays with it, so that it is asked about.
    """
    words = [" " if token.quoted else token.text for token in tokens]
    found = find_moment(words, now, zone)
    spans = list(found.rest)
    if found.is_named and found.needs != "words":
        spans = _with_named(words, found, now, zone)
    loose = {index for first, last in spans for index in range(first, last)}
    slips = {index for index in loose if _is_slip(tokens, index)} | _rhythm(words) & loose
    slips |= {index for index in loose - slips if _is_between(words, index, loose)}
    when = [index for index in range(len(tokens)) if index not in loose or index in slips]
    stretches = _stretches(sorted(loose - slips))
    title, place = _title_and_place(tokens, stretches, begins_with_moment=bool(when))
    if not title:
        title = next((words[index] for index in when if fold_phrase(words[index]) in _MEALS), "")
        title = title[:1].upper() + title[1:]
    return Titled(_joined_moment(tokens, when), title, place)


def _with_named(
    words: Sequence[str], found: Moment, now: dt.datetime, zone: str
) -> list[tuple[int, int]]:
    """Return the words that are left, with those of a name that the moment does not need.

    “Game night Friday 20:00” is as late without its night, and “Sunday roast Sunday 13:00” as soon
    without its first Sunday.
    """
    loose = {index for first, last in found.rest for index in range(first, last)}
    named = set[int]()
    for index in range(len(words)):
        stretch = _named_at(words, index, loose | named)
        left = loose | named | stretch
        if not stretch:
            continue
        kept = [" " if at in left else word for at, word in enumerate(words)]
        without = find_moment(kept, now, zone)
        if not without.is_named or _as_said(without) == _as_said(found):
            named |= stretch
    return _stretches(sorted(loose | named))


def _as_said(found: Moment) -> tuple[object, ...]:
    return found.start, found.end, found.day, found.needs, found.refused


def _named_at(words: Sequence[str], index: int, loose: set[int]) -> set[int]:
    """Return the words here that may belong to a name rather than to the moment."""
    folded = [fold_phrase(word) for word in words[index : index + 2]]
    if index in loose:
        return set()
    if tuple(folded) == _WORK:
        return {index, index + 1}
    if folded[0] in _MEALS:
        return {index}
    beside = {index - 1, index + 1} & loose
    if folded[0] in _PARTS and beside:
        return {index}
    return {index} if folded[0] in WEEKDAYS and index + 1 in loose else set()


def _is_slip(tokens: Sequence[Token], index: int) -> bool:
    words = [token.text for token in tokens]
    return (
        not tokens[index].quoted
        and looks_like_time(words[index])
        and not is_numbering(words, index)
    )


def _is_between(words: Sequence[str], index: int, loose: set[int]) -> bool:
    """Return whether an “or” joins two moments."""
    joins = is_vague(words[index])
    return joins and 0 < index < len(words) - 1 and not {index - 1, index + 1} & loose


def _rhythm(words: Sequence[str]) -> set[int]:
    """Return the words of “every first Thursday of the month”, which say how often."""
    folded = [fold_phrase(word) for word in words]
    for index, word in enumerate(folded[:-1]):
        if (word not in NTHS and word != "other") or folded[index + 1] not in WEEKDAYS:
            continue
        first, last = index, index + 2
        while first and folded[first - 1] in _EACH:
            first -= 1
        if folded[last : last + 1] in (["of"], ["in"]) and "month" in folded[last : last + 3]:
            last = folded.index("month", last) + 1
        return set(range(first, last))
    return set()


def _stretches(indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Return numbers in order as the stretches that they form."""
    found: list[tuple[int, int]] = []
    for index in indexes:
        if found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return found


def _title_and_place(
    tokens: Sequence[Token], stretches: Sequence[tuple[int, int]], *, begins_with_moment: bool
) -> tuple[str, str]:
    titles: list[str] = []
    place = ""
    for first, last in stretches:
        part = tokens[first:last]
        lead = _place_lead(part, behind_moment=begins_with_moment and first > 0)
        named = _join(part[:lead])
        led = _join(part[lead + 1 :]) if lead < len(part) else ""
        if named and titles and not place and not led and not _is_count(named):
            place = named
        elif named:
            titles.append(named)
        if led and not place:
            place = led
        elif led:
            titles.append(_join(part[lead:]))
    return " ".join(titles), place


def _is_count(words: str) -> bool:
    """Return whether words such as “max 8” are rather a number of people than a place."""
    shape = SEATED.fullmatch(fold_phrase(words))
    return bool(shape and seats_of(shape))


def _place_lead(part: Sequence[Token], *, behind_moment: bool) -> int:
    """Return which word leads to a place; the number of all words where none does."""
    for index, token in enumerate(part[:-1]):
        if token.quoted:
            continue
        folded = token.text if token.text == "@" else fold_phrase(token.text)
        if folded in _AT or (behind_moment and not index and folded in _IN):
            return index
    return len(part)


def _join(part: Sequence[Token]) -> str:
    """Return words without what only joins them to others."""
    left = list(part)
    while left and not left[0].quoted and _joins(left[0], _CALLED | _JOINS):
        left.pop(0)
    while left and not left[-1].quoted and _joins(left[-1], _JOINS):
        left.pop()
    return " ".join(token.text for token in left).strip(" ,;:-–—")


def _joins(token: Token, words: frozenset[str]) -> bool:
    return token.text in words or fold_phrase(token.text) in words or not fold_phrase(token.text)


def _joined_moment(tokens: Sequence[Token], when: Sequence[int]) -> str:
    words = [tokens[index].text for index in when]
    while len(words) > 1 and fold_phrase(words[0]) in ("on", "for", "", "-"):
        words.pop(0)
    return " ".join(words).strip(" ,;:-–—")
