"""Find good dates.

Working days that are no holiday, not blacked out and not taken, and the lunch beside each.
"""

import datetime as dt
import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files

from bot.dates.local_time import utc_instant
from bot.dates.recurrence import Schedule, monthly_rule, next_date
from bot.dates.working_time import Blackout

DATES_OFFERED = 3
OPENING_RULE, LUNCH_RULE = (
    monthly_rule(1, 1),
    monthly_rule(2, 2),
)  # the first Tuesday; the second Wednesday
OPENING_TIME, LUNCH_TIME = dt.time(10), dt.time(12, 15)
VOTING_PERIOD = dt.timedelta(hours=72)
EVENT_NOTICE = dt.timedelta(days=4)  # from the close to the event, when Mingle chooses
LUNCH_NOTICE = dt.timedelta(days=2)  # from the close to the lunch
# The day that was asked for, then others near it: another weekday in the same week, the same one a
# week later …
_NEARBY = (0, -1, 7, -2, 6, 1, 14, 5, 8, 13, 15, 21, 20, 22, 28, 27, 29)
_REGION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,4}))?")
_ONE_DAY = dt.timedelta(days=1)


class UnknownRegion(ValueError):
    """Say that nobody knows the holidays of a region."""


def read_region(words: str) -> str:
    """Read a region such as DE or GB-ENG; nothing means that no holidays are known."""
    found = _REGION.fullmatch(words.strip().upper())
    if not words.strip():
        return ""
    if not found:
        raise UnknownRegion(words)
    country, part = found.groups()
    from holidays import list_supported_countries

    known = list_supported_countries()
    if country not in known or (part and part not in known[country]):
        raise UnknownRegion(words)
    return found[0]


@cache
def region_of(zone: str) -> str:
    """Guess a country from a time zone."""
    for line in (
        (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    ):
        country, *rest = line.split("\t")
        if len(rest) > 1 and rest[1] == zone and _known(country):
            return country
    return ""


@cache
def holidays_of(region: str, year: int) -> frozenset[dt.date]:
    """Give the public holidays of a region in a year."""
    if not region:
        return frozenset()
    from holidays import country_holidays  # half a second, and few ask

    country, _, part = region.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))


def is_working_day(day: dt.date, region: str, blackout: Blackout) -> bool:
    """Tell whether people work on a day."""
    quiet = any(first <= day <= last for first, last in blackout)
    return day.weekday() < 5 and not quiet and day not in holidays_of(region, day.year)


def find_good_dates(
    wished: dt.date, earliest: dt.date, region: str, blackout: Blackout, taken: Collection[dt.date]
) -> list[dt.date]:
    """Find three good dates around the one that is wished for.

    A Friday only where it was asked for.
    """
    days = [wished + offset * _ONE_DAY for offset in _NEARBY]
    able = [
        day
        for day in days
        if day >= earliest
        and is_working_day(day, region, blackout)
        and day not in taken
        and (day.weekday() != 4 or wished.weekday() == 4)
    ]
    return sorted(able[:DATES_OFFERED])


def wished_day(rule: str, weekday: int, earliest: dt.date, zone: str) -> dt.date:
    """Give the first day from `earliest` on that is what an organiser asked for.

    Of a month, or of any week.
    """
    if rule:
        found = next_date(Schedule(rule, earliest, dt.time(12), zone), earliest - _ONE_DAY)
        return found or earliest
    return earliest + (weekday - earliest.weekday()) % 7 * _ONE_DAY


def lunch_moment(
    event_day: dt.date, earliest: dt.date, region: str, blackout: Blackout, zone: str
) -> dt.datetime:
    """Give the moment of the lunch beside an event.

    Its month's second Wednesday, or the next good Wednesday.
    """
    first = event_day.replace(day=1)
    day = next_date(Schedule(LUNCH_RULE, first, LUNCH_TIME, zone), first - _ONE_DAY) or event_day
    for week in range(54):
        later = day + 7 * week * _ONE_DAY
        if later >= earliest and is_working_day(later, region, blackout):
            return utc_instant(later, LUNCH_TIME, zone)
    return utc_instant(max(day, earliest), LUNCH_TIME, zone)


def poll_opening_day(event_day: dt.date, zone: str) -> dt.date:
    """Give the day on which a month's poll opens.

    Its first Tuesday, or an earlier one that leaves time to vote.
    """
    first = event_day.replace(day=1)
    tuesday = (
        next_date(Schedule(OPENING_RULE, first, OPENING_TIME, zone), first - _ONE_DAY) or first
    )
    wednesday = next_date(Schedule(LUNCH_RULE, first, LUNCH_TIME, zone), first - _ONE_DAY) or first
    latest = min(wednesday - LUNCH_NOTICE, event_day - EVENT_NOTICE) - VOTING_PERIOD
    while tuesday > latest:
        tuesday -= 7 * _ONE_DAY
    return tuesday


def next_poll_opening(rule: str, zone: str, after: dt.date) -> tuple[dt.date, dt.date]:
    """Give the next day after `after` on which a poll opens, and the day of the event that it is
    about."""
    schedule = Schedule(rule, after, OPENING_TIME, zone)
    event_day = after
    while found := next_date(schedule, event_day):
        event_day = found
        if poll_opening_day(event_day, zone) > after:
            break
    return poll_opening_day(event_day, zone), event_day


@cache
def _known(country: str) -> bool:
    from holidays import list_supported_countries

    return country in list_supported_countries()
