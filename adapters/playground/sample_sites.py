"""The playground's web: five sites of one town, in the formats that real sites use."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from urllib.parse import urlsplit

from markupsafe import Markup

from adapters.playground.town_events import (
    CHAMBER,
    CITY_TECH,
    DESIGN,
    LIBRARY,
    SHOP,
    TOWN_ZONE,
    SiteEvent,
    site_events,
)
from bot.sources.web_port import WebResponse

SCHEMA_STATUS = {
    False: "https://schema.org/EventScheduled",
    True: "https://schema.org/EventCancelled",
}


class SampleWeb:
    """A web client that knows the current pages of the town's sites, and no others."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self._now = now

    async def fetch(
        self,
        address: str,
        etag: str = "",
        modified: str = "",  # noqa: ARG002
    ) -> WebResponse:
        """Return a page, or `unchanged` if it still has this ETag."""
        page = render_site_page(address, self._now())
        if page is None:
            return WebResponse(address, fault="unreachable", detail="not in the playground's town")
        media_type, body = page
        new_etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if etag == new_etag:
            return WebResponse(address, unchanged=True)
        return WebResponse(address, body, media_type, new_etag)


def render_site_page(address: str, now: dt.datetime) -> tuple[str, bytes] | None:
    """Return the media type and body of a page, or None for an unknown address."""
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
    """Return a home page that links to an iCalendar file, or that file."""
    if path == "/":
        link = '<link rel="alternate" type="text/calendar" href="/calendar.ics">'
        page = f"<!doctype html><title>City Tech</title>{link}<h1>City Tech</h1>"
        return "text/html", page.encode()
    if path == "/calendar.ics":
        return "text/calendar", _ics("City Tech", CITY_TECH, site_events(CITY_TECH, now))
    return None


def _chamber(path: str, now: dt.datetime) -> tuple[str, bytes] | None:
    """Return a list of events as GrowthZone makes it, or one event's iCalendar file."""
    events = {event.key: event for event in site_events(CHAMBER, now)}
    if path == "/events":
        links = "".join(
            f'<li><a href="/events/details/{key}">{event.title}</a></li>'
            for key, event in events.items()
        )
        page = (
            "<!doctype html><title>Chamber of "
            f"Commerce</title><ul>{links}</ul><footer>GrowthZone</footer>"
        )
        return "text/html", page.encode()
    key = path.removeprefix("/events/ICal/").removesuffix(".ics")
    if key in events:
        return "text/calendar", _ics("Chamber of Commerce", CHAMBER, [events[key]])
    return None


def _design(now: dt.datetime) -> bytes:
    """Return a page with events as JSON-LD."""
    graph = [
        {
            "@type": "Event",
            "@id": f"{DESIGN}{event.key}",
            "name": event.title,
            "startDate": event.starts.isoformat(),
            "endDate": event.ends.isoformat(),
            "location": {"@type": "Place", "name": event.place},
            "url": f"{DESIGN}{event.key}",
            "keywords": ", ".join(event.topics),
            "eventStatus": SCHEMA_STATUS[event.cancelled],
        }
        for event in site_events(DESIGN, now)
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    return f"<!doctype html><title>Design Club</title>{script}<h1>Design Club</h1>".encode()


def _library(now: dt.datetime) -> bytes:
    """Return an RSS feed with the event module's elements."""
    items = Markup("").join(_rss_item(event) for event in site_events(LIBRARY, now))
    head = (
        '<rss version="2.0" '
        'xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel><title>City Library</title>'
    )
    return f'<?xml version="1.0"?>{head}{items}</channel></rss>'.encode()


def _rss_item(event: SiteEvent) -> Markup:
    category = Markup("<category>{}</category>")
    return Markup(
        "<item><title>{}</title><guid>{}</guid><link>{}</link><ev:startdate>{}</ev:startdate>"
        "<ev:enddate>{}</ev:enddate><ev:location>{}</ev:location>{}</item>"
    ).format(
        f"Cancelled: {event.title}" if event.cancelled else event.title,
        event.key,
        f"https://library.example/{event.key}",
        event.starts.isoformat(),
        event.ends.isoformat(),
        event.place,
        Markup("").join(category.format(topic) for topic in event.topics),
    )


def _shop(path: str, now: dt.datetime) -> tuple[str, bytes] | None:
    """Return a page of The Events Calendar for WordPress, or its JSON."""
    if path == "/events/":
        page = "<!doctype html><title>Repair Shop</title><div class='tribe-events'>Soon</div>"
        return "text/html", page.encode()
    if path != "/wp-json/tribe/events/v1/events":
        return None

    events = [
        {
            "id": event.key,
            "title": event.title,
            "start_date": f"{event.starts:%Y-%m-%d %H:%M:%S}",
            "end_date": f"{event.ends:%Y-%m-%d %H:%M:%S}",
            "timezone": TOWN_ZONE,
            "url": f"{SHOP}{event.key}",
            "venue": {"venue": event.place},
            "categories": [{"name": topic} for topic in event.topics],
            "status": "canceled" if event.cancelled else "publish",
        }
        for event in site_events(SHOP, now)
    ]
    return "application/json", json.dumps({"events": events}).encode()


def _ics(name: str, site: str, events: list[SiteEvent]) -> bytes:
    host = urlsplit(site).hostname
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}", f"X-WR-TIMEZONE:{TOWN_ZONE}"]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.key}@{host}",
            f"SUMMARY:{event.title}",
            f"DTSTART;TZID={TOWN_ZONE}:{event.starts:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={TOWN_ZONE}:{event.ends:%Y%m%dT%H%M%S}",
            f"LOCATION:{event.place.replace(',', chr(92) + ',')}",
            f"URL:https://{host}/{event.key}",
            f"CATEGORIES:{','.join(event.topics)}",
            f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
