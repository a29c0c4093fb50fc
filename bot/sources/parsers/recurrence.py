"""Expand recurrence rules; check them first, since a short rule can ask for billions of dates."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from math import prod

from dateutil.rrule import rrule, rrulestr

from bot.sources.parsers.model import UnreadableDocument

MAX_LIST_PRODUCT = 1_000  # the product of a rule's lists
MAX_COUNT = 10_000
MAX_DATES = 2_000  # of one rule
MAX_WITHIN_DAYS = 100  # of a rule that repeats within a day, such as tours every hour

_PART = re.compile(r"([A-Z-]+)=([^;]*)")
_UNTIL = re.compile(r";?UNTIL=[^;]*", re.IGNORECASE)
# What some programs add: spaces, the rule's own name, a negative count for none.
_STRANGE = re.compile(r"\s|^(?:RRULE:)+|(?:^|;)COUNT=-\d*(?=;|$)", re.IGNORECASE)
_LAST_DAYS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}  # of the short months
_SET_SIZES = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31}  # days in one period, at most


class BadRule(ValueError):
    """A rule that cannot be expanded; the event is taken once, at its own time."""


def tidy_rule(rule: str) -> str:
    """Return a rule without what careless programs add."""
    parts = _STRANGE.sub("", rule).split(";")
    return ";".join(part for part in parts if "=" in part) or rule


def check_rule(rule: str) -> None:
    """Raise UnreadableDocument for a rule that would take for ever to expand.

    More often than daily, too many dates, or dates that never come.
    """
    parts = dict(_PART.findall(tidy_rule(rule).upper()))
    frequency = parts.get("FREQ", "")
    sizes = [value.count(",") + 1 for name, value in parts.items() if name.startswith("BY")]
    few = not sizes and 0 < _read_count(parts.get("COUNT")) <= MAX_WITHIN_DAYS
    if frequency in ("SECONDLY", "MINUTELY", "HOURLY") and not few:
        raise UnreadableDocument("bomb", f"repeats {frequency.lower()}")
    if prod(sizes) > MAX_LIST_PRODUCT:
        raise UnreadableDocument("bomb", f"the lists of a rule multiply to {prod(sizes)}")
    if _read_count(parts.get("COUNT")) > MAX_COUNT:
        raise UnreadableDocument("bomb", "asks for too many dates")

    standing_still = parts.get("INTERVAL", "1").strip("0 +-") == ""
    if standing_still or _never_matches(parts):
        raise UnreadableDocument("bomb", "asks for dates that never come")


def _read_count(words: str | None) -> int:
    """Return a count, 0 without one, and a huge number for one that cannot be read."""
    if not words:
        return 0
    if words.isdecimal() and len(words) < 10:
        return int(words)
    return 10**10


def _read_numbers(words: str | None) -> set[int]:
    numbers: set[int] = set()
    for word in (words or "").split(","):
        if re.fullmatch(r"[-+]?\d{1,4}", word.strip()):
            numbers.add(int(word))
    return numbers


def _never_matches(parts: dict[str, str]) -> bool:
    """Return whether a rule's lists exclude every date."""
    months = _read_numbers(parts.get("BYMONTH"))
    days = _read_numbers(parts.get("BYMONTHDAY"))
    longest = max((_LAST_DAYS.get(month, 31) for month in months), default=31)
    if days and min(map(abs, days)) > longest:
        return True

    days_of_year = _read_numbers(parts.get("BYYEARDAY"))
    if days_of_year and (days or months):
        return True

    positions = _read_numbers(parts.get("BYSETPOS"))
    largest = _SET_SIZES.get(parts.get("FREQ", ""), 366) * 24
    return bool(positions) and min(map(abs, positions)) > largest


def expand_rules(
    rules: Sequence[tuple[str, dt.datetime]],
    starts: dt.datetime,
    extra: Sequence[dt.datetime],
    without: Iterable[dt.datetime | dt.date],
    window: tuple[dt.datetime, dt.datetime],
) -> list[dt.datetime]:
    """Return the starts of a series inside a window, in order, as wall-clock times of its zone.

    `rules`: each with its own end, which does not limit `extra`.
    `without`: a date excludes every start of that day, a time excludes that start.
    """
    since, until = window
    listed = [*extra[:MAX_DATES]]
    # A series that ends before it begins was cut short to nothing.
    if starts <= max((end for _, end in rules), default=until):
        listed.append(starts)

    dates = {date for date in listed if since <= date <= until}
    for rule, end in rules:
        dates.update(_expand_rule(rule, starts, since, end))
    excluded = set(without)
    return [date for date in sorted(dates) if date not in excluded and date.date() not in excluded]


def _expand_rule(
    rule: str, starts: dt.datetime, since: dt.datetime, until: dt.datetime
) -> list[dt.datetime]:
    try:
        expanded = rrulestr(_with_end(rule, until), dtstart=starts)
        if not isinstance(expanded, rrule):
            raise BadRule(rule)
        return expanded.between(since, until, inc=True)[:MAX_DATES]
    except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError) as error:
        raise BadRule(rule) from error


def _with_end(rule: str, until: dt.datetime) -> str:
    """Replace a rule's end by the caller's, which is in the zone of the series."""
    rule = _UNTIL.sub("", rule).strip(";")
    if "COUNT=" in rule.upper():
        return rule
    return f"{rule};UNTIL={until:%Y%m%dT%H%M%S}"
