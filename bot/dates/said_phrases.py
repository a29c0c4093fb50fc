"""Which phrases of a line are about its moment, and which words are left for other things. Pure."""

from collections.abc import Sequence

from bot.dates.phrase_patterns import Clock, Phrase
from bot.dates.vocabulary import CLOSING, SHORT_WEEKDAYS, fold_phrase

DAY_KINDS = frozenset(("day", "weekday", "order", "vague"))
_TIME_KINDS = frozenset(("time", "range", "instant"))


def sort_out(words: Sequence[str], phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return the phrases that are about the moment: those that say something, and what joins them.

    A number is an hour only behind a day; “Sun” before another word may be a name.
    """
    said: list[Phrase] = []
    for index, phrase in enumerate(phrases):
        before = said[-1] if said else None
        if phrase.kind == "number":
            phrase = _as_hour(phrase, before, phrases[index + 1 :])  # noqa: PLW2901
        if phrase.kind == "unclear" and not _touches(phrase, phrases, index):
            continue
        if phrase.kind == "weekday" and _may_be_name(words, phrase, phrases, index):
            phrase = Phrase("unclear", None, phrase.first, phrase.last)  # noqa: PLW2901
        if phrase.kind not in ("number",):
            said.append(phrase)
    return _without_loose_ends(said)


def _as_hour(phrase: Phrase, before: Phrase | None, after: Sequence[Phrase]) -> Phrase:
    """Return a number as an hour where it stands behind a day, or before “noon” or a part."""
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
    """Return whether a short weekday begins a name, as “Sun Inn” does."""
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
