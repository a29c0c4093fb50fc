"""When people may be written to, counted anew on a plain grid of quarters of an hour."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=15)
HORIZON = timedelta(days=7)
WORK, AWAKE = (9, 18), (9, 22)  # hours of local time

Span = tuple[datetime, datetime]


def is_working(moment: datetime, zone: str, hours: tuple[int, int] = WORK) -> bool:
    """Return whether a moment is within these hours of a weekday in a zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.weekday() < 5 and hours[0] <= local.hour < hours[1]


def first_shared_moment(
    after: datetime, zones: Collection[str], closed: Sequence[Span]
) -> datetime:
    """Return the first moment from `after` on when everybody works and no outage holds.

    Where there is none within a week, nobody sleeps; failing that, somebody works.
    """
    for hours in (WORK, AWAKE):
        moment = after
        while moment < after + HORIZON:
            if all(is_working(moment, zone, hours) for zone in zones):
                return _past_outages(moment, zones, closed)
            moment = _next_step(moment)

    moment = after
    while not any(is_working(moment, zone) for zone in zones):
        moment = _next_step(moment)
    return _past_outages(moment, zones, closed)


def end_of_next_working_day(moment: datetime, zone: str) -> datetime:
    """Return when the first working day that begins after a moment ends in a zone."""
    day = moment.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    day = day.replace(hour=WORK[1]) + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.astimezone(moment.tzinfo)


def _past_outages(moment: datetime, zones: Collection[str], closed: Sequence[Span]) -> datetime:
    for begins, ends in closed:
        if begins <= moment < ends:
            return first_shared_moment(ends, zones, closed)
    return moment


def _next_step(moment: datetime) -> datetime:
    start = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return start + STEP
