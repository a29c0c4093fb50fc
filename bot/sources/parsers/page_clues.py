"""Read what a page shows beside its data: hours next to a title, time elements, calendar links."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.parsers.date_extraction import find_dates, find_times
from bot.sources.parsers.json_feeds import JsonObject
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.timestamps import DateOrTime, read_timestamp

MAX_ELEMENTS = 300  # time elements, or links, that are looked at
MAX_ANCESTORS = 4  # elements around a title that may hold its hour
MAX_BLOCK = 1_200  # characters of a block that is about one event

_HEADINGS = "h1, h2, h3, h4, h5, h6, [class*=title], [class*=summary]"
# Where the links of a button “add to my calendar” carry title, begin, end and place.
_CALENDAR_LINKS: Mapping[str, tuple[str, str, str, str]] = {
    "outlook.live.com": ("subject", "startdt", "enddt", "location"),
    "outlook.office.com": ("subject", "startdt", "enddt", "location"),
    "calendar.yahoo.com": ("title", "st", "et", "in_loc"),
}
_GOOGLE_HOSTS = ("calendar.google.com", "google.com", "www.google.com")
_SPACE = re.compile(r"\s+")


def find_hours_beside(
    page: LexborHTMLParser, address: str, title: str, link: str, day: dt.date
) -> tuple[DateOrTime, DateOrTime | None] | None:
    """Return begin and end of an event whose data names a day alone, where the page shows them.

    The smallest block around its title or its link counts, as long as it is about nothing else.
    """
    for node in _nodes_about(page, address, title, link):
        block: LexborNode | None = node
        for _ in range(MAX_ANCESTORS):
            block = block.parent if block is not None else None
            if block is None or not _is_about_one(block, title):
                break
            hours = find_times(day, block.text(separator=" "))
            if hours:
                return hours
    return None


def read_time_elements(page: LexborHTMLParser) -> list[JsonObject]:
    """Return events for `<time datetime>` elements that stand in a block with a heading."""
    events: list[JsonObject] = []
    for node in page.css("time[datetime]")[:MAX_ELEMENTS]:
        starts = _time_of(node)
        block = _block_with_heading(node)
        if starts is None or block is None:
            continue

        times = list(dict.fromkeys(filter(None, map(_time_of, block.css("time[datetime]")))))
        heading = block.css_first(_HEADINGS)
        if heading is None or starts != times[0] or len(times) > 2:
            continue
        link = heading.css_first("a[href]") or block.css_first("a[href]")
        events.append(
            {
                "name": heading.text(separator=" ", strip=True),
                "startDate": starts,
                "endDate": times[1] if len(times) == 2 else None,
                "url": attribute_of(link, "href") if link else "",
            }
        )
    return events


def read_calendar_links(page: LexborHTMLParser) -> list[JsonObject]:
    """Return the events that the links of “add to my calendar” buttons carry."""
    events: list[JsonObject] = []
    for node in page.css("a[href*='calendar']")[: MAX_ELEMENTS * 10]:
        event = _event_of_link(attribute_of(node, "href"))
        if event:
            events.append(event)
    return events[:MAX_ELEMENTS]


def _nodes_about(
    page: LexborHTMLParser, address: str, title: str, link: str
) -> Iterator[LexborNode]:
    """Yield the elements that hold an event's title, the first of them its links."""
    for node in page.css("a[href]")[: MAX_ELEMENTS * 10]:
        if link != address and urljoin(address, attribute_of(node, "href")) == link:
            yield node
    for node in page.css(_HEADINGS)[:MAX_ELEMENTS]:
        if _plain(node) == title:
            yield node


def _is_about_one(block: LexborNode, title: str) -> bool:
    if len(block.text(separator=" ")) > MAX_BLOCK:
        return False
    titles = {_plain(node) for node in block.css("h1, h2, h3, h4, h5, h6")}
    return titles <= {title}


def _plain(node: LexborNode) -> str:
    return _SPACE.sub(" ", node.text(separator=" ")).strip()


def _time_of(node: LexborNode) -> str | None:
    """Return the time of a time element; its hour may stand in its text alone."""
    value = attribute_of(node, "datetime").strip()
    stamp = read_timestamp(value)
    if stamp is None:
        return None
    if not isinstance(stamp, dt.datetime):
        shown = find_dates(f"{stamp} {node.text(separator=' ')}", stamp)
        hours = find_times(stamp, node.text(separator=" ")) if shown else None
        return hours[0].isoformat() if hours else value
    return value


def _block_with_heading(node: LexborNode) -> LexborNode | None:
    block = node.parent
    for _ in range(MAX_ANCESTORS):
        if block is None or block.tag in ("body", "html"):
            return None
        if block.css_first(_HEADINGS) is not None:
            return block
        block = block.parent
    return None


def _event_of_link(link: str) -> JsonObject | None:
    try:
        parts = urlsplit(link)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    except ValueError:
        return None

    if parts.hostname in _GOOGLE_HOSTS and query.get("action", "").upper() == "TEMPLATE":
        begin, _, end = query.get("dates", "").partition("/")
        return _from_link(query.get("text"), begin, end, query.get("location"))
    if parts.hostname and parts.hostname in _CALENDAR_LINKS:
        title, begin, end, place = _CALENDAR_LINKS[parts.hostname]
        return _from_link(
            query.get(title), query.get(begin, ""), query.get(end, ""), query.get(place)
        )
    return None


def _from_link(title: str | None, begin: str, end: str, place: str | None) -> JsonObject | None:
    starts, ends = read_timestamp(begin), read_timestamp(end)
    if not title or starts is None:
        return None
    if ends is not None and not isinstance(ends, dt.datetime):
        ends -= dt.timedelta(days=1)  # the day after the last one; schema.org names the last
    return {
        "name": title,
        "startDate": begin,
        "endDate": ends.isoformat() if ends else None,
        "location": place,
    }
