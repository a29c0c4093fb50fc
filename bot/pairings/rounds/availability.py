"""Availability: moments when all of a group are free, from the weekday slots in their profiles."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import Blackout

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
    """Return up to MAX_SLOTS moments within a week, before `until`, when everybody is free.

    `slots` holds each person's slots, such as "tue-1230", and their time zone.
    """
    if not slots:
        return ()

    last = min(until, now + dt.timedelta(days=_WEEK))
    free = [_list_moments(own, zone, now, last, blackout) for own, zone in slots]
    return tuple(sorted(set.intersection(*free))[:MAX_SLOTS])


def convert_slots(
    slots: Iterable[str], zone: str, program_zone: str, day: dt.date
) -> tuple[str, ...]:
    """Return slots in the program's time zone, in the week of a day, so that they can be compared.

    Words that are no slot are left out.
    """
    if zone == program_zone:
        return tuple(slots)

    monday = day - dt.timedelta(days=day.weekday())
    moments = [_slot_moment(slot, zone, monday) for slot in slots]
    return tuple(_format_slot(moment, program_zone) for moment in moments if moment)


def default_lunch_time(now: dt.datetime, zone: str, working_day: dt.date) -> dt.datetime:
    """Return the usual lunch time on a working day, for groups that share no slot."""
    return max(utc_instant(working_day, DEFAULT_LUNCH_TIME, zone), now)


def _list_moments(
    slots: Iterable[str], zone: str, now: dt.datetime, last: dt.datetime, blackout: Blackout
) -> set[dt.datetime]:
    today = local_date(now, zone)
    monday = today - dt.timedelta(days=today.weekday())
    next_monday = monday + dt.timedelta(days=_WEEK)

    free = set()
    for slot in slots:
        for start_of_week in (monday, next_monday):
            moment = _slot_moment(slot, zone, start_of_week)
            if moment is None or not now + MIN_NOTICE <= moment < last:
                continue
            if not _is_blacked_out(local_date(moment, zone), blackout):
                free.add(moment)
    return free


def _slot_moment(slot: str, zone: str, monday: dt.date) -> dt.datetime | None:
    match = _SLOT.fullmatch(slot)
    if not match:
        return None

    day = monday + dt.timedelta(days=_DAYS.index(match[1]))
    return utc_instant(day, dt.time(int(match[2]), int(match[3])), zone)


def _format_slot(moment: dt.datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_DAYS[local.weekday()]}-{local:%H%M}"


def _is_blacked_out(day: dt.date, blackout: Blackout) -> bool:
    return any(first <= day <= last for first, last in blackout)
