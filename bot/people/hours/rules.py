"""Whose hours count: a person's own, those of a channel, of the workspace, or the usual. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.dates.holidays import region_of
from bot.dates.working_time import OFFICE_WEEK, Blackout, QuietHours, Week, WorkingTime

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
