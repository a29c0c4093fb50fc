"""Read the events that a page tells to machines.

JSON-LD, microdata, h-event, the data of its own program.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.embedded_state import read_embedded_events
from bot.sources.parsers.json_feeds import is_in_window, parse_json
from bot.sources.parsers.model import Document, ParsedEvent, UnreadableDocument

MAX_MARKED = 500
MAX_DEPTH = 12  # lists within lists

_HOUR = re.compile(r"\d\d:\d\d")
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


def read_structured_data(page: LexborHTMLParser, document: Document) -> tuple[ParsedEvent, ...]:
    """Give the events that a page marks up, each once, the soonest first."""
    found: dict[tuple[str, dt.datetime], ParsedEvent] = {}
    for make in (
        *_linked_data(page),
        *_microdata(page),
        *_h_events(page),
        *read_embedded_events(page),
    ):
        try:
            event = _event(make, document)
        except _FAULTS:
            continue
        if event and is_in_window(event, document.now):
            found.setdefault((event.title, event.starts_at), event)
    return tuple(sorted(found.values(), key=lambda each: each.starts_at))


def _linked_data(page: LexborHTMLParser) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for node in page.css('script[type="application/ld+json"]'):
        try:
            found += _events_in(parse_json(_unwrapped(node.text(deep=True))), MAX_DEPTH)
        except UnreadableDocument:
            continue
    return found[:MAX_MARKED]


def _unwrapped(script: str) -> str:
    """Take off what hides a script from very old browsers, and let line breaks within words
    pass."""
    script = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    script = (
        script.removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .removeprefix("<![CDATA[")
        .removesuffix("]]>")
    )
    return script.replace("\n", " ").replace("\r", " ").replace("\t", " ")


def _events_in(told: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth and isinstance(told, list):
        for each in told:
            yield from _events_in(each, depth - 1)
    elif depth and isinstance(told, dict):
        kinds = told.get("@type")
        if any(
            str(kind).endswith(("Event", "Festival"))
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield told
        for name in (
            "@graph",
            "itemListElement",
            "item",
            "event",
            "events",
            "subEvent",
            "mainEntity",
        ):
            yield from _events_in(told.get(name), depth - 1)


def _event(told: Mapping[str, Any], document: Document) -> ParsedEvent | None:
    starts = timestamps.read_timestamp(told.get("startDate"))
    if starts is None:
        return None
    ends = timestamps.read_timestamp(told.get("endDate"))
    if isinstance(ends, dt.datetime) is not isinstance(starts, dt.datetime):
        ends = None
    elif ends is not None and not isinstance(starts, dt.datetime):
        ends += dt.timedelta(days=1)  # a last day that counts
    begins, over, all_day = timestamps.event_span(starts, ends, document.zone)
    title, struck = sanitise.clean_title(told.get("name"))
    url = told.get("url") or told.get("@id") or ""
    link = sanitise.clean_link(urljoin(document.address, str(url))) if url else ""
    told_id = told.get("@id") or told.get("identifier") or url
    identity = (
        str(told_id)
        if isinstance(told_id, str) and told_id
        else sanitise.content_uid(title, begins)
    )
    return ParsedEvent(
        uid=identity[:500],
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=over,
        zone=document.zone,
        all_day=all_day,
        place=_place(told.get("location")),
        description=sanitise.clean_description(told.get("description")),
        link=link or document.address,
        cancelled=struck or str(told.get("eventStatus", "")).endswith("EventCancelled"),
        topics=sanitise.clean_topics(told.get("keywords")),
    )


def _place(told: Any) -> str:
    if isinstance(told, list):
        return next((place for each in told[:5] if (place := _place(each))), "")
    if isinstance(told, str):
        return "" if sanitise.clean_link(told) else sanitise.clean_place(told)
    if not isinstance(told, dict) or str(told.get("@type")) == "VirtualLocation":
        return ""
    address = told.get("address")
    if isinstance(address, dict):
        return sanitise.clean_place(
            told.get("name"), address.get("streetAddress"), address.get("addressLocality")
        )
    return sanitise.clean_place(told.get("name"), address)


def _microdata(page: LexborHTMLParser) -> list[Mapping[str, Any]]:
    nodes = page.css('[itemscope][itemtype*="schema.org/"]')
    events = [
        node
        for node in nodes
        if (node.attributes.get("itemtype") or "").rstrip("/").endswith("Event")
    ]
    return [_properties(node) for node in events[:MAX_MARKED]]


def _properties(node: LexborNode) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for each in node.css("[itemprop]"):
        name = each.attributes.get("itemprop") or ""
        if name == "location" and "itemscope" in each.attributes:
            inner = {
                e.attributes.get("itemprop"): _value(e) for e in each.css("[itemprop]") if e != each
            }
            address = inner.get("streetAddress") or inner.get("address")
            told.setdefault(
                "location",
                sanitise.clean_place(inner.get("name"), address, inner.get("addressLocality")),
            )
        else:
            told.setdefault(name, _value(each))
    return told


def _text(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _value(node: LexborNode) -> str:
    given = node.attributes
    return (
        given.get("content") or given.get("datetime") or given.get("href") or node.text(strip=True)
    )


def _time(node: LexborNode) -> str:
    """Give the time that an element tells.

    Its own, that of an element in it, or a date and an hour in two of them.
    """
    inner = [node, *node.css(".value-title, abbr, time")[:3]]
    told = [each.attributes.get("datetime") or each.attributes.get("title") or "" for each in inner]
    first, second, *_ = [*filter(None, told), "", ""]
    return (
        f"{first}T{second}"
        if _HOUR.match(second) and len(first) == 10
        else first or node.text(strip=True)
    )


def _h_events(page: LexborHTMLParser) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for node in page.css(".h-event, .vevent")[:MAX_MARKED]:
        given = {
            "name": ".p-name, .summary",
            "startDate": ".dt-start, .dtstart",
            "endDate": ".dt-end, .dtend",
            "location": ".p-location, .location",
            "url": ".u-url, a.url",
            "description": ".p-summary, .e-content, .description",
        }
        told: dict[str, Any] = {}
        for name, selector in given.items():
            inner = node.css_first(selector)
            if inner is not None:
                read = (
                    _time
                    if name.endswith("Date")
                    else _text
                    if name in ("name", "location")
                    else _value
                )
                told[name] = read(inner)
        found.append(told)
    return found
