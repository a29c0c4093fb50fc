"""The links of an event: its own, and those that features in higher layers add.

`bot/features.py` registers their lookups; sources know where else an event is listed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.events import records
from bot.events.pasted_links import key_of, page_of
from bot.events.rules import Event
from bot.store.engine import ReadTransaction

# of a workspace, for the ids of events: more links of each
LinkLookup = Callable[[ReadTransaction, str, Sequence[int]], Awaitable[Mapping[int, Sequence[str]]]]

# of a workspace, for a part of an address: the ids of events that are listed under such addresses
EventLookup = Callable[[ReadTransaction, str, str], Awaitable[Sequence[int]]]

_lookups: list[LinkLookup] = []
_event_lookups: list[EventLookup] = []


def register_links(lookup: LinkLookup, events: EventLookup) -> None:
    """Show what a lookup returns after an event's own link, and find events by it."""
    _lookups.append(lookup)
    _event_lookups.append(events)


async def events_behind(tx: ReadTransaction, workspace: str, link: str) -> list[Event]:
    """Return the events that an address leads to, however it is written, soonest first."""
    part, page = key_of(link), page_of(link)
    listed = [number for lookup in _event_lookups for number in await lookup(tx, workspace, part)]
    found = await records.events_with_link(tx, workspace, part, listed)
    links = await links_of_events(tx, workspace, found)
    return [event for event in found if page in map(page_of, links[event.id])]


async def links_of_events(
    tx: ReadTransaction, workspace: str, events: Sequence[Event]
) -> dict[int, list[str]]:
    """Return the links of each event by id, its own first, each once."""
    links = {event.id: [event.link] for event in events}
    for lookup in _lookups:
        added = await lookup(tx, workspace, list(links))
        for number, addresses in added.items():
            links[number] += addresses

    unique = {}
    for number, addresses in links.items():
        unique[number] = list(dict.fromkeys(filter(None, addresses)))
    return unique
