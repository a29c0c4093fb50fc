"""Read the JSON in which some sites give their events: The Events Calendar, Squarespace,
Localist."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.model import (
    LOOKBACK,
    MAX_EVENTS,
    SINGLE_HORIZON,
    Document,
    ParsedEvent,
    ParseResult,
    UnreadableDocument,
)
from bot.sources.parsers.timestamps import zone_named

_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError)

EventMaker = Callable[[Any], Iterator[ParsedEvent]]


def read_json(document: Document) -> ParseResult:
    """Read the events in a known kind of JSON."""
    told = parse_json(document.body)
    if not isinstance(told, dict):
        raise UnreadableDocument("no_events", "JSON of an unknown kind")
    collection = told.get("collection")
    if (
        "upcoming" in told
        or "past" in told
        or (isinstance(collection, dict) and collection.get("typeName") == "events")
    ):
        return _squarespace(told, document)
    events = told.get("events")
    if isinstance(events, list) and any(
        isinstance(each, dict) and "event" in each for each in events
    ):
        read = _reading("localist", "", events, lambda each: _localist(each, document), document)
        return _with_more(read, _next_page(told.get("page"), document.address))
    if isinstance(events, list) and (not events or "start_date" in events[0]):
        read = _reading("tribe", "", events, lambda each: _tribe(each, document), document)
        return _with_more(read, told.get("next_rest_url"))
    raise UnreadableDocument("no_events", "JSON of an unknown kind")


def parse_json(body: bytes | str) -> Any:
    """Read JSON; whatever is wrong with it, it is unreadable."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("unreadable", f"not JSON: {str(error)[:100]}") from error


def is_in_window(found: ParsedEvent, now: dt.datetime) -> bool:
    """Tell whether an event lies ahead, and not too far."""
    return found.ends_at > now - LOOKBACK and found.starts_at <= now + SINGLE_HORIZON


def _reading(
    kind: str, title: str, told: list[Any], make: EventMaker, document: Document, zone: str = ""
) -> ParseResult:
    found: list[ParsedEvent] = []
    bad = 0
    for each in told[:MAX_EVENTS]:
        try:
            found += [event for event in make(each) if is_in_window(event, document.now)]
        except _FAULTS:
            bad += 1
    events = tuple(sorted(found, key=lambda each: each.starts_at)[:MAX_EVENTS])
    return ParseResult(kind, sanitise.strip_markup(title, 100), zone, events, skipped=bad)


def _with_more(read: ParseResult, address: object) -> ParseResult:
    from msgspec import structs

    return structs.replace(read, next_page=sanitise.clean_link(address))


def _next_page(page: Any, address: str) -> str:
    """Give the address of the next page of a list that says on which one of how many it stands."""
    number, last = (
        (page.get("current"), page.get("total")) if isinstance(page, dict) else (None, None)
    )
    if not isinstance(number, int) or not isinstance(last, int) or number >= last:
        return ""
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    return parts._replace(query=urlencode([*asked, ("page", number + 1)])).geturl()


def _tribe(told: Mapping[str, Any], document: Document) -> Iterator[ParsedEvent]:
    zone = zone_named(str(told.get("timezone", ""))) or document.zone
    starts, ends = (
        timestamps.read_timestamp(told["start_date"]),
        timestamps.read_timestamp(told.get("end_date")),
    )
    if starts is None:
        raise ValueError("no beginning")
    if told.get("all_day"):
        starts = starts.date() if isinstance(starts, dt.datetime) else starts
        last = ends.date() if isinstance(ends, dt.datetime) else ends
        ends = last and last + dt.timedelta(days=1)
    begins, over, all_day = timestamps.event_span(starts, ends, zone)
    title, struck = sanitise.clean_title(told.get("title"))
    venue = told.get("venue") or {}
    venue = venue[0] if isinstance(venue, list) and venue else venue
    venue = venue if isinstance(venue, dict) else {}
    yield ParsedEvent(
        uid=str(told.get("global_id") or told.get("id") or sanitise.content_uid(title, begins))[
            :500
        ],
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=over,
        zone=zone,
        all_day=all_day,
        place=sanitise.clean_place(venue.get("venue"), venue.get("address"), venue.get("city")),
        description=sanitise.clean_description(told.get("description") or told.get("excerpt")),
        link=sanitise.clean_link(told.get("url"), told.get("website")),
        cancelled=struck or str(told.get("status")) in ("canceled", "cancelled", "trash"),
        topics=sanitise.clean_topics([each.get("name") for each in told.get("categories") or []]),
    )


def _squarespace(told: Mapping[str, Any], document: Document) -> ParseResult:
    site = told.get("website") if isinstance(told.get("website"), dict) else {}
    collection = told.get("collection") if isinstance(told.get("collection"), dict) else {}
    assert isinstance(site, dict)
    assert isinstance(collection, dict)
    zone = zone_named(str(site.get("timeZone", "")))
    base = sanitise.clean_link(site.get("authenticUrl"), site.get("baseUrl")) or document.address
    upcoming = told.get("upcoming", told.get("items"))

    def make(each: Mapping[str, Any]) -> Iterator[ParsedEvent]:
        starts = dt.datetime.fromtimestamp(each["startDate"] // 1000, dt.UTC)
        ends = (
            dt.datetime.fromtimestamp(each["endDate"] // 1000, dt.UTC)
            if each.get("endDate")
            else None
        )
        begins, over, _ = timestamps.event_span(starts, ends, zone or document.zone)
        title, struck = sanitise.clean_title(each.get("title"))
        where = each.get("location") or {}
        yield ParsedEvent(
            uid=str(each.get("id") or sanitise.content_uid(title, begins))[:500],
            title=title or sanitise.UNTITLED,
            starts_at=begins,
            ends_at=over,
            zone=zone or document.zone,
            place=sanitise.clean_place(
                where.get("addressTitle"), where.get("addressLine1"), where.get("addressLine2")
            ),
            description=sanitise.clean_description(each.get("excerpt") or each.get("body")),
            link=sanitise.clean_link(urljoin(base, str(each.get("fullUrl", "")))),
            cancelled=struck,
            topics=sanitise.clean_topics(each.get("categories") or each.get("tags")),
        )

    title = str(collection.get("title", ""))
    return _reading(
        "squarespace", title, upcoming if isinstance(upcoming, list) else [], make, document, zone
    )


def _localist(told: Mapping[str, Any], document: Document) -> Iterator[ParsedEvent]:
    event = told["event"]
    title, struck = sanitise.clean_title(event.get("title"))
    for each in event.get("event_instances") or []:
        at = each["event_instance"]
        starts, ends = (
            timestamps.read_timestamp(at.get("start")),
            timestamps.read_timestamp(at.get("end")),
        )
        if starts is None:
            raise ValueError("no beginning")
        if at.get("all_day"):
            starts, ends = starts.date() if isinstance(starts, dt.datetime) else starts, None
        begins, over, all_day = timestamps.event_span(starts, ends, document.zone)
        yield ParsedEvent(
            uid=f"{event['id']}"[:500],
            title=title or sanitise.UNTITLED,
            starts_at=begins,
            ends_at=over,
            zone=document.zone,
            recurrence=str(at.get("id", ""))[:100],
            all_day=all_day,
            place=sanitise.clean_place(
                event.get("location_name"), event.get("room_number"), event.get("address")
            ),
            description=sanitise.clean_description(
                event.get("description_text") or event.get("description")
            ),
            link=sanitise.clean_link(event.get("localist_url"), event.get("url")),
            cancelled=struck or str(event.get("status")) == "canceled",
            topics=sanitise.clean_topics(event.get("keywords") or event.get("tags")),
        )
