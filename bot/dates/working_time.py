"""Working days, blackouts and quiet hours: when people may be written to."""

import datetime as dt

from bot.dates.local_time import utc_instant, zone_info

Blackout = tuple[tuple[dt.date, dt.date], ...]  # spans of dates, first and last inclusive
QuietHours = tuple[dt.time, dt.time]  # when they begin and end, local; they may span midnight

DEFAULT_QUIET_HOURS: QuietHours = (dt.time(18), dt.time(9))

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5


def working_days_before(day: dt.date, n: int, blackout: Blackout = ()) -> dt.date:
    """Return the date `n` working days earlier: Monday to Friday, outside any blackout."""
    for _ in range(n):
        day = nearest_working_day(day - _ONE_DAY, blackout, step=-1)
    return day


def nearest_working_day(day: dt.date, blackout: Blackout, step: int = 1) -> dt.date:
    """Return the day itself, or the first working day after it (before it, with a step of -1)."""
    while not _is_working_day(day, blackout):
        day += step * _ONE_DAY
    return day


def is_in_blackout(day: dt.date, blackout: Blackout) -> bool:
    """Return whether a day lies in one of the spans."""
    return any(first <= day <= last for first, last in blackout)


def next_open(
    now: dt.datetime,
    zone: str,
    quiet: QuietHours = DEFAULT_QUIET_HOURS,
    blackout: Blackout = (),
) -> dt.datetime:
    """Return `now` if people may be written to, else the instant when their quiet hours end."""
    local = now.astimezone(zone_info(zone))
    if _is_working_day(local.date(), blackout) and not _is_quiet(local.time(), quiet):
        return now

    day = local.date()
    candidates = sorted({dt.time.min, quiet[1]})
    while True:
        day = nearest_working_day(day, blackout)
        for time in candidates:
            opening = utc_instant(day, time, zone)
            if opening > now and not _is_quiet(time, quiet):
                return opening
        day += _ONE_DAY


def _is_working_day(day: dt.date, blackout: Blackout) -> bool:
    return day.weekday() < _SATURDAY and not is_in_blackout(day, blackout)


def _is_quiet(time: dt.time, quiet: QuietHours) -> bool:
    begins, ends = quiet
    if begins <= ends:
        return begins <= time < ends
    return time >= begins or time < ends
