"""Be the web of the playground.

Five sites of one town, whose events move, end and appear as its clock goes on.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup
from msgspec import Struct

from bot.sources.web_port import WebResponse

TOWN_ZONE = "Europe/Berlin"
SCHEMA_STATUS = {
    False: "https://schema.org/EventScheduled",
    True: "https://schema.org/EventCancelled",
}
DAYS_LISTED = 45  # days that sites list
CITY_TECH, CHAMBER, DESIGN, LIBRARY, SHOP = SITES = (
    "https://citytech.example/",
    "https://chamber.example/events",
    "https://designclub.example/",
    "https://library.example/feed.xml",
    "https://repairshop.example/events/",
)


class SiteSeries(Struct, frozen=True):
    """Evenings that come back every few weeks, and the sites that tell of them."""

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
    """One evening as the sites tell it at some moment."""

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


class SampleWeb:
    """Gives the pages of the town's sites as they are now; nobody else is on this web."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> WebResponse:  # noqa: ARG002
        """Get a page of the town."""
        page = render_site_page(address, self._now())
        if page is None:
            return WebResponse(address, fault="unreachable", detail="not in the playground's town")
        media_type, body = page
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if etag == mark:
            return WebResponse(address, unchanged=True)
        return WebResponse(address, body, media_type, mark)


def site_events(site: str, now: dt.datetime) -> list[SiteEvent]:
    """Give what a site lists at a moment, soonest first."""
    today = now.astimezone(ZoneInfo(TOWN_ZONE)).date()
    found = [each for series in SERIES if site in series.sites for each in _listed(series, today)]
    return sorted(found, key=lambda each: each.starts)


def _listed(series: SiteSeries, today: dt.date) -> Iterator[SiteEvent]:
    for offset in range(-1, DAYS_LISTED):
        day = today + dt.timedelta(days=offset)
        week = day.toordinal() // 7
        if day.weekday() == series.weekday and week % series.every == series.phase % series.every:
            turn = int(hashlib.sha256(f"{series.name}{day}".encode()).hexdigest()[:4], 16) % 16
            if not (turn == 3 and offset <= 4):  # taken off the list without a word
                yield _site_event(series, day, turn, offset)


def _site_event(series: SiteSeries, day: dt.date, turn: int, days_left: int) -> SiteEvent:
    at = dt.datetime.combine(day, series.at)
    if turn == 0 and days_left <= 6:
        at += dt.timedelta(hours=1)
    place = "Town Hall, room 4" if turn == 1 and days_left <= 5 else series.place
    cancelled = turn == 2 and days_left <= 3
    key = f"{series.name}-{day}"
    return SiteEvent(
        key,
        series.title,
        at,
        at + dt.timedelta(minutes=series.minutes),
        place,
        series.topics,
        cancelled,
    )


def render_site_page(address: str, now: dt.datetime) -> tuple[str, bytes] | None:
    """Give the media type and body of a page, or None for one that is not there."""
    parts = urlsplit(address)
    host, path = parts.hostname or "", parts.path
    if path == "/robots.txt":
        return "text/plain", b"User-agent: *\nAllow: /\n"
    if host == "citytech.example":
        return _city_tech(path, now)
    if host == "chamber.example":
        return _chamber(path, now)
    if host == "designclub.example" and path == "/":
        return "text/html", _design(now)
    if host == "library.example" and path == "/feed.xml":
        return "application/rss+xml", _library(now)
    if host == "repairshop.example":
        return _shop(path, now)
    return None


def _city_tech(path: str, now: dt.datetime) -> tuple[str, bytes] | None:
    if path == "/":
        link = '<link rel="alternate" type="text/calendar" href="/calendar.ics">'
        return (
            "text/html",
            f"<!doctype html><title>City Tech</title>{link}<h1>City Tech</h1>".encode(),
        )
    return (
        ("text/calendar", _ics("City Tech", CITY_TECH, site_events(CITY_TECH, now)))
        if path == "/calendar.ics"
        else None
    )


def _chamber(path: str, now: dt.datetime) -> tuple[str, bytes] | None:
    listed = {each.key: each for each in site_events(CHAMBER, now)}
    if path == "/events":
        links = "".join(
            f'<li><a href="/events/details/{key}">{one.title}</a></li>'
            for key, one in listed.items()
        )
        page = (
            "<!doctype html><title>Chamber of "
            f"Commerce</title><ul>{links}</ul><footer>GrowthZone</footer>"
        )
        return "text/html", page.encode()
    name = path.removeprefix("/events/ICal/").removesuffix(".ics")
    return (
        ("text/calendar", _ics("Chamber of Commerce", CHAMBER, [listed[name]]))
        if name in listed
        else None
    )


def _design(now: dt.datetime) -> bytes:
    told = [
        {
            "@type": "Event",
            "@id": f"{DESIGN}{each.key}",
            "name": each.title,
            "startDate": each.starts.isoformat(),
            "endDate": each.ends.isoformat(),
            "location": {"@type": "Place", "name": each.place},
            "url": f"{DESIGN}{each.key}",
            "keywords": ", ".join(each.topics),
            "eventStatus": SCHEMA_STATUS[each.cancelled],
        }
        for each in site_events(DESIGN, now)
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": told})}</script>'
    return f"<!doctype html><title>Design Club</title>{script}<h1>Design Club</h1>".encode()


def _library(now: dt.datetime) -> bytes:
    item = Markup(
        "<item><title>{}</title><guid>{}</guid><link>{}</link><ev:startdate>{}</ev:startdate>"
        "<ev:enddate>{}</ev:enddate><ev:location>{}</ev:location>{}</item>"
    )
    items = Markup("").join(
        item.format(
            ("Cancelled: " if one.cancelled else "") + one.title, one.key,
            f"https://library.example/{one.key}",
            one.starts.isoformat(), one.ends.isoformat(), one.place,
            Markup("").join(
                Markup("<category>{}</category>").format(topic) for topic in one.topics
            ),
        )
        for one in site_events(LIBRARY, now)
    )  # fmt: skip
    head = (
        '<rss version="2.0" '
        'xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel><title>City Library</title>'
    )
    return f'<?xml version="1.0"?>{head}{items}</channel></rss>'.encode()


def _shop(path: str, now: dt.datetime) -> tuple[str, bytes] | None:
    if path == "/events/":
        return (
            "text/html",
            b"<!doctype html><title>Repair Shop</title><div class='tribe-events'>Soon</div>",
        )
    if path != "/wp-json/tribe/events/v1/events":
        return None
    told = [
        {
            "id": each.key,
            "title": each.title,
            "start_date": f"{each.starts:%Y-%m-%d %H:%M:%S}",
            "end_date": f"{each.ends:%Y-%m-%d %H:%M:%S}",
            "timezone": TOWN_ZONE,
            "url": f"{SHOP}{each.key}",
            "venue": {"venue": each.place},
            "categories": [{"name": topic} for topic in each.topics],
            "status": "canceled" if each.cancelled else "publish",
        }
        for each in site_events(SHOP, now)
    ]
    return "application/json", json.dumps({"events": told}).encode()


def _ics(name: str, site: str, events: list[SiteEvent]) -> bytes:
    host = urlsplit(site).hostname
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}", f"X-WR-TIMEZONE:{TOWN_ZONE}"]
    for one in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.key}@{host}", f"SUMMARY:{one.title}",
            f"DTSTART;TZID={TOWN_ZONE}:{one.starts:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={TOWN_ZONE}:{one.ends:%Y%m%dT%H%M%S}",
            f"LOCATION:{one.place.replace(',', chr(92) + ',')}", f"URL:https://{host}/{one.key}",
            f"CATEGORIES:{','.join(one.topics)}",
            f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
