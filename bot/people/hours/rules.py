"""Whose hours count: a person's own, those of a channel, of the workspace, or the usual. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.dates.holidays import region_of
from bot.dates.working_time import OFFICE_WEEK, Blackout, QuietHours, Week, WorkingTime

_ROOM = 3  # hours that are opened after a time that an organiser chose
_HOURS_OF_A_DAY = 24
NO_HOLIDAYS = "none"  # a region without public holidays, chosen on purpose


class HoursSetting(Struct, frozen=True):
    """What one person, channel or workspace set; None and empty where they set nothing."""

    week: Week | None = None
    quiet: QuietHours | None = None
    region: str = ""
    blackout: Blackout = ()


def combine(
    zone: str, own: HoursSetting | None, shared: Iterable[HoursSetting | None]
) -> WorkingTime:
    """Return somebody's working time: their own, else the first of what is shared, else the usual.

    Days off add up. Quiet hours come with the nearest days or hours that were set.
    """
    common = [setting for setting in shared if setting]
    settings = [own, *common] if own else common
    weeks = [setting.week for setting in settings if setting.week]
    deciding = [setting for setting in settings if setting.week or setting.quiet]
    return WorkingTime(
        zone=zone,
        week=weeks[0] if weeks else OFFICE_WEEK,
        quiet=deciding[0].quiet if deciding else None,
        blackout=tuple(sorted({span for setting in settings for span in setting.blackout})),
        region=_choose_region(zone, own, common),
    )


def widen(week: Week, weekday: int, time: dt.time) -> Week:
    """Return a week in which people can be written to at this time of a weekday."""
    hours = week[weekday]
    until = _later(time)
    if hours is None:
        wider = (time, until)
    elif time < hours[0] or hours[1] <= hours[0]:
        wider = (min(time, hours[0]), hours[1])
    else:
        wider = (hours[0], max(hours[1], until) if until > time else until)
    return (*week[:weekday], wider, *week[weekday + 1 :])


def _later(time: dt.time) -> dt.time:
    """Return the time some hours later, midnight at the latest."""
    if time.hour + _ROOM >= _HOURS_OF_A_DAY:
        return dt.time.min
    return time.replace(hour=time.hour + _ROOM)


def _choose_region(zone: str, own: HoursSetting | None, shared: Sequence[HoursSetting]) -> str:
    """Return whose holidays count; what is shared holds only for those in the same country."""
    if own and own.region:
        return _region(own.region)

    usual = region_of(zone)
    regions = [setting.region for setting in shared if setting.region]
    if not regions:
        return usual
    if regions[0] == NO_HOLIDAYS:
        return ""
    elsewhere = usual and usual != regions[0].partition("-")[0]
    return usual if elsewhere else regions[0]


def _region(region: str) -> str:
    return "" if region == NO_HOLIDAYS else region
