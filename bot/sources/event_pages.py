"""Complete the events of a list with what their own pages say."""

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.sources.parsers.model import ParsedEvent, ParseResult


def complete_events(
    listed: Sequence[ParsedEvent], pages: Mapping[str, ParseResult]
) -> tuple[ParsedEvent, ...]:
    """Return the events of a list: by the data of their pages, or else with the hour found there.

    An event whose page says nothing stays as the list has it.
    """
    complete: list[ParsedEvent] = []
    for link, reading in pages.items():
        complete += _events_of_page(reading, [event for event in listed if event.link == link])
    told = {event.link for event in complete if event.certainty == "stated"} | set(pages)
    complete += [event for event in listed if event.link not in told]
    unique = {(event.title.casefold(), event.starts_at): event for event in complete}
    return tuple(sorted(unique.values(), key=lambda event: event.starts_at))


def says_more(reading: ParseResult) -> bool:
    """Return whether a page says anything of its own event."""
    return any(event.certainty == "stated" or not event.all_day for event in reading.events)


def _events_of_page(reading: ParseResult, listed: list[ParsedEvent]) -> list[ParsedEvent]:
    stated = [event for event in reading.events if event.certainty == "stated"]
    if stated:
        return stated
    if listed:
        return [_with_hour(event, reading.events) for event in listed]
    sure = [event for event in reading.events if event.sure]
    return sure if len(sure) == 1 else []


def _with_hour(listed: ParsedEvent, found: tuple[ParsedEvent, ...]) -> ParsedEvent:
    """Return an event with the hour that its own page names for its day."""
    same_day = [event for event in found if not event.all_day and _day(event) == _day(listed)]
    hours = {event.starts_at for event in same_day}
    if not listed.all_day or len(hours) != 1:
        return listed
    own = same_day[0]
    place = listed.place or own.place
    return structs.replace(
        listed, starts_at=own.starts_at, ends_at=own.ends_at, all_day=False, place=place
    )


def _day(event: ParsedEvent) -> date:
    return event.starts_at.astimezone(ZoneInfo(event.zone)).date()
