"""Events of the playground's town, which appear, move and are cancelled as its clock goes on."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct

TOWN_ZONE = "Europe/Berlin"
POSTPONED, RELOCATED, CANCELLED, REMOVED = 0, 1, 2, 3  # what happens to an event of 16
DAYS_LISTED = 45  # days ahead that sites list
CITY_TECH, CHAMBER, DESIGN, LIBRARY, SHOP = SITES = (
    "https://citytech.example/",
    "https://chamber.example/events",
    "https://designclub.example/",
    "https://library.example/feed.xml",
    "https://repairshop.example/events/",
)


class SiteSeries(Struct, frozen=True):
    """Events on one weekday every few weeks, and the sites that list them."""

    name: str
    title: str
    sites: tuple[str, ...]
    weekday: int
    every: int
    at: dt.time
    minutes: int
    place: str
    topics: tuple[str, ...]
    phase: int = 0


class SiteEvent(Struct, frozen=True):
    """One event as the sites list it at some moment."""

    key: str
    title: str
    starts: dt.datetime
    ends: dt.datetime
    place: str
    topics: tuple[str, ...]
    cancelled: bool = False


SERIES = (
    SiteSeries(
        "python",
        "Python evening",
        (CITY_TECH,),
        1,
        2,
        dt.time(18, 30),
        120,
        "Data Loft, Torstrasse 9",
        ("python", "tech"),
    ),
    SiteSeries(
        "cloud",
        "Cloud talks",
        (CITY_TECH, CHAMBER),
        3,
        4,
        dt.time(19),
        120,
        "Old Post Office",
        ("tech",),
        1,
    ),
    SiteSeries(
        "breakfast",
        "Business breakfast",
        (CHAMBER,),
        2,
        2,
        dt.time(8),
        90,
        "Chamber House",
        ("business",),
        1,
    ),
    SiteSeries(
        "design",
        "Design night",
        (DESIGN, CITY_TECH, CHAMBER),
        2,
        3,
        dt.time(18),
        150,
        "Gallery Nine",
        ("design",),
    ),
    SiteSeries(
        "drawing",
        "Life drawing",
        (DESIGN,),
        4,
        2,
        dt.time(17, 30),
        120,
        "Gallery Nine",
        ("design", "art"),
    ),
    SiteSeries(
        "reading",
        "Reading circle",
        (LIBRARY,),
        0,
        2,
        dt.time(18),
        90,
        "City Library, room 2",
        ("books",),
    ),
    SiteSeries(
        "chess",
        "Chess for everybody",
        (LIBRARY,),
        5,
        1,
        dt.time(14),
        120,
        "City Library, hall",
        ("chess", "games"),
    ),
    SiteSeries(
        "repair", "Repair cafe", (SHOP,), 5, 2, dt.time(11), 240, "Workshop Yard", ("making",), 1
    ),
)


def site_events(site: str, now: dt.datetime) -> list[SiteEvent]:
    """Return the events that a site lists at a moment, soonest first."""
    today = now.astimezone(ZoneInfo(TOWN_ZONE)).date()
    events: list[SiteEvent] = []
    for series in SERIES:
        if site in series.sites:
            events += _listed_events(series, today)
    return sorted(events, key=lambda event: event.starts)


def _listed_events(series: SiteSeries, today: dt.date) -> Iterator[SiteEvent]:
    for days_left in range(-1, DAYS_LISTED):
        day = today + dt.timedelta(days=days_left)
        if _takes_place(series, day):
            fate = _fate_of(series, day)
            is_removed = fate == REMOVED and days_left <= 4
            if not is_removed:
                yield _site_event(series, day, fate, days_left)


def _takes_place(series: SiteSeries, day: dt.date) -> bool:
    week = day.toordinal() // 7
    return day.weekday() == series.weekday and week % series.every == series.phase % series.every


def _fate_of(series: SiteSeries, day: dt.date) -> int:
    """Return a number from 0 to 15, always the same for an event; most mean no change."""
    return int(hashlib.sha256(f"{series.name}{day}".encode()).hexdigest()[:4], 16) % 16


def _site_event(series: SiteSeries, day: dt.date, fate: int, days_left: int) -> SiteEvent:
    starts, place = dt.datetime.combine(day, series.at), series.place
    if fate == POSTPONED and days_left <= 6:
        starts += dt.timedelta(hours=1)
    if fate == RELOCATED and days_left <= 5:
        place = "Town Hall, room 4"
    return SiteEvent(
        key=f"{series.name}-{day}",
        title=series.title,
        starts=starts,
        ends=starts + dt.timedelta(minutes=series.minutes),
        place=place,
        topics=series.topics,
        cancelled=fate == CANCELLED and days_left <= 3,
    )
