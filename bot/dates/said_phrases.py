"""Which phrases of a line are about its moment, and which words are left for other things. Pure."""

import re
from collections.abc import Sequence

from bot.dates.phrase_patterns import Clock, Phrase
from bot.dates.vocabulary import (
    CLOSING,
    DOUBTFUL_WEEKDAYS,
    SHORT_WEEKDAYS,
    fold_phrase,
    is_numbering,
)

DAY_KINDS = frozenset(("day", "weekday", "order", "vague"))
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_TIME_KINDS = frozenset(("time", "range", "instant"))


def sort_out(words: Sequence[str], phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the phrases that are about the moment: those that say something, and what joins them.

    A number is an hour only behind a day; “Sun” before another word may be a name.
    """
    said: list[Phrase] = []
    for index, phrase in enumerate(phrases):
        if phrase.last == phrase.first + 1 and is_numbering(words, phrase.first):
            continue
        if phrase.kind == "day" and _is_ordinal_of(words, phrase, phrases):
            continue
        if phrase.kind == "number":
            phrase = _as_hour(phrase, said, phrases[index + 1 :])  # noqa: PLW2901
        is_word = phrase.last == phrase.first + 1
        if phrase.kind == "unclear" and is_word and not _touches(phrase, phrases, index):
            continue
        if phrase.kind == "weekday" and _may_be_name(words, phrase, phrases, index):
            phrase = Phrase("unclear", None, phrase.first, phrase.last)  # noqa: PLW2901
        if phrase.kind not in ("number",):
            said.append(phrase)
    return _without_loose_ends(said)


def _is_ordinal_of(words: Sequence[str], phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Return whether an ordinal alone counts what follows: the “2nd floor”, “5th Avenue”."""
    if phrase.last != phrase.first + 1 or phrase.last >= len(words):
        return False
    is_ordinal = _ORDINAL.fullmatch(fold_phrase(words[phrase.first]))
    return bool(is_ordinal) and all(other.first != phrase.last for other in phrases)


def _as_hour(phrase: Phrase, said: Sequence[Phrase], after: Sequence[Phrase]) -> Phrase:
    """Return a number as an hour where it stands behind a day, or before “noon” or a part."""
    before = said[-1] if said else None
    if before is not None and before.kind == "dash" and not _is_joined(said[:-1], before):
        return phrase
    beside = before is not None and before.last == phrase.first
    is_behind = beside and before is not None and before.kind in ("day", "weekday", "part", "dash")
    follower = after[0] if after and after[0].first == phrase.last else None
    before_part = follower is not None and (
        follower.kind == "part"
        or (follower.kind == "time" and follower.value == Clock(12, 0, sure=True))
    )
    if not (is_behind or before_part) or (before and before.kind == "time" and beside):
        return phrase
    hour = int(phrase.value)
    if hour > 23:
        return phrase
    clock = Clock(hour, sure=hour > 12 or hour == 0, bare=True)
    return Phrase("time", clock, phrase.first, phrase.last)


def _is_joined(said: Sequence[Phrase], dash: Phrase) -> bool:
    """Return whether a dash stands behind a time rather than behind other words."""
    return bool(said) and said[-1].last == dash.first


def _touches(phrase: Phrase, phrases: Sequence[Phrase], index: int) -> bool:
    """Return whether a word stands directly beside one about days or times."""
    for other in (*phrases[max(0, index - 2) : index], *phrases[index + 1 : index + 3]):
        near = other.last in (phrase.first, phrase.first - 1) or other.first in (
            phrase.last, phrase.last + 1,
        )  # fmt: skip
        if near and (other.kind in DAY_KINDS | _TIME_KINDS or other.kind == "part"):
            return other.last == phrase.first or other.first == phrase.last
    return False


def _may_be_name(
    words: Sequence[str], phrase: Phrase, phrases: Sequence[Phrase], index: int
) -> bool:
    """Return whether a weekday begins a name, as those of “Sun Inn” and “the Sunday Roast” do."""
    if _is_doubtful(words, phrase, phrases):
        return True
    if _follows_article(words, phrase):
        return phrase.last < len(words) and words[phrase.last][:1].isupper()
    if fold_phrase(words[phrase.last - 1]) not in SHORT_WEEKDAYS or phrase.last >= len(words):
        return False
    follower = phrases[index + 1] if index + 1 < len(phrases) else None
    if follower and follower.first == phrase.last:
        return False
    return words[phrase.last - 1][:1].isupper() and words[phrase.last][:1].isupper()


def _without_loose_ends(said: list[Phrase]) -> list[Phrase]:
    """Leave out what joins words at the ends of each run that says nothing of a moment."""
    kept: list[Phrase] = []
    run: list[Phrase] = []
    for phrase in [*said, None]:
        if phrase is not None and (not run or run[-1].last == phrase.first):
            run.append(phrase)
            continue
        while run and run[-1].kind in ("filler", "dash") and run[-1].value not in CLOSING:
            run.pop()
        if any(each.kind not in ("filler", "dash") for each in run):
            kept += run
        run = [phrase] if phrase is not None else []
    return kept


def _is_doubtful(words: Sequence[str], phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Return whether “do” or “so” is rather a word than Thursday or Sunday in German."""
    word = words[phrase.last - 1]
    if fold_phrase(word) not in DOUBTFUL_WEEKDAYS or word.endswith("."):
        return False
    covered = {index for each in phrases for index in range(each.first, each.last)}
    return len(covered) < len(words) and (word.islower() or phrase.first > 0)


def _follows_article(words: Sequence[str], phrase: Phrase) -> bool:
    first = fold_phrase(words[phrase.first])
    before = fold_phrase(words[phrase.first - 1]) if phrase.first else ""
    return "the" in (first, before)


def spans_without(said: Sequence[Phrase], length: int) -> list[tuple[int, int]]:
    """Return the stretches of words that are in none of the phrases."""
    spans, start = [], 0
    for phrase in said:
        if phrase.first > start:
            spans.append((start, phrase.first))
        start = phrase.last
    if start < length:
        spans.append((start, length))
    return spans
