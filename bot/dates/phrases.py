"""The phrases of a line that name a day, a time of day, a span or a zone. Pure."""

import datetime as dt
import re
from collections.abc import Sequence

from bot.dates import day_phrases, other_phrases, time_phrases
from bot.dates.phrase_patterns import At, Phrase
from bot.dates.vocabulary import PARTS, WEEKDAYS, any_of, fold_phrase

# The full stop of a sentence; that of “3.” or “Sept.” is a part of its word.
_STOPPED = re.compile(r"([:h]\d\d|m|noon|midday|uhr)\.$")
# “Freitagabend”, “Montagmorgen”: German joins them.
_COMPOUND = re.compile(
    rf"(?P<day>{any_of(WEEKDAYS)})(?P<part>morgens?|vormittags?|mittags?|nachmittags?|abends?|nachts?)"
)
_PATTERNS = (*day_phrases.PATTERNS, *time_phrases.PATTERNS, *other_phrases.PATTERNS)


def find_phrases(words: Sequence[str], now: dt.datetime, zone: str) -> list[Phrase]:
    """Return the phrases among words, of those that begin at the same word the longest."""
    plain = [fold_phrase(word) for word in words]
    plain[:-1] = [word.rstrip(":") for word in plain[:-1]]  # “7pm: Meetup”
    folded = [_STOPPED.sub(r"\1", word).replace(" ", "-") for word in plain]
    line, starts = "", []
    for word in folded:
        starts.append(len(line))
        line += f"{word} "
    ends = {
        start + len(word): index + 1
        for index, (start, word) in enumerate(zip(starts, folded, strict=True))
    }
    at, found, index = At(now, zone), list[Phrase](), 0
    while index < len(words):
        phrase = _longest(line, starts[index], index, ends, at)
        if phrase is None and (both := _COMPOUND.fullmatch(folded[index])):
            found.append(Phrase("weekday", WEEKDAYS[both["day"]], index, index + 1))
            phrase = _part_of(both["part"], index)
        if phrase:
            found.append(phrase)
        index = phrase.last if phrase else index + 1
    return found


def _part_of(word: str, index: int) -> Phrase:
    """Return the part of the day in “Freitagabend”, behind the weekday in the same word."""
    if word.startswith("mittag"):
        return Phrase("part", "lunch", index, index + 1)
    return Phrase("part", PARTS.get(word, "morning"), index, index + 1)


def _longest(line: str, start: int, index: int, ends: dict[int, int], at: At) -> Phrase | None:
    best: Phrase | None = None
    for pattern, read in _PATTERNS:
        match = pattern.match(line, start)
        last = ends.get(match.end()) if match else None
        if match is None or last is None or last <= index or (best and last <= best.last):
            continue
        result = read(match, at)
        if result:
            best = Phrase(result[0], result[1], index, last)
    return best
