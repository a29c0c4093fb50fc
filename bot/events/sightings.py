"""When events were last seen where they are listed: sources, in a higher layer, know.

`bot/features.py` registers their lookup.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.events.rules import Event
from bot.store.engine import ReadTransaction

LOOK_VALID_FOR = timedelta(days=2)  # a site that is down for a night comes back

# of a workspace, for an event: the last look at any list of it, or None where nothing is looked at
SightingLookup = Callable[[ReadTransaction, str, int], Awaitable[datetime | None]]

_lookups: list[SightingLookup] = []


def register_sightings(*lookups: SightingLookup) -> None:
    """Ask these lookups when an event was last seen."""
    _lookups.extend(lookups)


async def find_stale_sighting(tx: ReadTransaction, event: Event, at: datetime) -> datetime | None:
    """Return when an event was last seen, if that was too long before a moment to rely on."""
    for lookup in _lookups:
        seen = await lookup(tx, event.workspace, event.id)
        if seen is not None and seen < at - LOOK_VALID_FOR:
            return seen
    return None
