"""Parse the JSON of The Events Calendar (WordPress), Squarespace and Localist."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from msgspec import structs

from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.model import (
    FOR_EVER,
    LOOKBACK,
    MAX_EVENTS,
    SINGLE_HORIZON,
    Document,
    ParsedEvent,
    ParseResult,
    UnreadableDocument,
)
from bot.sources.parsers.timestamps import DateOrTime
from bot.sources.parsers.zone_names import zone_named

UID_LIMIT = 500
_MAX_DIGITS = 4
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError)

JsonObject = Mapping[str, Any]
EventMaker = Callable[[JsonObject], Iterable[ParsedEvent]]


def read_json(document: Document) -> ParseResult:
    """Parse the events of a known kind of JSON.

    Raise UnreadableDocument for any other kind.
    """
    data = parse_json(document.body)
    if not isinstance(data, dict):
        raise UnreadableDocument("no_events", "JSON of an unknown kind")
    if _is_squarespace(data):
        return _read_squarespace(data, document)

    events = data.get("events")
    if not isinstance(events, list):
        raise UnreadableDocument("no_events", "JSON of an unknown kind")
    if any(isinstance(event, dict) and "event" in event for event in events):
        result = _collect("localist", events, lambda data: _localist(data, document), document)
        following = _next_page(data.get("page"), document.address)
        return _with_next_page(result, following, _window_end(document))
    if not events or "start_date" in events[0]:
        result = _collect("tribe", events, lambda data: [_tribe(data, document)], document)
        return _with_next_page(result, data.get("next_rest_url"))
    raise UnreadableDocument("no_events", "JSON of an unknown kind")


def parse_json(body: bytes | str) -> Any:
    """Decode JSON; raise UnreadableDocument for whatever is wrong with it."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("unreadable", "not JSON") from error


def first_of(data: JsonObject, *names: str) -> Any:
    """Return the first of these properties that has a value, or None."""
    for name in names:
        value = data.get(name)
        if value:
            return value
    return None


def is_in_window(event: ParsedEvent, now: dt.datetime) -> bool:
    """Return whether an event is not over, and not too far ahead."""
    return event.ends_at > now - LOOKBACK and event.starts_at <= now + SINGLE_HORIZON


def _collect(
    kind: str, items: list[JsonObject], make: EventMaker, document: Document
) -> ParseResult:
    """Make the events of each item, and count the items that cannot be read."""
    events: list[ParsedEvent] = []
    bad = 0
    for item in items[:MAX_EVENTS]:
        try:
            events += [event for event in make(item) if is_in_window(event, document.now)]
        except _FAULTS:
            bad += 1

    events.sort(key=lambda event: event.starts_at)
    return ParseResult(
        kind, events=tuple(events[:MAX_EVENTS]), skipped=bad, entries=len(items[:MAX_EVENTS])
    )


def _with_next_page(
    result: ParseResult, address: object, until: dt.datetime = FOR_EVER
) -> ParseResult:
    """Return a page of a list; the last one ends at `until`, and nothing comes before it."""
    following = sanitise.clean_link(address)
    return structs.replace(result, next_page=following, sees_until=None if following else until)


def _window_end(document: Document) -> dt.datetime:
    """Return up to when an address asks Localist for events."""
    days = dict(parse_qsl(urlsplit(document.address).query)).get("days", "")
    if days.isdecimal() and len(days) < _MAX_DIGITS:
        return document.now + dt.timedelta(days=int(days) - 1)
    return document.now


def _next_page(page: object, address: str) -> str:
    """Return the address of the next page, from the number of this page and their count."""
    if not isinstance(page, dict):
        return ""
    number, last = page.get("current"), page.get("total")
    if not isinstance(number, int) or not isinstance(last, int) or number >= last:
        return ""

    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    query.append(("page", str(number + 1)))
    return parts._replace(query=urlencode(query)).geturl()


def _tribe(data: JsonObject, document: Document) -> ParsedEvent:
    zone = zone_named(str(data.get("timezone", ""))) or document.zone
    begins, over, all_day = timestamps.event_span(*_tribe_span(data), zone)
    title, struck = sanitise.clean_title(data.get("title"))
    uid = first_of(data, "global_id", "id") or sanitise.content_uid(title, begins)
    venue = _tribe_venue(data.get("venue"))
    categories = [category.get("name") for category in data.get("categories") or []]
    return ParsedEvent(
        uid=str(uid)[:UID_LIMIT],
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=over,
        zone=zone,
        all_day=all_day,
        place=sanitise.clean_place(venue.get("venue"), venue.get("address"), venue.get("city")),
        description=sanitise.clean_description(first_of(data, "description", "excerpt")),
        link=sanitise.clean_link(data.get("url"), data.get("website")),
        cancelled=struck or str(data.get("status")) in ("canceled", "cancelled", "trash"),
        topics=sanitise.clean_topics(categories),
        listed_as=sanitise.title_remark(data.get("title")),
    )


def _tribe_span(data: JsonObject) -> tuple[DateOrTime, DateOrTime | None]:
    starts = timestamps.read_timestamp(data["start_date"])
    ends = timestamps.read_timestamp(data.get("end_date"))
    if starts is None:
        raise ValueError("no beginning")
    if not data.get("all_day"):
        return starts, ends
    if ends is None:
        return _date_of(starts), None
    return _date_of(starts), _date_of(ends) + dt.timedelta(days=1)


def _tribe_venue(venue: object) -> JsonObject:
    if isinstance(venue, list) and venue:
        venue = venue[0]
    if isinstance(venue, dict):
        return venue
    return {}


def _is_squarespace(data: JsonObject) -> bool:
    if "upcoming" in data or "past" in data:
        return True
    collection = data.get("collection")
    return isinstance(collection, dict) and collection.get("typeName") == "events"


def _read_squarespace(data: JsonObject, document: Document) -> ParseResult:
    site = _object(data.get("website"))
    zone = zone_named(str(site.get("timeZone", "")))
    base = sanitise.clean_link(site.get("authenticUrl"), site.get("baseUrl")) or document.address
    upcoming = data.get("upcoming", data.get("items"))
    result = _collect(
        "squarespace",
        upcoming if isinstance(upcoming, list) else [],
        lambda item: [_squarespace(item, zone or document.zone, base)],
        document,
    )
    title = str(_object(data.get("collection")).get("title", ""))
    return structs.replace(result, title=sanitise.strip_markup(title, 100), zone=zone)


def _squarespace(item: JsonObject, zone: str, base: str) -> ParsedEvent:
    starts = _from_milliseconds(item["startDate"])
    ends = _from_milliseconds(item["endDate"]) if item.get("endDate") else None
    begins, over, _ = timestamps.event_span(starts, ends, zone)
    title, struck = sanitise.clean_title(item.get("title"))
    uid = item.get("id") or sanitise.content_uid(title, begins)
    place = item.get("location") or {}
    return ParsedEvent(
        uid=str(uid)[:UID_LIMIT],
        title=title or sanitise.UNTITLED,
        starts_at=begins,
        ends_at=over,
        zone=zone,
        place=sanitise.clean_place(
            place.get("addressTitle"), place.get("addressLine1"), place.get("addressLine2")
        ),
        description=sanitise.clean_description(first_of(item, "excerpt", "body")),
        link=sanitise.clean_link(urljoin(base, str(item.get("fullUrl", "")))),
        cancelled=struck,
        topics=sanitise.clean_topics(first_of(item, "categories", "tags")),
        listed_as=sanitise.title_remark(item.get("title")),
    )


def _localist(data: JsonObject, document: Document) -> Iterator[ParsedEvent]:
    """Yield one event for wrapper instance of a Localist event."""
    event = data["event"]
    title, struck = sanitise.clean_title(event.get("title"))
    for wrapper in event.get("event_instances") or []:
        instance = wrapper["event_instance"]
        begins, over, all_day = timestamps.event_span(*_localist_span(instance), document.zone)
        yield ParsedEvent(
            uid=str(event["id"])[:UID_LIMIT],
            title=title or sanitise.UNTITLED,
            starts_at=begins,
            ends_at=over,
            zone=document.zone,
            recurrence=str(instance.get("id", ""))[:100],
            all_day=all_day,
            place=sanitise.clean_place(
                event.get("location_name"), event.get("room_number"), event.get("address")
            ),
            description=sanitise.clean_description(
                first_of(event, "description_text", "description")
            ),
            link=sanitise.clean_link(event.get("localist_url"), event.get("url")),
            cancelled=struck or str(event.get("status")) == "canceled",
            topics=sanitise.clean_topics(first_of(event, "keywords", "tags")),
            listed_as=sanitise.title_remark(event.get("title")),
        )


def _localist_span(instance: JsonObject) -> tuple[DateOrTime, DateOrTime | None]:
    starts = timestamps.read_timestamp(instance.get("start"))
    ends = timestamps.read_timestamp(instance.get("end"))
    if starts is None:
        raise ValueError("no beginning")
    if instance.get("all_day"):
        return (_date_of(starts), None)
    return (starts, ends)


def _object(value: object) -> JsonObject:
    if isinstance(value, dict):
        return value
    return {}


def _date_of(moment: DateOrTime) -> dt.date:
    if isinstance(moment, dt.datetime):
        return moment.date()
    return moment


def _from_milliseconds(value: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(value // 1000, dt.UTC)
