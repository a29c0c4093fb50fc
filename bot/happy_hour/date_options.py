"""Find good dates: no weekend, holiday or blackout, nothing else on; and the lunch beside each."""

import datetime as dt
from collections.abc import Collection

from bot.dates.local_time import utc_instant
from bot.dates.recurrence import Schedule, monthly_rule, next_date
from bot.dates.working_time import Blackout, WorkingTime, is_day_off

DATES_OFFERED = 3
OPENING_RULE, LUNCH_RULE = monthly_rule(1, 1), monthly_rule(2, 2)  # 1st Tuesday, 2nd Wednesday
OPENING_TIME, LUNCH_TIME = dt.time(10), dt.time(12, 15)
VOTING_PERIOD = dt.timedelta(hours=72)
EVENT_NOTICE = dt.timedelta(days=4)  # from the close to the event, when Mingle chooses
LUNCH_NOTICE = dt.timedelta(days=2)  # from the close to the lunch
# Offsets in days from the day wished for, the best first: another weekday of the same week, the
# same one a week later …
_NEARBY = (0, -1, 7, -2, 6, 1, 14, 5, 8, 13, 15, 21, 20, 22, 28, 27, 29)
_ONE_DAY = dt.timedelta(days=1)
_FRIDAY = 4


def is_working_day(
    day: dt.date, region: str, blackout: Blackout, wished: int | None = None
) -> bool:
    """Return whether a day is no day off, and no weekend unless it is the weekday wished for."""
    if day.weekday() > _FRIDAY and day.weekday() != wished:
        return False
    return not is_day_off(day, WorkingTime(blackout=blackout, region=region))


def find_good_dates(
    wished: dt.date, earliest: dt.date, region: str, blackout: Blackout, taken: Collection[dt.date]
) -> list[dt.date]:
    """Return three good dates around the one wished for; no Fridays unless it is one."""
    good: list[dt.date] = []
    for offset in _NEARBY:
        day = wished + offset * _ONE_DAY
        if day < earliest or day in taken:
            continue
        if day.weekday() == _FRIDAY != wished.weekday():
            continue
        if is_working_day(day, region, blackout, wished.weekday()):
            good.append(day)
    return sorted(good[:DATES_OFFERED])


def wished_day(rule: str, weekday: int, earliest: dt.date, zone: str) -> dt.date:
    """Return the first day from `earliest` on that fits the rule, or else the weekday."""
    if not rule:
        return earliest + (weekday - earliest.weekday()) % 7 * _ONE_DAY
    schedule = Schedule(rule, earliest, dt.time(12), zone)
    return next_date(schedule, earliest - _ONE_DAY) or earliest


def lunch_moment(
    event_day: dt.date, earliest: dt.date, region: str, blackout: Blackout, zone: str
) -> dt.datetime:
    """Return when the lunch beside an event is.

    The second Wednesday of its month, or the next Wednesday on which people work.
    """
    wednesday = _first_of_month(LUNCH_RULE, event_day, LUNCH_TIME, zone) or event_day
    for week in range(54):
        day = wednesday + dt.timedelta(weeks=week)
        if day >= earliest and is_working_day(day, region, blackout):
            return utc_instant(day, LUNCH_TIME, zone)
    return utc_instant(max(wednesday, earliest), LUNCH_TIME, zone)


def poll_opening_day(event_day: dt.date, zone: str) -> dt.date:
    """Return when the poll about a month's event opens.

    The first Tuesday of the month, or an earlier one that leaves time to vote.
    """
    first = event_day.replace(day=1)
    tuesday = _first_of_month(OPENING_RULE, event_day, OPENING_TIME, zone) or first
    wednesday = _first_of_month(LUNCH_RULE, event_day, LUNCH_TIME, zone) or first
    latest = min(wednesday - LUNCH_NOTICE, event_day - EVENT_NOTICE) - VOTING_PERIOD
    while tuesday > latest:
        tuesday -= dt.timedelta(weeks=1)
    return tuesday


def _first_of_month(rule: str, day: dt.date, time: dt.time, zone: str) -> dt.date | None:
    """Return the first date of a rule in the month of a day."""
    first = day.replace(day=1)
    return next_date(Schedule(rule, first, time, zone), first - _ONE_DAY)


def next_poll_opening(rule: str, zone: str, after: dt.date) -> tuple[dt.date, dt.date]:
    """Return the next day after `after` on which a poll opens, and the day of its event."""
    schedule = Schedule(rule, after, OPENING_TIME, zone)
    event_day = after
    following = next_date(schedule, event_day)
    while following:
        event_day = following
        if poll_opening_day(event_day, zone) > after:
            break
        following = next_date(schedule, event_day)
    return poll_opening_day(event_day, zone), event_day
