"""Find good dates: no weekend, holiday or blackout, nothing else on; and the lunch beside each."""

import datetime as dt
from collections.abc import Collection

from msgspec import Struct

from bot.dates.local_time import utc_instant
from bot.dates.recurrence import Schedule, monthly_rule, next_date, occurrence_dates
from bot.dates.rhythms import goes_by_weeks
from bot.dates.working_time import (
    WorkingTime,
    is_day_off,
    is_working_day,
    moment_on,
    nearest_working_day,
)

DATES_OFFERED = 3
OPENING_RULE, LUNCH_RULE = monthly_rule(1, 1), monthly_rule(2, 2)  # 1st Tuesday, 2nd Wednesday
OPENING_TIME, LUNCH_TIME = dt.time(10), dt.time(12, 15)
VOTING_PERIOD = dt.timedelta(hours=72)
EVENT_NOTICE = dt.timedelta(days=4)  # from the close to the event, when Mingle chooses
WEEKLY_LEAD = dt.timedelta(days=9)  # from a poll to its event, where a series counts weeks
LUNCH_NOTICE = dt.timedelta(days=2)  # from the close to the lunch
# Offsets in days from the day wished for, the best first: another weekday of the same week, the
# same one a week later …
_NEARBY = (0, -1, 7, -2, 6, 1, 14, 5, 8, 13, 15, 21, 20, 22, 28, 27, 29)
_ONE_DAY = dt.timedelta(days=1)
_WEDNESDAY = 2


class PollOpening(Struct, frozen=True):
    """When a poll opens, the day on which it was planned, and the day of its event."""

    at: dt.datetime
    day: dt.date
    planned: dt.date
    event_day: dt.date


def find_good_dates(
    wished: dt.date,
    earliest: dt.date,
    working_time: WorkingTime,
    taken: Collection[dt.date],
    reach: dt.timedelta = dt.timedelta(days=29),
) -> list[dt.date]:
    """Return three good dates around the one wished for, none further off than `reach`."""
    good: list[dt.date] = []
    for offset in _NEARBY:
        day = wished + offset * _ONE_DAY
        if abs(day - wished) > reach:
            continue
        if day >= earliest and day not in taken and _is_good(day, wished, working_time):
            good.append(day)
    return sorted(good[:DATES_OFFERED])


def wished_day(rule: str, weekday: int, earliest: dt.date, zone: str) -> dt.date:
    """Return the first day from `earliest` on that fits the rule, or else the weekday."""
    if not rule:
        return earliest + (weekday - earliest.weekday()) % 7 * _ONE_DAY
    schedule = Schedule(rule, earliest, dt.time(12), zone)
    return next_date(schedule, earliest - _ONE_DAY) or earliest


def lunch_moment(event_day: dt.date, earliest: dt.date, working_time: WorkingTime) -> dt.datetime:
    """Return when the lunch beside an event is.

    The second Wednesday of its month, or the next Wednesday on which people work; where nobody
    works on Wednesdays, the next working day.
    """
    zone = working_time.zone
    day = _first_of_month(LUNCH_RULE, event_day, LUNCH_TIME, zone) or event_day
    step = dt.timedelta(weeks=1) if working_time.week[_WEDNESDAY] else _ONE_DAY
    while day < earliest or not is_working_day(day, working_time):
        day += step
    return utc_instant(day, LUNCH_TIME, zone)


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


def next_poll_opening(
    rule: str,
    working_time: WorkingTime,
    after: dt.date,
    opened: dt.date | None = None,
    start: dt.date | None = None,
) -> PollOpening:
    """Return the next opening of a poll after a day, about an event after `start`.

    On a day off it opens on the next working day, unless its event would be over by then.
    `opened` is the day of the last poll: days off added later then cannot repeat it. What counts
    weeks counts them from `start`.
    """
    zone = working_time.zone
    schedule = Schedule(rule, start or after, OPENING_TIME, zone)
    for event_day in occurrence_dates(schedule, max(after, start or after)):
        planned = poll_opening_day(event_day, zone)
        if goes_by_weeks(rule):
            planned = event_day - WEEKLY_LEAD
        day = nearest_working_day(planned, working_time)
        if after < day < event_day and not (opened and planned <= opened):
            return PollOpening(moment_on(day, OPENING_TIME, working_time), day, planned, event_day)
    raise AssertionError("rhythms do not end")


def _first_of_month(rule: str, day: dt.date, time: dt.time, zone: str) -> dt.date | None:
    """Return the first date of a rule in the month of a day."""
    first = day.replace(day=1)
    return next_date(Schedule(rule, first, time, zone), first - _ONE_DAY)


def _is_good(day: dt.date, wished: dt.date, working_time: WorkingTime) -> bool:
    """Return whether people may meet on a day: no day off, and of the weekday wished for or a
    working day, but not the last one before a weekend.
    """
    if day.weekday() == wished.weekday():
        return not is_day_off(day, working_time)
    is_followed_by_work = working_time.week[(day + _ONE_DAY).weekday()] is not None
    return is_followed_by_work and is_working_day(day, working_time)
