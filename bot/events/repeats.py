"""How often an event repeats: what forms offer, what people type, and the dates of a rule. Pure."""

import datetime as dt
import re
from itertools import islice
from typing import NamedTuple

from bot.core.cadences import describe_cadence
from bot.dates.local_time import local_date, utc_instant
from bot.dates.parser import DateInPast, parse_when
from bot.dates.recurrence import (
    Schedule,
    every_weeks_rule,
    monthly_rule,
    occurrence_dates,
)
from bot.dates.vocabulary import WEEKDAYS, any_of, fold_phrase

REPEATS = ("no", "week", "two_weeks", "month", "month_last")
MOST_AHEAD = 10  # days before an evening when its channel hears of it; at most
POSTED_AT = dt.time(10)

_ONE_DAY = dt.timedelta(days=1)
_TRIED = 3  # dates of a rule that are tried for the first one that is not over
_NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_NTHS |= {"last": -1}
_DAY = rf"(?P<day>{any_of(WEEKDAYS)})s?"
_EVERY = re.compile(r"(?:(?:on|an)\s+)?(?:every|each|jeden|jedem|cada)\b")
_TIME = r"(?:[, ]+(?P<time>.+))?"
_WEEKLY = re.compile(
    rf"(?:every|each|jeden|cada)\s+(?P<other>other\s+|second\s+|2nd\s+|zweiten\s+)?{_DAY}{_TIME}"
)
_MONTHLY = re.compile(
    rf"(?:(?:on|every|each|the)\s+)*(?P<nth>{'|'.join(_NTHS)})\s+{_DAY}"
    rf"(?:\s+(?:of|in)\s+(?:the|each|every|a)\s+month)?{_TIME}"
)


class TypedRepeat(NamedTuple):
    """What somebody typed: a rule, its first moment, and whether they said “every”."""

    rule: str
    first: dt.datetime
    every: bool


def rule_for(repeat: str, first: dt.date) -> str | None:
    """Return the rule of a choice in `REPEATS` from its first day; empty for what does not repeat.

    None where the day is not the last such weekday of its month, as the choice would have it. A
    fifth weekday is the last, since not every month has five.
    """
    weekday = first.weekday()
    nth = (first.day - 1) // 7 + 1
    is_last = (first + 7 * _ONE_DAY).month != first.month
    match repeat:
        case "week":
            return every_weeks_rule(1, weekday)
        case "two_weeks":
            return every_weeks_rule(2, weekday)
        case "month":
            return monthly_rule(-1 if nth == 5 else nth, weekday)
        case "month_last":
            return monthly_rule(-1, weekday) if is_last else None
    return ""


def repeat_of(rule: str) -> str:
    """Return the choice in `REPEATS` that a rule is."""
    if "WEEKLY" in rule:
        return "two_weeks" if "INTERVAL=2" in rule else "week"
    return "month_last" if "BYDAY=-1" in rule else "month"


def moved_rule(rule: str, first: dt.date) -> str:
    """Return a rule that repeats as often as another, from another first day."""
    return rule_for(repeat_of(rule), first) or rule_for("month", first) or ""


def typed_repeat(words: str, now: dt.datetime, zone: str, usual: dt.time) -> TypedRepeat | None:
    """Return what “first Thursday 19:00” or “every other Friday” means; None for other words.

    Raise UnreadableDate for a time of day that cannot be read.
    """
    folded = fold_phrase(words)
    match = _WEEKLY.fullmatch(folded) or _MONTHLY.fullmatch(folded)
    if match is None:
        return None

    weekday = WEEKDAYS[match["day"]]
    if match.re is _WEEKLY:
        rule = every_weeks_rule(2 if match["other"] else 1, weekday)
    else:
        rule = monthly_rule(_NTHS[match["nth"]], weekday)

    today = local_date(now, zone)
    for day in dates_of(rule, today, zone, _TRIED):
        try:
            first = parse_when(f"{day} {match['time'] or ''}", now, zone, usual)
        except DateInPast:
            continue
        return TypedRepeat(rule, first, _EVERY.match(folded) is not None)
    raise DateInPast(words)


def dates_of(rule: str, start: dt.date, zone: str, most: int) -> list[dt.date]:
    """Return the first dates of a rule from a day on, that day included."""
    return list(islice(occurrence_dates(_schedule(rule, start, zone), start - _ONE_DAY), most))


def dates_from(rule: str, start: dt.date, zone: str, since: dt.date, most: int) -> list[dt.date]:
    """Return the dates on or after `since` of a rule that began on `start`."""
    schedule = _schedule(rule, start, zone)
    return list(islice(occurrence_dates(schedule, since - _ONE_DAY), most))


def cadence_words(rule: str, start: dt.date, zone: str) -> str:
    """Return how often a rule repeats, in plain words."""
    return describe_cadence(_schedule(rule, start, zone))


def posted_at(rule: str, day: dt.date, zone: str) -> dt.datetime:
    """Return when the channel hears of an evening: after the one before it, in the morning."""
    first, second = dates_of(rule, day, zone, 2)
    days = min(MOST_AHEAD, (second - first).days - 1)
    return utc_instant(day - days * _ONE_DAY, POSTED_AT, zone)


def _schedule(rule: str, start: dt.date, zone: str) -> Schedule:
    return Schedule(rule, start, dt.time(), zone)
