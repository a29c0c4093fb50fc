"""When people may be written to, counted anew on a plain grid of quarters of an hour.

Nothing here calls what decides in the program: a referee that asked the judged would agree with it.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays
from msgspec import Struct

STEP = dt.timedelta(minutes=15)
HORIZON = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time.min
NIGHT = (dt.time(22), dt.time(9))

Hours = tuple[dt.time, dt.time]  # local; those that end no later than they begin span midnight
Span = tuple[dt.datetime, dt.datetime]

OFFICE: tuple[Hours | None, ...] = (*((dt.time(9), dt.time(18)),) * 5, None, None)


class PersonalHours(Struct, frozen=True):
    """When somebody works, from Monday on, and when they may be written to, in their zone.

    Without quiet hours of their own they are quiet whenever they don't work. `region` is a country,
    or a part of it, whose public holidays they keep.
    """

    zone: str
    week: tuple[Hours | None, ...] = OFFICE
    quiet: Hours | None = None
    days_off: tuple[tuple[dt.date, dt.date], ...] = ()
    region: str = ""

    @property
    def is_overnight(self) -> bool:
        """Return whether a shift of theirs goes on after midnight."""
        return any(hours and _spans_midnight(hours) and hours[1] > MIDNIGHT for hours in self.week)


def is_working(moment: dt.datetime, hours: PersonalHours) -> bool:
    """Return whether somebody works at a moment."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    today, yesterday = local.date(), local.date() - DAY
    shift, earlier = _shift_of(today, hours), _shift_of(yesterday, hours)
    is_late_shift = earlier is not None and _spans_midnight(earlier) and local.time() < earlier[1]
    if is_late_shift or shift is None:
        return is_late_shift
    return shift[0] <= local.time() and (_spans_midnight(shift) or local.time() < shift[1])


def is_reachable(moment: dt.datetime, hours: PersonalHours) -> bool:
    """Return whether somebody may be written to: on a working day, outside their quiet hours."""
    if hours.quiet is None:
        return is_working(moment, hours)
    return _is_awake(moment, hours, hours.quiet)


def first_shared_moment(
    after: dt.datetime, everybody: Collection[PersonalHours], closed: Sequence[Span]
) -> dt.datetime:
    """Return the first moment from `after` on when all may be written to and no outage holds.

    Where there is none within a week, the first when nobody sleeps; failing that, the first when
    somebody may be written to.
    """
    for is_right in (is_reachable, _is_evening):
        moment = after
        while moment < after + HORIZON:
            if all(is_right(moment, hours) for hours in everybody):
                return _past_outages(moment, everybody, closed)
            moment = _next_step(moment)

    moment = after
    while not any(is_reachable(moment, hours) for hours in everybody):
        moment = _next_step(moment)
    return _past_outages(moment, everybody, closed)


def end_of_next_working_day(moment: dt.datetime, hours: PersonalHours) -> dt.datetime:
    """Return when the first working day that begins after a moment ends for somebody."""
    zone = ZoneInfo(hours.zone)
    day = moment.astimezone(zone).date() + DAY
    shift = _shift_of(day, hours)
    while shift is None:
        day += DAY
        shift = _shift_of(day, hours)
    last_day = day + DAY if _spans_midnight(shift) else day
    return dt.datetime.combine(last_day, shift[1], zone).astimezone(moment.tzinfo)


def _is_evening(moment: dt.datetime, hours: PersonalHours) -> bool:
    """Return whether somebody who works by day is awake on a working day; a night shift works."""
    if hours.is_overnight:
        return is_reachable(moment, hours)
    return _is_awake(moment, hours, NIGHT)


def _is_awake(moment: dt.datetime, hours: PersonalHours, quiet: Hours) -> bool:
    local = moment.astimezone(ZoneInfo(hours.zone))
    yesterday = local.date() - DAY
    earlier = hours.week[yesterday.weekday()]
    is_late = earlier is not None and _spans_midnight(earlier) and local.time() < earlier[1]
    day = yesterday if is_late else local.date()
    begins, ends = quiet
    time = local.time()
    is_quiet = begins <= time < ends if begins < ends else time >= begins or time < ends
    return _shift_of(day, hours) is not None and not is_quiet


def _shift_of(day: dt.date, hours: PersonalHours) -> Hours | None:
    """Return the hours that begin on a day; None on a free day, a holiday or a day off."""
    is_off = any(first <= day <= last for first, last in hours.days_off)
    if is_off or day in _holidays(hours.region, day.year):
        return None
    return hours.week[day.weekday()]


@lru_cache(maxsize=512)
def _holidays(region: str, year: int) -> frozenset[dt.date]:
    if not region:
        return frozenset()
    country, _, part = region.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))


def _spans_midnight(hours: Hours) -> bool:
    return hours[1] <= hours[0]


def _past_outages(
    moment: dt.datetime, everybody: Collection[PersonalHours], closed: Sequence[Span]
) -> dt.datetime:
    for begins, ends in closed:
        if begins <= moment < ends:
            return first_shared_moment(ends, everybody, closed)
    return moment


def _next_step(moment: dt.datetime) -> dt.datetime:
    start = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return start + STEP
