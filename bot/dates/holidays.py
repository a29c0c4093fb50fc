"""Public holidays by region: a country such as DE, or a part of one such as GB-SCT."""

import datetime as dt
import re
from functools import cache, lru_cache
from importlib.resources import files

_REGION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,4}))?")


class UnknownRegion(ValueError):
    """A region whose holidays nobody knows."""


def read_region(words: str) -> str:
    """Return a region such as DE or GB-ENG, or an empty string for none.

    Raise UnknownRegion if its holidays are unknown.
    """
    code = words.strip().upper()
    if not code:
        return ""
    match = _REGION.fullmatch(code)
    if not match:
        raise UnknownRegion(words)

    country, part = match.groups()
    parts = _parts_by_country().get(country)
    if parts is None or (part and part not in parts):
        raise UnknownRegion(words)
    return code


@lru_cache(maxsize=1024)
def region_of(zone: str) -> str:
    """Return the country of an IANA zone, or an empty string if its holidays are unknown.

    Never a part of a country: one zone has many.
    """
    country = _country_by_zone().get(_links().get(zone, zone), "")
    return country if country in _parts_by_country() else ""


def load_holidays() -> None:
    """Load what the first question about holidays needs, which takes a third of a second."""
    _parts_by_country()


@lru_cache(maxsize=4096)
def holidays_of(region: str, year: int) -> frozenset[dt.date]:
    """Return the public holidays of a region in a year; none where the region is empty."""
    if not region:
        return frozenset()
    from holidays import country_holidays  # a third of a second, and few ask

    country, _, part = region.partition("-")
    return frozenset(country_holidays(country, subdiv=part or None, years=year))


@cache
def _parts_by_country() -> dict[str, list[str]]:
    from holidays import list_supported_countries

    return list_supported_countries()


@cache
def _country_by_zone() -> dict[str, str]:
    found = {}
    for line in _read_table("zone.tab"):
        country, *rest = line.split("\t")
        if len(rest) > 1 and not country.startswith("#"):
            found[rest[1]] = country
    return found


@cache
def _links() -> dict[str, str]:
    """Return the zones by their older names, such as Asia/Calcutta."""
    found = {}
    for line in _read_table("tzdata.zi"):
        kind, *names = line.split(" ")
        if kind == "L" and len(names) == 2:
            target, name = names
            found[name] = target
    countries = _country_by_zone()
    return {name: target for name, target in found.items() if name not in countries}


def _read_table(name: str) -> list[str]:
    table = files("tzdata") / "zoneinfo" / name
    return table.read_text(encoding="utf-8").splitlines()
