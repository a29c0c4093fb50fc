"""Write out what recurs: judged first, since a short rule can ask for billions of dates."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from math import prod

from dateutil.rrule import rrule, rrulestr

from bot.sources.parsers.model import UnreadableDocument

MAX_LIST_PRODUCT = 1_000  # the product of a rule's lists
MAX_COUNT = 10_000
MAX_DATES = 2_000  # written out one by one

_PART = re.compile(r"([A-Z-]+)=([^;]*)")
_UNTIL = re.compile(r";?UNTIL=[^;]*", re.IGNORECASE)
_STRANGE = re.compile(
    r"\s|^(?:RRULE:)+|(?:^|;)COUNT=-\d*(?=;|$)", re.IGNORECASE
)  # what some programs add
_RARE = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}  # the last day of each short month


class BadRule(ValueError):
    """Say that a rule makes no sense; the event is taken as it stands, once."""


def tidy_rule(rule: str) -> str:
    """Take out of a rule what careless programs put in.

    Spaces, its own name, a count below nothing for none.
    """
    parts = _STRANGE.sub("", rule).split(";")
    return ";".join(part for part in parts if "=" in part) or rule


def check_rule(rule: str) -> None:
    """Refuse a rule that would keep us busy.

    More often than daily, too many dates, or dates that never come.
    """
    parts = dict(_PART.findall(tidy_rule(rule).upper()))
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise UnreadableDocument("bomb", f"repeats {parts['FREQ'].lower()}")
    lists = [value.count(",") + 1 for name, value in parts.items() if name.startswith("BY")]
    if prod(lists) > MAX_LIST_PRODUCT:
        raise UnreadableDocument("bomb", f"the lists of a rule multiply to {prod(lists)}")
    if _number(parts.get("COUNT")) > MAX_COUNT:
        raise UnreadableDocument("bomb", f"asks for {parts['COUNT'][:20]} dates")
    if _never(parts) or parts.get("INTERVAL", "1").strip("0 +-") == "":
        raise UnreadableDocument("bomb", "asks for dates that never come")


def _number(words: str | None) -> int:
    return int(words) if words and words.isdecimal() and len(words) < 10 else 10**10 if words else 0


def _numbers(words: str | None) -> set[int]:
    found = (each.strip() for each in (words or "").split(","))
    return {int(each) for each in found if re.fullmatch(r"[-+]?\d{1,4}", each)}


def _never(parts: dict[str, str]) -> bool:
    months, days = _numbers(parts.get("BYMONTH")), _numbers(parts.get("BYMONTHDAY"))
    if days and months and all(abs(day) > _RARE.get(month, 31) for day in days for month in months):
        return True
    if days and all(abs(day) > 31 for day in days):
        return True
    # A position in a set that cannot be so large, or days of the year outside the months asked for.
    positions, of_year = _numbers(parts.get("BYSETPOS")), _numbers(parts.get("BYYEARDAY"))
    most = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31}.get(parts.get("FREQ", ""), 366) * 24
    return bool(positions and all(abs(each) > most for each in positions)) or bool(
        of_year and (months or days)
    )


def expand_rules(
    rules: Sequence[tuple[str, dt.datetime]],
    starts: dt.datetime,
    extra: Sequence[dt.datetime],
    without: Iterable[dt.datetime | dt.date],
    window: tuple[dt.datetime, dt.datetime],
) -> list[dt.datetime]:
    """Give the local beginnings of a series inside a window, in order; all times are wall-clock
    times of its zone.

    Each rule stands with its own end, which holds for no listed date.
    A date in `without` takes out whatever falls on that day; a time, what begins then.
    """
    since, until = window
    gone = set(without)
    # A series that ends before it begins was cut short to nothing.
    first = [starts] if starts <= max((end for _, end in rules), default=until) else []
    dates = {each for each in (*first, *extra[:MAX_DATES]) if since <= each <= until}
    for rule, end in rules:
        dates.update(_dates(rule, starts, since, end))
    return [each for each in sorted(dates) if each not in gone and each.date() not in gone]


def _dates(
    rule: str, starts: dt.datetime, since: dt.datetime, until: dt.datetime
) -> list[dt.datetime]:
    try:
        made = rrulestr(_until_local(rule, until), dtstart=starts)
        if not isinstance(made, rrule):
            raise BadRule(rule)
        return made.between(since, until, inc=True)[:MAX_DATES]
    except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError) as error:
        raise BadRule(rule) from error


def _until_local(rule: str, until: dt.datetime) -> str:
    """Let no rule run on after the window; its own end is the caller's, who knows its zone."""
    rule = _UNTIL.sub("", rule).strip(";")
    return rule if "COUNT=" in rule.upper() else f"{rule};UNTIL={until:%Y%m%dT%H%M%S}"
