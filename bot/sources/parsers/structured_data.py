"""Read the events of a page: from its structured data, else from what people see on it."""

import datetime as dt
from collections.abc import Callable, Iterable
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.date_extraction import find_dates
from bot.sources.parsers.embedded_state import read_embedded_events
from bot.sources.parsers.json_feeds import UID_LIMIT, JsonObject, first_of, is_in_window
from bot.sources.parsers.json_ld import read_json_ld
from bot.sources.parsers.listing_induction import induce_events
from bot.sources.parsers.marked_up import read_marked_up_events
from bot.sources.parsers.model import Document, ListedAs, ParsedEvent
from bot.sources.parsers.page_clues import (
    find_hours_beside,
    read_calendar_links,
    read_time_elements,
)
from bot.sources.parsers.timestamps import DateOrTime

# A longer one with hours is a whole series in one entry, from its first evening to its last.
MAX_LENGTH_WITH_HOURS = dt.timedelta(days=14)

_FAULTS = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
_OFF = ("EventCancelled", "EventPostponed")
_STATES: dict[str, ListedAs] = {
    "EventPostponed": "postponed",
    "EventRescheduled": "rescheduled",
    "EventMovedOnline": "online",
}
_SOLD_OUT = ("SoldOut", "sold_out")

Reader = Callable[[LexborHTMLParser], list[JsonObject]]


def read_events_of_page(page: LexborHTMLParser, document: Document) -> tuple[ParsedEvent, ...]:
    """Return the events of a page, each once, the soonest first.

    Without data for programs, they are read from its text, as long as more is found there.
    """
    for readers in (
        (read_json_ld, read_marked_up_events, read_embedded_events),
        (read_calendar_links,),
    ):
        events = _read_with(readers, page, document)
        if events:
            return _sorted(events)

    timed = _read_with((read_time_elements,), page, document)
    induced = induce_events(page, document)
    if len(timed) >= sum(event.sure for event in induced) and timed:
        return _sorted(timed)
    return induced


def _sorted(events: Iterable[ParsedEvent]) -> tuple[ParsedEvent, ...]:
    return tuple(sorted(events, key=lambda event: event.starts_at))


def _read_with(
    readers: Iterable[Reader], page: LexborHTMLParser, document: Document
) -> list[ParsedEvent]:
    events: dict[tuple[str, dt.datetime], ParsedEvent] = {}
    for read in readers:
        for data in read(page):
            try:
                event = _make_event(data, page, document)
            except _FAULTS:
                continue
            if event and is_in_window(event, document.now):
                events.setdefault((event.title, event.starts_at), event)
    return sanitise.drop_contradicted(events.values())


def _make_event(data: JsonObject, page: LexborHTMLParser, document: Document) -> ParsedEvent | None:
    """Return the event with these schema.org properties, or None without a readable start."""
    starts = _read_time(data.get("startDate"), document)
    if starts is None:
        return None

    ends = _end(starts, _read_time(data.get("endDate"), document))
    title, struck = sanitise.clean_title(data.get("name"))
    url = first_of(data, "url", "@id") or ""
    link = sanitise.clean_link(urljoin(document.address, str(url))) if url else ""
    if ends is None or ends == _day_after(starts):
        beside = _hours_beside(page, document, title, link, starts)
        starts, ends = beside or (starts, ends)

    begins, over, all_day = timestamps.event_span(starts, ends, document.zone)
    if not all_day and over - begins > MAX_LENGTH_WITH_HOURS:
        return None
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
        cancelled=struck or any(state in _OFF for state in _states(data)),
        topics=sanitise.clean_topics(data.get("keywords")),
        listed_as=_listed_as(data),
    )


def _states(data: JsonObject) -> list[str]:
    """Return the names of its states, without the address before them."""
    value = data.get("eventStatus")
    states = value if isinstance(value, list) else [value]
    return [str(state).rpartition("/")[2] for state in states[:5]]


def _listed_as(data: JsonObject) -> ListedAs:
    """Return what the state of an event, its title or its tickets say of it."""
    states = _states(data)
    if "EventCancelled" in states:
        return ""
    for state in states:
        if state in _STATES:
            return _STATES[state]
    remark = sanitise.title_remark(data.get("name"))
    return remark or ("sold_out" if _is_sold_out(data.get("offers")) else "")


def _is_sold_out(offers: object) -> bool:
    """Return whether every kind of ticket is sold out."""
    listed = offers if isinstance(offers, list) else [offers]
    kinds = [offer for offer in listed if isinstance(offer, dict)]
    return bool(kinds) and all(
        str(offer.get("availability", "")).endswith(_SOLD_OUT) for offer in kinds
    )


def _read_time(value: object, document: Document) -> DateOrTime | None:
    """Return a time in ISO form, or as people write it in words."""
    stamp = timestamps.read_timestamp(value)
    if stamp is not None or not isinstance(value, str):
        return stamp
    found = find_dates(value[:100], document.now.date())
    return found[0] if found else None


def _end(starts: DateOrTime, ends: DateOrTime | None) -> DateOrTime | None:
    """Return an end of the same type as the start; a last day is included in the event."""
    if isinstance(ends, dt.datetime) is not isinstance(starts, dt.datetime):
        return None
    if ends is None or isinstance(starts, dt.datetime):
        return ends
    return ends + dt.timedelta(days=1)


def _day_after(starts: DateOrTime) -> DateOrTime | None:
    if isinstance(starts, dt.datetime):
        return None
    return starts + dt.timedelta(days=1)


def _hours_beside(
    page: LexborHTMLParser, document: Document, title: str, link: str, starts: DateOrTime
) -> tuple[DateOrTime, DateOrTime | None] | None:
    """Return the hours that the page shows for an event whose data has one day and no hour."""
    if isinstance(starts, dt.datetime):
        return None
    return find_hours_beside(page, document.address, title, link or document.address, starts)


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
