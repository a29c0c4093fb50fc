"""Dates among the choices of a poll: which are over, and which no repeat can move. Pure."""

import datetime as dt
import re
from collections.abc import Iterable

from bot.dates import vocabulary
from bot.dates.parser import DateInPast, UnreadableDate, parse_when

_END_OF_DAY = dt.time(23, 59)
_NAMES = "|".join(re.escape(name) for name in sorted(vocabulary.MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:{_NAMES})\b"
    rf"|\b(?:{_NAMES})\.?\s+\d{{1,2}}\b|\b20\d\d-\d{{1,2}}-\d{{1,2}}\b"
    r"|\b\d{1,2}\.\d{1,2}\.(?:\d{2,4}\b|(?=\W|$))",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?:today|tonight|tomorrow)\b", re.IGNORECASE)


def find_fixed_date(choices: Iterable[str]) -> str:
    """Return the first choice that names one day of the calendar, or an empty text.

    A weekday is none: “Thursday” is another one each time.
    """
    return next((words for words in choices if _names_day(words)), "")


def find_past_date(choices: Iterable[str], now: dt.datetime, zone: str) -> str:
    """Return the first choice whose date is over, or an empty text."""
    return next((words for words in choices if _is_over(words, now, zone)), "")


def _names_day(words: str) -> bool:
    folded = vocabulary.fold_phrase(words)
    return bool(_DATE.search(folded) or _NEAR.search(folded))


def _is_over(words: str, now: dt.datetime, zone: str) -> bool:
    if not _DATE.search(vocabulary.fold_phrase(words)):
        return False
    try:
        parse_when(words, now, zone, _END_OF_DAY)
    except DateInPast:
        return True
    except UnreadableDate:
        return False
    return False
