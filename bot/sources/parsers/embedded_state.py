"""Read the events that a page carries for its own program, in the terms of schema.org.

Eventbrite, Luma and Wix.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.sources.parsers import timestamps
from bot.sources.parsers.json_feeds import parse_json
from bot.sources.parsers.model import UnreadableDocument

MAX_EMBEDDED = 500
MAX_DEPTH = 14  # lists within lists

_MARKS = ('"start_at"', '"start_time"', '"scheduling"')
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError)

EventData = Mapping[str, Any]


def read_embedded_events(page: LexborHTMLParser) -> list[EventData]:
    """Give the events in the data of a page's program."""
    found: list[EventData] = []
    links: dict[str, str] = {}
    for node in page.css('script[type="application/json"]'):
        text = node.text(deep=True)
        if not any(mark in text for mark in _MARKS):
            continue
        try:
            told = parse_json(text)
        except UnreadableDocument:
            continue
        links = links or _links(page)
        found += islice(_events_in(told, links, MAX_DEPTH), MAX_EMBEDDED)
    return found[:MAX_EMBEDDED]


def _links(page: LexborHTMLParser) -> dict[str, str]:
    """Give the links of a page by the last part of their paths, which names an event."""
    told = (node.attributes.get("href") or "" for node in page.css("a[href]"))
    return {link.partition("?")[0].rstrip("/").rpartition("/")[2]: link for link in told}


def _events_in(told: Any, links: Mapping[str, str], depth: int) -> Iterator[EventData]:
    if not depth:
        return
    if isinstance(told, dict):
        if make := _kind(told):
            try:
                yield make(told, links)
            except _FAULTS:
                return
            return
        told = list(told.values())
    if isinstance(told, list):
        for each in told:
            yield from _events_in(each, links, depth - 1)


def _kind(told: EventData) -> Callable[[EventData, Mapping[str, str]], EventData] | None:
    if "start_at" in told and str(told.get("api_id")).startswith("evt-"):
        return _luma
    if (
        "start_date" in told
        and "start_time" in told
        and "//www.eventbrite." in str(told.get("url"))
    ):
        return _eventbrite
    if (
        "title" in told
        and isinstance(told.get("scheduling"), dict)
        and "config" in told["scheduling"]
    ):
        return _wix
    return None


def _luma(told: EventData, _links: Mapping[str, str]) -> EventData:
    where = told.get("geo_address_info") or {}
    return {
        "name": told.get("name"),
        "startDate": told["start_at"],
        "endDate": told.get("end_at"),
        "location": where.get("full_address") or where.get("address") or where.get("city_state"),
        "url": f"/{told.get('url') or ''}",
        "identifier": told["api_id"],
    }


def _eventbrite(told: EventData, _links: Mapping[str, str]) -> EventData:
    venue = told.get("primary_venue") or {}
    address = venue.get("address") or {}
    zone = timestamps.zone_named(str(told.get("timezone") or ""))
    return {
        "name": told.get("name"),
        "startDate": _moment(told["start_date"], told["start_time"], zone),
        "endDate": _moment(told.get("end_date"), told.get("end_time"), zone),
        "location": {
            "name": venue.get("name"),
            "address": {
                "streetAddress": address.get("address_1"),
                "addressLocality": address.get("city"),
            },
        },
        "description": told.get("summary"),
        "url": str(told["url"]).partition("?")[0],
        "eventStatus": "EventCancelled" if told.get("is_cancelled") else "",
    }


def _wix(told: EventData, links: Mapping[str, str]) -> EventData:
    when, where = told["scheduling"]["config"], told.get("location") or {}
    return {
        "name": told["title"],
        "startDate": None if when.get("scheduleTbd") else when["startDate"],
        "endDate": when.get("endDate"),
        "location": {"name": where.get("name"), "address": where.get("address")},
        "description": told.get("description"),
        "url": links.get(str(told.get("slug"))),
        "identifier": told.get("id"),
        "eventStatus": "EventCancelled" if told.get("status") in (3, "CANCELED") else "",
    }


def _moment(date: object, time: object, zone: str) -> str:
    told = f"{date}T{time}"
    stamp = timestamps.read_timestamp(told)
    return timestamps.to_instant(stamp, zone).isoformat() if stamp and zone else told
