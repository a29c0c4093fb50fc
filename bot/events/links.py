"""The links of an event: its own, and those that features above events know of.

`bot/features.py` registers the lookups; sources tell where else an event is listed.
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
    """Return the links of each event, its own first, each once."""
    links = {event.id: [event.link] for event in events}
    for lookup in _lookups:
        more = await lookup(tx, workspace, list(links))
        for number, addresses in more.items():
            links[number] += addresses
    return {number: list(dict.fromkeys(filter(None, known))) for number, known in links.items()}
