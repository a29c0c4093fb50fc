"""What is known of whoever asks for their next step: when they are free, and where."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.dates.local_time import local_date
from bot.events import records as events
from bot.open_tables import records as tables
from bot.open_tables.rules import LUNCH_DURATION
from bot.people import records as people
from bot.people.records import Person, is_paused
from bot.people.towns import town_key
from bot.people.travel import records as travel
from bot.people.travel.rules import Trip
from bot.store.engine import ReadTransaction

AHEAD = dt.timedelta(days=7)  # for which tables and lunches are suggested


class Asker(Struct, frozen=True):
    """Who asks, when, and what they have on already.

    `apart` are people whom they would rather not meet, or the other way round.
    """

    workspace: str
    person: Person
    now: dt.datetime
    apart: frozenset[str]
    taken: Sequence[tuple[dt.datetime, dt.datetime]]
    trips: Sequence[Trip]

    def is_free(self, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Return whether nothing that they go to overlaps with a span."""
        return not any(start < ends_at and starts_at < end for start, end in self.taken)

    def is_around(self, at: dt.datetime) -> bool:
        """Return whether they are back from any pause at a moment, and not away."""
        day = local_date(at, self.person.zone)
        away = any(not trip.town and trip.first <= day <= trip.last for trip in self.trips)
        return not away and not is_paused(self.person, day)

    def town_at(self, at: dt.datetime) -> str:
        """Return the town where they are at a moment, or an empty text."""
        day = local_date(at, self.person.zone)
        towns = [trip.town for trip in self.trips if trip.town and trip.first <= day <= trip.last]
        return towns[0] if towns else self.person.office

    def can_get_to(self, town: str, at: dt.datetime) -> bool:
        """Return whether they are in a town at a moment, as far as is known."""
        here = self.town_at(at)
        return not here or not town or town_key(here) == town_key(town)


async def load_asker(
    tx: ReadTransaction, workspace: str, person: Person, now: dt.datetime
) -> Asker:
    """Return what is known of somebody."""
    taken = []
    for event, status in await events.events_of_person(tx, workspace, person.id, now):
        if status in ("in", "waiting", "pending") or event.host == person.id:
            taken.append((event.starts_at, event.ends_at))
    for table in await tables.joinable_tables(tx, workspace, person.id, now, now + 2 * AHEAD, 0):
        taken.append((table.starts_at, table.starts_at + LUNCH_DURATION))
    return Asker(
        workspace,
        person,
        now,
        frozenset(await people.kept_apart(tx, workspace, person.id)),
        taken,
        await travel.list_trips(tx, workspace, person.id, local_date(now, person.zone)),
    )
