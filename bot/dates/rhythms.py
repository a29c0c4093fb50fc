"""Rhythms that people choose from a list for what repeats: from every week to every quarter.

A rhythm has a short name that forms carry: "w2" is every second week, "3" the third such weekday of
each month, "3m-1" the last such weekday of every third month.
"""

import datetime as dt
import re

from bot.dates.recurrence import every_weeks_rule, monthly_rule

WEEKS = (1, 2, 3, 4, 6)
NTHS = (1, 2, 3, 4, -1)
_NAME = re.compile(r"w(?P<weeks>\d)|(?:(?P<months>[23])m)?(?P<nth>-?\d)")
_WEEKLY = re.compile(r"FREQ=WEEKLY;(?:INTERVAL=(\d+);)?BYDAY=\w\w")
_MONTHLY = re.compile(r"FREQ=MONTHLY;(?:INTERVAL=(\d+);)?BYDAY=(-?\d)\w\w")
_MONTH = dt.timedelta(days=28)  # and more


def _list_rhythms() -> tuple[str, ...]:
    listed = [f"w{number}" for number in WEEKS]
    for prefix in ("", "2m", "3m"):
        listed += [f"{prefix}{nth}" for nth in NTHS]
    return tuple(listed)


RHYTHMS = _list_rhythms()


def rhythm_rule(rhythm: str, weekday: int) -> str:
    """Return the rule of a rhythm on a weekday, Monday being 0; raise ValueError for no rhythm."""
    match = _NAME.fullmatch(rhythm) if rhythm in RHYTHMS else None
    if match is None:
        raise ValueError(f"“{rhythm}” is no rhythm")
    if match["weeks"]:
        return every_weeks_rule(int(match["weeks"]), weekday)
    rule = monthly_rule(int(match["nth"]), weekday)
    if match["months"]:
        return rule.replace("FREQ=MONTHLY;", f"FREQ=MONTHLY;INTERVAL={match['months']};")
    return rule


def rhythm_of(rule: str) -> str:
    """Return the rhythm of a rule from `rhythm_rule`, or an empty string."""
    if weekly := _WEEKLY.fullmatch(rule):
        rhythm = f"w{weekly[1] or 1}"
    elif monthly := _MONTHLY.fullmatch(rule):
        months = monthly[1] or "1"
        rhythm = monthly[2] if months == "1" else f"{months}m{monthly[2]}"
    else:
        rhythm = ""
    return rhythm if rhythm in RHYTHMS else ""


def cycle_of(rule: str) -> dt.timedelta:
    """Return how far apart the dates of a rule are at least."""
    if weekly := _WEEKLY.fullmatch(rule):
        return dt.timedelta(weeks=int(weekly[1] or 1))
    return _MONTH


def goes_by_weeks(rule: str) -> bool:
    """Return whether a rule counts weeks, so that its dates drift through the months."""
    return _WEEKLY.fullmatch(rule) is not None
