"""The links of an event: its own, and those that features in higher layers add.

`bot/features.py` registers their lookups; sources know where else an event is listed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.events.rules import Event
from bot.store.engine import ReadTransaction

# of a workspace, for the ids of events: more links of each
LinkLookup = Callable[[ReadTransaction, str, Sequence[int]], Awaitable[Mapping[int, Sequence[str]]]]

_lookups: list[LinkLookup] = []


def register_links(*lookups: LinkLookup) -> None:
    """Show what these lookups return after an event's own link."""
    _lookups.extend(lookups)


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
