"""Five sites in five formats, whose events appear, move, change places and are cancelled."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.doubles.web.server import Site

BERLIN = ZoneInfo("Europe/Berlin")
PLACES = ("Data Loft", "Gallery Nine", "City Library", "Old Post Office", "Workshop Yard")
PATHS = ("/tech.ics", "/chamber.ics", "/design", "/library.xml", "/wp-json/tribe/events/v1/events")


@dataclass
class Evening:
    """One evening as it is now; `sites` are the numbers of those that tell of it."""

    key: int
    title: str
    at: datetime
    place: str
    sites: tuple[int, ...]
    off: bool = False
    was: list[tuple[datetime, str]] = field(default_factory=list)
    news: datetime | None = None


@dataclass
class Sites:
    """Keeps the evenings, and what stands at each address."""

    site: Site
    rng: random.Random
    evenings: list[Evening] = field(default_factory=list)

    def announce(self, day: date) -> None:
        """Announce an evening or two for the coming weeks, one of them on several sites."""
        for _ in range(self.rng.choice((1, 1, 2))):
            number = len(self.evenings)
            ahead = self.rng.choice((2, 5, 9, 16, 25))
            at = datetime.combine(
                day + timedelta(days=ahead), time(self.rng.randint(17, 20)), BERLIN
            )
            sites = self.rng.sample(range(5), self.rng.choice((1, 1, 1, 3)))
            title = title_of(number)
            self.evenings.append(
                Evening(number, title, at, PLACES[number % 5], tuple(sorted(sites)))
            )

    def stir(self, now: datetime) -> None:
        """Move one event of the next days, give it another place, or cancel it."""
        coming = [
            one
            for one in self.evenings
            if not one.off and timedelta(days=1) < one.at - now < timedelta(days=9)
        ]
        if coming:
            one = self.rng.choice(coming)
            one.was.append((one.at, one.place))
            one.news = now
            match self.rng.choice(("time", "day", "place", "off")):
                case "time":
                    one.at += timedelta(hours=1)
                case "day":
                    one.at += timedelta(days=1)
                case "place":
                    one.place = PLACES[(PLACES.index(one.place) + 1) % 5]
                case "off":
                    one.off = True

    def publish(self, now: datetime) -> None:
        """Rewrite the pages."""
        told = [one for one in self.evenings if one.at > now - timedelta(days=2)]
        listed = [[one for one in told if number in one.sites] for number in range(5)]
        pages = self.site.pages
        pages[PATHS[0]], pages[PATHS[1]] = _ics("Tech", listed[0]), _ics("Chamber", listed[1])
        pages[PATHS[2]], pages[PATHS[3]] = _page(listed[2]), _posts(listed[3])
        pages[PATHS[4]] = _tribe(listed[4])


def title_of(number: int) -> str:
    """Return a title of its own for each event: two alike on two sites mean one event."""
    rng = random.Random(number)
    words = " ".join(
        "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(4)) for _ in "12"
    )
    return f"{words.title()} {number:03d}"


def _ics(name: str, told: list[Evening]) -> tuple[str, bytes]:
    lines = ["BEGIN:VCALENDAR", f"X-WR-CALNAME:{name}", "X-WR-TIMEZONE:Europe/Berlin"]
    for one in told:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.key}@{name}",
            f"SUMMARY:{one.title}",
            f"LOCATION:{one.place}",
        ]
        lines += [
            f"DTSTART:{one.at:%Y%m%dT%H%M%S}",
            f"STATUS:{'CANCELLED' if one.off else 'CONFIRMED'}",
            "END:VEVENT",
        ]
    return "text/calendar", "\r\n".join([*lines, "END:VCALENDAR"]).encode()


def _page(told: list[Evening]) -> tuple[str, bytes]:
    state = {False: "https://schema.org/EventScheduled", True: "https://schema.org/EventCancelled"}
    graph = [
        {
            "@type": "Event",
            "@id": f"design-{one.key}",
            "name": one.title,
            "startDate": one.at.isoformat(),
            "location": {"@type": "Place", "name": one.place},
            "eventStatus": state[one.off],
        }
        for one in told
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    return "text/html", f"<!doctype html><title>Design</title>{script}".encode()


def _posts(told: list[Evening]) -> tuple[str, bytes]:
    def items() -> Iterator[str]:
        for one in told:
            title = ("Cancelled: " if one.off else "") + one.title
            yield f"<item><title>{title}</title><guid>{one.key}</guid>"
            yield f"<ev:startdate>{one.at.isoformat()}</ev:startdate>"
            yield f"<ev:location>{one.place}</ev:location></item>"

    head = (
        '<rss version="2.0" '
        'xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel><title>Library</title>'
    )
    return "text/xml", f'<?xml version="1.0"?>{head}{"".join(items())}</channel></rss>'.encode()


def _tribe(told: list[Evening]) -> tuple[str, bytes]:
    events = [
        {
            "id": one.key,
            "title": one.title,
            "start_date": f"{one.at:%Y-%m-%d %H:%M:%S}",
            "timezone": "Europe/Berlin",
            "venue": {"venue": one.place},
            "status": "canceled" if one.off else "publish",
        }
        for one in told
    ]
    return "application/json", json.dumps({"events": events}).encode()
