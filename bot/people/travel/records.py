"""The SQL of trips."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import delete, select

from bot.people.travel import rules
from bot.people.travel.rules import Trip, TypedTrip
from bot.people.travel.tables import trip
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct


async def add_trip(tx: Transaction, workspace: str, person: str, typed: TypedTrip) -> None:
    """Insert a trip."""
    await tx.insert(
        trip,
        workspace=workspace,
        person=person,
        town=typed.town,
        first=typed.first,
        last=typed.last,
    )


async def delete_trip(tx: Transaction, workspace: str, person: str, number: int) -> None:
    """Delete a trip of this person."""
    await tx.execute(
        delete(trip).where(
            trip.c.workspace == workspace, trip.c.person == person, trip.c.id == number
        )
    )


async def list_trips(
    tx: ReadTransaction, workspace: str, person: str, today: dt.date
) -> list[Trip]:
    """Return the trips of a person that are not over, the next one first."""
    rows = await tx.all(
        select(trip)
        .where(trip.c.workspace == workspace, trip.c.person == person, trip.c.last >= today)
        .order_by(trip.c.first, trip.c.id)
    )
    return [read_struct(Trip, row) for row in rows]


async def trips_of_round(
    tx: ReadTransaction, workspace: str, people: Collection[str], day: dt.date
) -> dict[str, Trip]:
    """Return the trip that counts for a round drawn on a day, of each of these who travel."""
    trips_of: dict[str, list[Trip]] = {}
    for each in await _trips_from(tx, workspace, day):
        if each.person in people:
            trips_of.setdefault(each.person, []).append(each)

    counted = {}
    for person, trips in trips_of.items():
        chosen = rules.trip_of_round(trips, day)
        if chosen:
            counted[person] = chosen
    return counted


@remembered
async def _trips_from(tx: ReadTransaction, workspace: str, day: dt.date) -> list[Trip]:
    """Return the trips that a round of a day may be about."""
    end = day + dt.timedelta(days=rules.DAYS_OF_ROUND)
    rows = await tx.all(
        select(trip).where(trip.c.workspace == workspace, trip.c.last >= day, trip.c.first < end)
    )
    return [read_struct(Trip, row) for row in rows]


async def people_away(
    tx: ReadTransaction, workspace: str, people: Collection[str], day: dt.date
) -> set[str]:
    """Return who of these is away, in no town, in the round of a day."""
    trips = await trips_of_round(tx, workspace, people, day)
    return {person for person, trip in trips.items() if not trip.town}


async def delete_past_trips(tx: Transaction, workspace: str, before: dt.date) -> None:
    """Delete the trips that were over before a date."""
    await tx.execute(delete(trip).where(trip.c.workspace == workspace, trip.c.last < before))
