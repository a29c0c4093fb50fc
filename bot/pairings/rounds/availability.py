"""Turn the weekday slots that people gave into moments when all of them are free."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.dates.recurrence import Blackout, local_date, utc_instant

DEFAULT_LUNCH_TIME = dt.time(12, 30)
MIN_NOTICE = dt.timedelta(hours=2)  # nobody is asked to eat sooner than this
MAX_SLOTS = 3
_WEEK = 7
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLOT = re.compile(rf"({'|'.join(_DAYS)})-([01]\d|2[0-3])([0-5]\d)")


def shared_slots(
    slots: Sequence[tuple[Iterable[str], str]],
    now: dt.datetime,
    until: dt.datetime,
    blackout: Blackout = (),
) -> tuple[dt.datetime, ...]:
    """Find up to three moments before `until` when everybody is free, given each one's slots and
    zone."""
    last = min(until, now + dt.timedelta(days=_WEEK))
    free = [_moments(own, zone, now, last, blackout) for own, zone in slots]
    common = set.intersection(*free) if free else set()
    return tuple(sorted(common)[:MAX_SLOTS])


def convert_slots(
    slots: Iterable[str], zone: str, program_zone: str, day: dt.date
) -> tuple[str, ...]:
    """Write slots as the clock of the circle shows them in the week of a day, for the matcher to
    compare."""
    if zone == program_zone:
        return tuple(slots)
    monday = day - dt.timedelta(days=day.weekday())
    return tuple(
        _named(moment, program_zone) for slot in slots if (moment := _on(slot, zone, monday))
    )


def default_lunch_time(now: dt.datetime, zone: str, working_day: dt.date) -> dt.datetime:
    """Propose the usual lunch time on a working day, for those who share no slot."""
    return max(utc_instant(working_day, DEFAULT_LUNCH_TIME, zone), now)


def _moments(
    slots: Iterable[str], zone: str, now: dt.datetime, last: dt.datetime, blackout: Blackout
) -> set[dt.datetime]:
    monday = local_date(now, zone) - dt.timedelta(days=local_date(now, zone).weekday())
    found = {
        _on(slot, zone, monday + dt.timedelta(days=week)) for slot in slots for week in (0, _WEEK)
    }
    return {
        moment
        for moment in found
        if moment
        and now + MIN_NOTICE <= moment < last
        and not _is_blacked_out(local_date(moment, zone), blackout)
    }


def _on(slot: str, zone: str, monday: dt.date) -> dt.datetime | None:
    match = _SLOT.fullmatch(slot)
    if not match:
        return None
    day = monday + dt.timedelta(days=_DAYS.index(match[1]))
    return utc_instant(day, dt.time(int(match[2]), int(match[3])), zone)


def _named(moment: dt.datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_DAYS[local.weekday()]}-{local:%H%M}"


def _is_blacked_out(day: dt.date, blackout: Blackout) -> bool:
    return any(first <= day <= last for first, last in blackout)
