"""Read the events in the embedded state of a page's own program: Eventbrite, Luma and Wix.

They are returned with the property names of schema.org.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from bot.sources.parsers import timestamps
from bot.sources.parsers.json_feeds import JsonObject, first_of, parse_json
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.model import UnreadableDocument
from bot.sources.parsers.zone_names import zone_named

MAX_EMBEDDED = 500
MAX_DEPTH = 14  # lists within lists

_MARKS = ('"start_at"', '"start_time"', '"scheduling"')
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError)

Links = Mapping[str, str]  # by the last part of their paths, which is an event's slug


def read_embedded_events(page: LexborHTMLParser) -> list[JsonObject]:
    """Return the events in the JSON scripts of a page."""
    events: list[JsonObject] = []
    links: Links = {}
    for node in page.css('script[type="application/json"]'):
        text = node.text(deep=True)
        if not any(mark in text for mark in _MARKS):
            continue
        try:
            state = parse_json(text)
        except UnreadableDocument:
            continue
        links = links or _links(page)
        events += islice(_events_in(state, links, MAX_DEPTH), MAX_EMBEDDED)
    return events[:MAX_EMBEDDED]


def _links(page: LexborHTMLParser) -> Links:
    links: dict[str, str] = {}
    for node in page.css("a[href]"):
        link = attribute_of(node, "href")
        slug = link.partition("?")[0].rstrip("/").rpartition("/")[2]
        links[slug] = link
    return links


def _events_in(state: object, links: Links, depth: int) -> Iterator[JsonObject]:
    """Walk nested lists and objects, and yield the objects that are events."""
    if not depth:
        return
    if isinstance(state, dict):
        convert = _converter(state)
        if convert:
            try:
                yield convert(state, links)
            except _FAULTS:
                return
            return
        state = list(state.values())
    if isinstance(state, list):
        for item in state:
            yield from _events_in(item, links, depth - 1)


def _converter(data: JsonObject) -> Callable[[JsonObject, Links], JsonObject] | None:
    """Return the function that reads this kind of event, or None for anything else."""
    if "start_at" in data and str(data.get("api_id")).startswith("evt-"):
        return _from_luma
    if (
        "start_date" in data
        and "start_time" in data
        and "//www.eventbrite." in str(data.get("url"))
    ):
        return _from_eventbrite
    scheduling = data.get("scheduling")
    if "title" in data and isinstance(scheduling, dict) and "config" in scheduling:
        return _from_wix
    return None


def _from_luma(data: JsonObject, _links: Links) -> JsonObject:
    place = data.get("geo_address_info") or {}
    return {
        "name": data.get("name"),
        "startDate": data["start_at"],
        "endDate": data.get("end_at"),
        "location": first_of(place, "full_address", "address", "city_state"),
        "url": f"/{data.get('url') or ''}",
        "identifier": data["api_id"],
    }


def _from_eventbrite(data: JsonObject, _links: Links) -> JsonObject:
    venue = data.get("primary_venue") or {}
    address = venue.get("address") or {}
    zone = zone_named(str(data.get("timezone") or ""))
    return {
        "name": data.get("name"),
        "startDate": _moment(data["start_date"], data["start_time"], zone),
        "endDate": _moment(data.get("end_date"), data.get("end_time"), zone),
        "location": {
            "name": venue.get("name"),
            "address": {
                "streetAddress": address.get("address_1"),
                "addressLocality": address.get("city"),
            },
        },
        "description": data.get("summary"),
        "url": str(data["url"]).partition("?")[0],
        "eventStatus": _eventbrite_state(data),
    }


def _eventbrite_state(data: JsonObject) -> str:
    if data.get("is_cancelled"):
        return "EventCancelled"
    return "EventPostponed" if data.get("status") == "postponed" else ""


def _from_wix(data: JsonObject, links: Links) -> JsonObject:
    schedule = data["scheduling"]["config"]
    place = data.get("location") or {}
    return {
        "name": data["title"],
        "startDate": None if schedule.get("scheduleTbd") else schedule["startDate"],
        "endDate": schedule.get("endDate"),
        "location": {"name": place.get("name"), "address": place.get("address")},
        "description": data.get("description"),
        "url": links.get(str(data.get("slug"))),
        "identifier": data.get("id"),
        "eventStatus": "EventCancelled" if data.get("status") in (3, "CANCELED") else "",
    }


def _moment(date: object, time: object, zone: str) -> str:
    """Return a local date and time as an ISO instant, or without an offset if the zone is odd."""
    local = f"{date}T{time}"
    stamp = timestamps.read_timestamp(local)
    if stamp and zone:
        return timestamps.to_instant(stamp, zone).isoformat()
    return local
