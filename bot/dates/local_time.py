"""Local time: zones by name, and local times as instants."""

import datetime as dt
import difflib
import zoneinfo
from functools import lru_cache

_OF_TOWNS = ("africa/", "america/", "asia/", "australia/", "europe/")


class UnknownZone(ValueError):
    """Unknown time zone; `suggestion` is the closest known name."""

    def __init__(self, name: str, suggestion: str | None) -> None:
        hint = f"; did you mean “{suggestion}”?" if suggestion else "; try one like “Europe/Berlin”"
        super().__init__(f"no time zone is called “{name}”{hint}")
        self.name = name
        self.suggestion = suggestion


@lru_cache(maxsize=1024)
def zone_info(name: str) -> zoneinfo.ZoneInfo:
    """Return a zone of the database; cached, since every date asks for one."""
    return zoneinfo.ZoneInfo(name)


@lru_cache(maxsize=1024)
def validate_zone(name: str) -> str:
    """Return the IANA name of a time zone whatever its capitals; raise UnknownZone."""
    known = _zones_by_folded_name()
    wanted = name.strip().replace(" ", "_").casefold()
    if wanted in known:
        return known[wanted]

    cities = {folded.rpartition("/")[2]: full for folded, full in known.items() if "/" in folded}
    near = difflib.get_close_matches(wanted[:64], [*known, *cities], n=1, cutoff=0.75)
    if not near:
        raise UnknownZone(name, None)

    [closest] = near
    raise UnknownZone(name, known.get(closest) or cities[closest])


def utc_instant(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """Return the UTC instant of a local time; a skipped one moves forward, of two equal the first.

    Where clocks skip midnight there may be no later time that day: then it moves back by the gap.
    """
    local = dt.datetime.combine(day, time.replace(fold=0), zone_info(zone))
    instant = local.astimezone(dt.UTC)
    if local_date(instant, zone) == day:
        return instant

    # Samoa had no 30 December 2011 at all, so the earlier reading may not be that day either.
    earlier = local.replace(fold=1).astimezone(dt.UTC)
    return earlier if local_date(earlier, zone) == day else instant


def local_date(now: dt.datetime, zone: str) -> dt.date:
    """Return the date on the calendar of somebody in this zone."""
    return now.astimezone(zone_info(zone)).date()


def week_start(now: dt.datetime, zone: str) -> dt.date:
    """Return the Monday of the local week."""
    today = local_date(now, zone)
    return today - dt.timedelta(days=today.weekday())


@lru_cache(maxsize=1)
def zone_cities() -> frozenset[str]:
    """Return the towns that time zones are called after, in lower case."""
    names = [name for name in _zones_by_folded_name() if name.startswith(_OF_TOWNS)]
    return frozenset(name.rpartition("/")[2].replace("_", " ") for name in names)


def zone_of_city(name: str) -> str | None:
    """Return the zone that is called after a town, or None."""
    town = name.casefold().replace(" ", "_")
    known = _zones_by_folded_name().items()
    return next(
        (
            zone
            for folded, zone in known
            if folded.endswith(f"/{town}") and folded.startswith(_OF_TOWNS)
        ),
        None,
    )


@lru_cache(maxsize=1)
def _zones_by_folded_name() -> dict[str, str]:
    names = zoneinfo.available_timezones() - {"Factory", "localtime"}
    return {name.casefold(): name for name in sorted(names)}
