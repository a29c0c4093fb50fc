"""Read the events that the elements of a page mark up: microdata, RDFa Lite, h-event."""

import datetime as dt
import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.parsers import sanitise
from bot.sources.parsers.date_extraction import find_dates
from bot.sources.parsers.json_feeds import JsonObject, first_of
from bot.sources.parsers.json_ld import MAX_EVENTS_MARKED, is_event_type
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.timestamps import read_timestamp

_HOUR = re.compile(r"\d\d:\d\d")
_ONE_DAY = dt.timedelta(days=1)
_H_EVENT_SELECTORS = {
    "name": ".p-name, .summary",
    "startDate": ".dt-start, .dtstart",
    "endDate": ".dt-end, .dtend",
    "location": ".p-location, .location",
    "url": ".u-url, a.url",
    "description": ".p-summary, .e-content, .description",
}


class _Dialect(NamedTuple):
    """The attributes in which elements name an object, its type and its properties."""

    objects: str
    object_type: str
    property_name: str


_MICRODATA = _Dialect('[itemscope][itemtype*="schema.org/"]', "itemtype", "itemprop")
_RDFA = _Dialect("[typeof]", "typeof", "property")


def read_marked_up_events(page: LexborHTMLParser) -> list[JsonObject]:
    """Return events with the property names of schema.org."""
    return [
        *_schema_events(page, _MICRODATA),
        *_schema_events(page, _RDFA),
        *_h_events(page),
    ]


def _schema_events(page: LexborHTMLParser, dialect: _Dialect) -> list[JsonObject]:
    events: list[JsonObject] = []
    for node in page.css(dialect.objects):
        kind = attribute_of(node, dialect.object_type).rstrip("/")
        if is_event_type(kind) and len(events) < MAX_EVENTS_MARKED:
            events.append(_properties(node, dialect))
    return events


def _properties(node: LexborNode, dialect: _Dialect) -> JsonObject:
    """Return the properties of an object, without those of the objects inside it."""
    properties: dict[str, str] = {}
    for inner in node.css(f"[{dialect.property_name}]"):
        if inner == node or not _belongs_to(inner, node, dialect):
            continue
        name = attribute_of(inner, dialect.property_name).removeprefix("schema:")
        if name == "location" and _is_object(inner, dialect):
            properties.setdefault(name, _place(inner, dialect))
        elif name in ("startDate", "endDate"):
            properties.setdefault(name, _shown_time(inner))
        else:
            properties.setdefault(name, _value(inner))
    return properties


def _belongs_to(inner: LexborNode, node: LexborNode, dialect: _Dialect) -> bool:
    """Return whether no other object stands between an element and `node`."""
    parent = inner.parent
    while parent is not None and parent != node:
        if _is_object(parent, dialect):
            return False
        parent = parent.parent
    return True


def _is_object(node: LexborNode, dialect: _Dialect) -> bool:
    return "itemscope" in node.attributes or dialect.object_type in node.attributes


def _place(node: LexborNode, dialect: _Dialect) -> str:
    """Return a place in one line; the name that counts is its own, not that of its address."""
    properties: dict[str, str] = {}
    for inner in node.css(f"[{dialect.property_name}]"):
        name = attribute_of(inner, dialect.property_name).removeprefix("schema:")
        if inner != node and (name != "name" or _belongs_to(inner, node, dialect)):
            properties[name] = _value(inner)

    address = properties.get("streetAddress") or properties.get("address")
    return sanitise.clean_place(properties.get("name"), address, properties.get("addressLocality"))


def _shown_time(node: LexborNode) -> str:
    """Return the time of an element as a program reads it, unless people read another hour.

    Some sites write UTC for programs, without saying so, and local time for people.
    """
    value = _value(node)
    stamp = read_timestamp(value)
    if not isinstance(stamp, dt.datetime) or stamp.tzinfo:
        return value

    shown = find_dates(node.text(separator=" "), stamp.date(), written=stamp.date())
    if not shown or not isinstance(shown[0], dt.datetime):
        return value
    if abs(shown[0].date() - stamp.date()) > _ONE_DAY:
        return value
    return shown[0].isoformat()


def _h_events(page: LexborHTMLParser) -> list[JsonObject]:
    events: list[JsonObject] = []
    for node in page.css(".h-event, .vevent")[:MAX_EVENTS_MARKED]:
        properties: dict[str, str] = {}
        for name, selector in _H_EVENT_SELECTORS.items():
            inner = node.css_first(selector)
            if inner is not None:
                properties[name] = _h_event_value(name, inner)
        events.append(properties)
    return events


def _h_event_value(name: str, node: LexborNode) -> str:
    if name.endswith("Date"):
        return _h_event_time(node)
    if name in ("name", "location"):
        return " ".join(node.text().split())
    return _value(node)


def _value(node: LexborNode) -> str:
    return first_of(node.attributes, "content", "datetime", "href") or node.text(strip=True)


def _h_event_time(node: LexborNode) -> str:
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
