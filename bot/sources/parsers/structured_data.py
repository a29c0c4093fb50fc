"""Read the structured data of a page: JSON-LD, microdata, h-event, embedded state."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.embedded_state import read_embedded_events
from bot.sources.parsers.json_feeds import UID_LIMIT, JsonObject, first_of, is_in_window, parse_json
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.model import Document, ParsedEvent, UnreadableDocument
from bot.sources.parsers.timestamps import DateOrTime

MAX_MARKED = 500
MAX_DEPTH = 12  # lists within lists

_HOUR = re.compile(r"\d\d:\d\d")
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
_NESTING_PROPERTIES = (
    "@graph",
    "itemListElement",
    "item",
    "event",
    "events",
    "subEvent",
    "mainEntity",
)
_H_EVENT_SELECTORS = {
    "name": ".p-name, .summary",
    "startDate": ".dt-start, .dtstart",
    "endDate": ".dt-end, .dtend",
    "location": ".p-location, .location",
    "url": ".u-url, a.url",
    "description": ".p-summary, .e-content, .description",
}


def read_structured_data(page: LexborHTMLParser, document: Document) -> tuple[ParsedEvent, ...]:
    """Return the events that a page marks up, each once, the soonest first."""
    events: dict[tuple[str, dt.datetime], ParsedEvent] = {}
    for data in _marked_up(page):
        try:
            event = _event(data, document)
        except _FAULTS:
            continue
        if event and is_in_window(event, document.now):
            events.setdefault((event.title, event.starts_at), event)
    return tuple(sorted(events.values(), key=lambda event: event.starts_at))


def _marked_up(page: LexborHTMLParser) -> Iterable[JsonObject]:
    return (*_json_ld(page), *_microdata(page), *_h_events(page), *read_embedded_events(page))


def _json_ld(page: LexborHTMLParser) -> list[JsonObject]:
    events: list[JsonObject] = []
    for node in page.css('script[type="application/ld+json"]'):
        try:
            events += _events_in(parse_json(_unwrapped(node.text(deep=True))), MAX_DEPTH)
        except UnreadableDocument:
            continue
    return events[:MAX_MARKED]


def _unwrapped(script: str) -> str:
    """Remove the comment that hides a script from very old browsers, and line breaks in strings."""
    script = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    script = script.removeprefix("//<![CDATA[").removesuffix("//]]>")
    script = script.removeprefix("<![CDATA[").removesuffix("]]>")
    return script.replace("\n", " ").replace("\r", " ").replace("\t", " ")


def _events_in(data: object, depth: int) -> Iterator[JsonObject]:
    """Walk nested JSON-LD, and yield the objects whose type is an event."""
    if not depth:
        return
    if isinstance(data, list):
        for item in data:
            yield from _events_in(item, depth - 1)
    elif isinstance(data, dict):
        if _is_event(data.get("@type")):
            yield data
        for name in _NESTING_PROPERTIES:
            yield from _events_in(data.get(name), depth - 1)


def _is_event(kinds: object) -> bool:
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(name).endswith(("Event", "Festival")) for name in names)


def _event(data: JsonObject, document: Document) -> ParsedEvent | None:
    """Return the event with these schema.org properties, or None without a readable start."""
    starts = timestamps.read_timestamp(data.get("startDate"))
    if starts is None:
        return None

    ends = _end(starts, timestamps.read_timestamp(data.get("endDate")))
    begins, over, all_day = timestamps.event_span(starts, ends, document.zone)
    title, struck = sanitise.clean_title(data.get("name"))
    url = first_of(data, "url", "@id") or ""
    link = sanitise.clean_link(urljoin(document.address, str(url))) if url else ""
    uid = first_of(data, "@id", "identifier") or url
    if not (isinstance(uid, str) and uid):
        uid = sanitise.content_uid(title, begins)
    return ParsedEvent(
        uid=uid[:UID_LIMIT],
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=over,
        zone=document.zone,
        all_day=all_day,
        place=_place(data.get("location")),
        description=sanitise.clean_description(data.get("description")),
        link=link or document.address,
        cancelled=struck or str(data.get("eventStatus", "")).endswith("EventCancelled"),
        topics=sanitise.clean_topics(data.get("keywords")),
    )


def _end(starts: DateOrTime, ends: DateOrTime | None) -> DateOrTime | None:
    """Return an end of the same type as the start; a last day is included in the event."""
    if isinstance(ends, dt.datetime) is not isinstance(starts, dt.datetime):
        return None
    if ends is None or isinstance(starts, dt.datetime):
        return ends
    return ends + dt.timedelta(days=1)


def _place(location: object) -> str:
    if isinstance(location, list):
        places = map(_place, location[:5])
        return next(filter(None, places), "")
    if isinstance(location, str):
        if sanitise.clean_link(location):
            return ""
        return sanitise.clean_place(location)
    if not isinstance(location, dict) or str(location.get("@type")) == "VirtualLocation":
        return ""

    name, address = location.get("name"), location.get("address")
    if isinstance(address, dict):
        street, town = address.get("streetAddress"), address.get("addressLocality")
        return sanitise.clean_place(name, street, town)
    return sanitise.clean_place(name, address)


def _microdata(page: LexborHTMLParser) -> list[JsonObject]:
    events: list[JsonObject] = []
    for node in page.css('[itemscope][itemtype*="schema.org/"]'):
        kind = attribute_of(node, "itemtype")
        if kind.rstrip("/").endswith("Event") and len(events) < MAX_MARKED:
            events.append(_properties(node))
    return events


def _properties(node: LexborNode) -> JsonObject:
    properties: dict[str, str] = {}
    for inner in node.css("[itemprop]"):
        name = attribute_of(inner, "itemprop")
        if name == "location" and "itemscope" in inner.attributes:
            properties.setdefault(name, _microdata_place(inner))
        else:
            properties.setdefault(name, _value(inner))
    return properties


def _microdata_place(node: LexborNode) -> str:
    properties: dict[str | None, str] = {}
    for inner in node.css("[itemprop]"):
        if inner != node:
            properties[inner.attributes.get("itemprop")] = _value(inner)

    address = properties.get("streetAddress") or properties.get("address")
    return sanitise.clean_place(properties.get("name"), address, properties.get("addressLocality"))


def _h_events(page: LexborHTMLParser) -> list[JsonObject]:
    events: list[JsonObject] = []
    for node in page.css(".h-event, .vevent")[:MAX_MARKED]:
        properties: dict[str, str] = {}
        for name, selector in _H_EVENT_SELECTORS.items():
            inner = node.css_first(selector)
            if inner is not None:
                properties[name] = _h_event_value(name, inner)
        events.append(properties)
    return events


def _h_event_value(name: str, node: LexborNode) -> str:
    if name.endswith("Date"):
        return _time(node)
    if name in ("name", "location"):
        return " ".join(node.text().split())
    return _value(node)


def _value(node: LexborNode) -> str:
    return first_of(node.attributes, "content", "datetime", "href") or node.text(strip=True)


def _time(node: LexborNode) -> str:
    """Return the time of an element.

    Its own, that of an element in it, or a date and an hour in two of them.
    """
    values: list[str] = []
    for inner in (node, *node.css(".value-title, abbr, time")[:3]):
        value = first_of(inner.attributes, "datetime", "title")
        if value:
            values.append(value)

    if not values:
        return node.text(strip=True)
    date = values[0]
    if len(values) > 1 and len(date) == 10 and _HOUR.match(values[1]):
        return f"{date}T{values[1]}"
    return date
