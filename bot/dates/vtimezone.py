"""VTIMEZONE components that agree with the zone database for a span of years."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar
from msgspec import Struct

_DAY = timedelta(days=1)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Turn(Struct, frozen=True):
    """A change of clocks: the old wall-clock time, the offsets around it, and the new name."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


@lru_cache(maxsize=64)
def vtimezone_for(zone: str, first: int, last: int) -> icalendar.Timezone:
    """Return the VTIMEZONE of a zone from the year `first` to the year `last`.

    Changes that follow one yearly rule are written as that rule, which every calendar program
    reads. icalendar's own description begins summer time an hour late (7.3.0), hence this one.
    """
    tz = ZoneInfo(zone)
    start = datetime(first - 1, 1, 1, tzinfo=UTC)
    turns = list(_turns(tz, start, datetime(last + 1, 1, 1, tzinfo=UTC)))
    years = last - first + 2
    standard = _rule(turns, summer=False, years=years)
    summer = _rule(turns, summer=True, years=years)
    if standard and summer:
        components: list[icalendar.Component] = [standard, summer]
    else:
        components = [_component(turn) for turn in (_opening(tz, start), *turns)]

    timezone = icalendar.Timezone()
    timezone.add("tzid", zone)
    for component in components:
        timezone.add_component(component)
    return timezone


def _turns(tz: ZoneInfo, at: datetime, end: datetime) -> Iterator[_Turn]:
    while at < end:
        before, after = at.astimezone(tz).utcoffset(), (at + _DAY).astimezone(tz).utcoffset()
        if before != after:
            assert before is not None
            yield _turn(tz, _change(tz, at, at + _DAY), before)
        at += _DAY


def _change(tz: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the second at which the UTC offset changes, by bisection."""
    offset = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(tz).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def _turn(tz: ZoneInfo, at: datetime, before: timedelta) -> _Turn:
    there = at.astimezone(tz)
    after, name = there.utcoffset(), there.tzname()
    assert after is not None
    return _Turn((at + before).replace(tzinfo=None), before, after, name or "", bool(there.dst()))


def _opening(tz: ZoneInfo, at: datetime) -> _Turn:
    offset = at.astimezone(tz).utcoffset()
    assert offset is not None
    return _turn(tz, at, offset)


def _component(turn: _Turn) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    shown = icalendar.TimezoneDaylight() if turn.summer else icalendar.TimezoneStandard()
    shown.add("dtstart", turn.local)
    shown.add("tzoffsetfrom", turn.before)
    shown.add("tzoffsetto", turn.after)
    shown.add("tzname", turn.name)
    return shown


def _rule(turns: Sequence[_Turn], *, summer: bool, years: int) -> icalendar.Component | None:
    """Return the yearly rule that these changes follow, or None."""
    same = [turn for turn in turns if turn.summer == summer]
    shapes = {
        (turn.local.time(), turn.before, turn.after, turn.name, turn.local.month) for turn in same
    }
    if len(same) != years or len(shapes) > 1:
        return None

    for nth in (_from_start, _from_end):
        days = {(turn.local.weekday(), nth(turn.local)) for turn in same}
        if len(days) == 1:
            weekday, number = days.pop()
            shown = _component(same[0])
            rule = {
                "freq": "yearly",
                "bymonth": same[0].local.month,
                "byday": f"{number}{_CODES[weekday]}",
            }
            shown.add("rrule", rule)
            return shown
    return None


def _from_start(day: datetime) -> int:
    return (day.day - 1) // 7 + 1


def _from_end(day: datetime) -> int:
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    last_day = next_month - timedelta(days=1)
    return -((last_day.day - day.day) // 7 + 1)
