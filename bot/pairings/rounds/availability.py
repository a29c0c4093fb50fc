"""Availability: moments when all of a group are free, by their lunch slots and working hours."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import WorkingTime, hours_on, utc_working_hours

DEFAULT_LUNCH_TIME = dt.time(12, 30)
MEETING_LENGTH = dt.timedelta(hours=1)
MIN_NOTICE = dt.timedelta(hours=2)  # nobody is asked to eat sooner than this
MAX_SLOTS = 3
_WEEK = 7
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SLOT = re.compile(rf"({'|'.join(_DAYS)})-([01]\d|2[0-3])([0-5]\d)")
_DAY = dt.timedelta(days=1)
_HALF_HOUR = 30 * 60  # seconds


class Span(NamedTuple):
    """A stretch of time, such as somebody's working hours of one day."""

    starts: dt.datetime
    ends: dt.datetime


class Attendee(Struct, frozen=True):
    """Somebody who is to meet others: their slots, such as "tue-1230", and when they work."""

    slots: tuple[str, ...]
    working_time: WorkingTime


def shared_slots(
    attendees: Sequence[Attendee], now: dt.datetime, until: dt.datetime
) -> tuple[dt.datetime, ...]:
    """Return up to MAX_SLOTS moments within a week, before `until`, when everybody is free."""
    if not attendees:
        return ()

    last = min(until, now + dt.timedelta(days=_WEEK))
    free = [_list_moments(each.slots, each.working_time.zone, now, last) for each in attendees]
    moments = sorted(set.intersection(*free))
    hours = shared_hours([each.working_time for each in attendees], now, last)
    return tuple(moment for moment in moments if _is_inside(moment, hours))[:MAX_SLOTS]


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


def propose_lunch(
    working_times: Sequence[WorkingTime], earliest: dt.datetime, until: dt.datetime
) -> dt.datetime | None:
    """Return a lunch time within everybody's working hours: half past twelve where most live.

    None if they share no working hour from `earliest` until `until`.
    """
    zone = _commonest_zone(working_times)
    for span in shared_hours(working_times, earliest, until):
        usual = utc_instant(local_date(span.starts, zone), DEFAULT_LUNCH_TIME, zone)
        return min(max(usual, span.starts), span.ends - MEETING_LENGTH)
    return None


def propose_call(
    working_times: Sequence[WorkingTime], earliest: dt.datetime, until: dt.datetime
) -> dt.datetime | None:
    """Return the middle of the first working hours that everybody shares, on the half hour.

    None if they share no working hour from `earliest` until `until`.
    """
    for span in shared_hours(working_times, earliest, until):
        middle = span.starts + (span.ends - MEETING_LENGTH - span.starts) / 2
        half_hour = dt.datetime.fromtimestamp(
            middle.timestamp() // _HALF_HOUR * _HALF_HOUR, tz=dt.UTC
        )
        return max(half_hour, span.starts)
    return None


def shared_hours(
    working_times: Sequence[WorkingTime], earliest: dt.datetime, until: dt.datetime
) -> list[Span]:
    """Return when all of these people work, long enough for a meeting, soonest first."""
    first, *others = [_working_spans(each, earliest, until) for each in working_times]
    shared = first
    for spans in others:
        overlaps = [_overlap(one, other) for one, other in product(shared, spans)]
        shared = [span for span in overlaps if span.ends - span.starts >= MEETING_LENGTH]
    return sorted(shared)


@lru_cache(maxsize=1024)
def working_week(working_time: WorkingTime, day: dt.date) -> str:
    """Return the whole hours of UTC in which somebody works in the week of a day.

    They are bits in hexadecimal, one for each of the 168 hours of a week.
    """
    monday = day - dt.timedelta(days=day.weekday())
    bits = 0
    for hour in utc_working_hours(working_time, monday):
        bits |= 1 << hour % (24 * _WEEK)
    return f"{bits:x}" if bits else ""


def hours_apart(zones: Iterable[str], at: dt.datetime) -> dt.timedelta:
    """Return by how much the clocks of the outermost of these zones differ."""
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta() for zone in zones]
    return max(offsets) - min(offsets)


def _working_spans(
    working_time: WorkingTime, earliest: dt.datetime, until: dt.datetime
) -> list[Span]:
    """Return somebody's working hours, cut to start at `earliest` and to hold a meeting."""
    zone = working_time.zone
    spans = []
    day, last = local_date(earliest, zone) - _DAY, local_date(until, zone)
    while day <= last:
        hours = hours_on(day, working_time)
        if hours:
            begins, ends = hours
            last_day = day + _DAY if ends <= begins else day
            starts = max(utc_instant(day, begins, zone), _next_half_hour(earliest))
            span = Span(starts, utc_instant(last_day, ends, zone))
            if span.ends - span.starts >= MEETING_LENGTH and span.starts < until:
                spans.append(span)
        day += _DAY
    return spans


def _is_inside(moment: dt.datetime, spans: Iterable[Span]) -> bool:
    return any(span.starts <= moment <= span.ends - MEETING_LENGTH for span in spans)


def _overlap(one: Span, other: Span) -> Span:
    return Span(max(one.starts, other.starts), min(one.ends, other.ends))


def _next_half_hour(at: dt.datetime) -> dt.datetime:
    return dt.datetime.fromtimestamp(-(-at.timestamp() // _HALF_HOUR) * _HALF_HOUR, tz=dt.UTC)


def _commonest_zone(working_times: Sequence[WorkingTime]) -> str:
    counts = Counter(each.zone for each in working_times)
    return max(sorted(counts), key=lambda zone: counts[zone])


def _list_moments(
    slots: Iterable[str], zone: str, now: dt.datetime, last: dt.datetime
) -> set[dt.datetime]:
    today = local_date(now, zone)
    monday = today - dt.timedelta(days=today.weekday())
    next_monday = monday + dt.timedelta(days=_WEEK)

    free = set()
    for slot in slots:
        for start_of_week in (monday, next_monday):
            moment = _slot_moment(slot, zone, start_of_week)
            if moment is not None and now + MIN_NOTICE <= moment < last:
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
