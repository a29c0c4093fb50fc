"""Working time: the days and hours on which people work, their quiet hours, and days off. Pure."""

import datetime as dt
from itertools import count

from msgspec import Struct, structs

from bot.dates.holidays import holidays_of
from bot.dates.local_time import local_date, utc_instant, zone_info

Blackout = tuple[tuple[dt.date, dt.date], ...]  # spans of dates, first and last inclusive
Hours = tuple[dt.time, dt.time]  # local; those that end no later than they begin span midnight
QuietHours = Hours
Week = tuple[Hours | None, ...]  # from Monday on; None is a day on which nobody works

OFFICE_HOURS: Hours = (dt.time(9), dt.time(18))
OFFICE_WEEK: Week = (*(OFFICE_HOURS,) * 5, None, None)

_ONE_DAY = dt.timedelta(days=1)
_ONE_HOUR = dt.timedelta(hours=1)
_WEEK = 7


class WorkingTime(Struct, frozen=True):
    """When somebody works, in their zone, and when they may be written to.

    Hours that span midnight belong to the day on which they begin. Without `quiet` hours of their
    own, people are quiet whenever they don't work. Days off are the spans of `blackout`, and the
    public holidays of `region`.
    """

    zone: str = "UTC"
    week: Week = OFFICE_WEEK
    quiet: QuietHours | None = None
    blackout: Blackout = ()
    region: str = ""


OFFICE_TIME = WorkingTime()


def with_blackout(working_time: WorkingTime, blackout: Blackout) -> WorkingTime:
    """Return a working time with more days off."""
    if not blackout:
        return working_time
    return structs.replace(working_time, blackout=(*working_time.blackout, *blackout))


def is_day_off(day: dt.date, working_time: WorkingTime) -> bool:
    """Return whether a day is in the blackout or a public holiday, whatever its weekday."""
    if is_in_blackout(day, working_time.blackout):
        return True
    return day in holidays_of(working_time.region, day.year)


def is_working_day(day: dt.date, working_time: WorkingTime) -> bool:
    """Return whether people work on a day."""
    return hours_on(day, working_time) is not None


def hours_on(day: dt.date, working_time: WorkingTime) -> Hours | None:
    """Return the working hours that begin on a day, or None if it is free."""
    hours = working_time.week[day.weekday()]
    return None if hours is None or is_day_off(day, working_time) else hours


def working_days_before(day: dt.date, n: int, working_time: WorkingTime = OFFICE_TIME) -> dt.date:
    """Return the date `n` working days earlier."""
    for _ in range(n):
        day = nearest_working_day(day - _ONE_DAY, working_time, step=-1)
    return day


def working_days_after(day: dt.date, n: int, working_time: WorkingTime = OFFICE_TIME) -> dt.date:
    """Return the date `n` working days later."""
    for _ in range(n):
        day = nearest_working_day(day + _ONE_DAY, working_time)
    return day


def nearest_working_day(
    day: dt.date, working_time: WorkingTime = OFFICE_TIME, step: int = 1
) -> dt.date:
    """Return the day itself, or the first working day after it (before it, with a step of -1)."""
    while not is_working_day(day, working_time):
        day += step * _ONE_DAY
    return day


def is_in_blackout(day: dt.date, blackout: Blackout) -> bool:
    """Return whether a day lies in one of the spans."""
    return any(first <= day <= last for first, last in blackout)


def is_working_moment(moment: dt.datetime, working_time: WorkingTime) -> bool:
    """Return whether a moment lies in working hours."""
    local = moment.astimezone(zone_info(working_time.zone))
    day, time = local.date(), local.time()
    today = hours_on(day, working_time)
    if today and today[0] <= time and (_spans_midnight(today) or time < today[1]):
        return True

    yesterday = hours_on(day - _ONE_DAY, working_time)
    return yesterday is not None and _spans_midnight(yesterday) and time < yesterday[1]


def is_open(moment: dt.datetime, working_time: WorkingTime) -> bool:
    """Return whether somebody may be written to: on their working days, outside quiet hours."""
    if working_time.quiet is None:
        return is_working_moment(moment, working_time)

    local = moment.astimezone(zone_info(working_time.zone))
    shift = _day_of_shift(local, working_time.week)
    return is_working_day(shift, working_time) and not _is_within(local.time(), working_time.quiet)


def next_open(now: dt.datetime, working_time: WorkingTime = OFFICE_TIME) -> dt.datetime:
    """Return `now` if somebody may be written to, else the instant when their quiet hours end."""
    if is_open(now, working_time):
        return now

    first = local_date(now, working_time.zone)
    candidates = _turning_points(working_time)
    for offset in count():
        day = first + offset * _ONE_DAY
        for time in candidates:
            opening = utc_instant(day, time, working_time.zone)
            if opening > now and is_open(opening, working_time):
                return opening
    raise AssertionError("days do not end")


def moment_on(day: dt.date, time: dt.time, working_time: WorkingTime) -> dt.datetime:
    """Return the instant of a local time on a working day, moved into that day's hours.

    What would be too early is when they begin, and what would be too late an hour before they end.
    """
    instant = utc_instant(day, time, working_time.zone)
    hours = working_time.week[day.weekday()]
    if hours is None or is_open(instant, working_time):
        return instant

    begins, ends = _instants(day, hours, working_time.zone)
    return begins if instant < begins else max(begins, ends - _ONE_HOUR)


def utc_working_hours(working_time: WorkingTime, monday: dt.date) -> frozenset[int]:
    """Return the whole hours of UTC in which somebody works in the week from a Monday on.

    Hours are counted from the epoch. Days off are left out of account: it is their usual week.
    """
    found: set[int] = set()
    for number, hours in enumerate(working_time.week):
        if hours is None:
            continue
        begins, ends = _instants(monday + number * _ONE_DAY, hours, working_time.zone)
        found.update(range(-int(-begins.timestamp() // 3600), int(ends.timestamp() // 3600)))
    return frozenset(found)


def is_overnight(working_time: WorkingTime) -> bool:
    """Return whether somebody works past midnight."""
    spans = [hours for hours in working_time.week if hours and _spans_midnight(hours)]
    return any(hours[1] > dt.time.min for hours in spans)


def _instants(day: dt.date, hours: Hours, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return when hours that begin on a day start and end."""
    last_day = day + _ONE_DAY if _spans_midnight(hours) else day
    return utc_instant(day, hours[0], zone), utc_instant(last_day, hours[1], zone)


def _day_of_shift(local: dt.datetime, week: Week) -> dt.date:
    """Return the day to which a local time belongs: after midnight a night shift's own."""
    yesterday = local.date() - _ONE_DAY
    hours = week[yesterday.weekday()]
    in_shift = hours is not None and _spans_midnight(hours) and local.time() < hours[1]
    return yesterday if in_shift else local.date()


def _turning_points(working_time: WorkingTime) -> list[dt.time]:
    """Return the local times at which people can begin to be open."""
    times = {dt.time.min}
    for hours in working_time.week:
        times.update(hours or ())
    if working_time.quiet:
        times.add(working_time.quiet[1])
    return sorted(times)


def _spans_midnight(hours: Hours) -> bool:
    return hours[1] <= hours[0]


def _is_within(time: dt.time, hours: Hours) -> bool:
    begins, ends = hours
    if begins < ends:
        return begins <= time < ends
    return time >= begins or time < ends
