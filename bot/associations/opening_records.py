"""Queries over openings, and over who wants to be reminded of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from bot.associations import records
from bot.associations.rules import Association, Opening, is_ahead
from bot.associations.tables import opening, opening_interest, opening_second
from bot.dates.local_time import local_date
from bot.dates.working_time import WorkingTime
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.people.hours.records import WORKSPACE, channel_working_time
from bot.store.engine import ReadTransaction, Transaction

_COLUMNS = [opening.c[name] for name in Opening.__struct_fields__]
_ONE_DAY = timedelta(days=1)  # somewhere it is still yesterday


async def find_opening(tx: ReadTransaction, workspace: str, number: int) -> Opening | None:
    """Return one opening, in any state."""
    query = select(*_COLUMNS).where(opening.c.workspace == workspace, opening.c.id == number)
    row = await tx.first(query)
    return _opening(row) if row else None


async def get_opening_for_update(tx: Transaction, workspace: str, number: int) -> Opening | None:
    """Return one opening, locked until the transaction ends."""
    if not tx.single_writer:
        query = select(opening.c.id).where(opening.c.workspace == workspace, opening.c.id == number)
        await tx.all(query.with_for_update())
    return await find_opening(tx, workspace, number)


async def list_openings_ahead(tx: ReadTransaction, workspace: str, now: datetime) -> list[Opening]:
    """Return the open openings before their deadlines, the nearest deadline first."""
    since = local_date(now, "UTC") - _ONE_DAY
    query = (
        select(*_COLUMNS)
        .where(opening.c.workspace == workspace, opening.c.state == "open")
        .where(opening.c.due >= since)
        .order_by(opening.c.due, opening.c.id)
    )
    openings = map(_opening, await tx.all(query))
    ahead = [saved for saved in openings if is_ahead(saved, now)]
    on = await _events_on(tx, workspace, ahead)
    return [saved for saved in ahead if saved.event is None or saved.event in on]


async def is_on(tx: ReadTransaction, saved: Opening) -> bool:
    """Return whether the event of an opening takes place, or it is of an association."""
    return saved.event is None or bool(await _events_on(tx, saved.workspace, [saved]))


async def openings_of_events(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> dict[int, list[Opening]]:
    """Return the openings of these events in any state, the nearest deadline first."""
    query = (
        select(*_COLUMNS)
        .where(opening.c.workspace == workspace, opening.c.event.in_(list(numbers)))
        .order_by(opening.c.due, opening.c.id)
    )
    found: dict[int, list[Opening]] = defaultdict(list)
    for saved in map(_opening, await tx.all(query)):
        if saved.event is not None:
            found[saved.event].append(saved)
    return found


async def events_of_openings(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> list[int]:
    """Return the ids of the events that these openings belong to."""
    query = select(opening.c.event).where(
        opening.c.workspace == workspace, opening.c.id.in_(list(numbers))
    )
    return await tx.scalars(query.where(opening.c.event.is_not(None)))


async def _events_on(tx: ReadTransaction, workspace: str, openings: Iterable[Opening]) -> set[int]:
    numbers = {saved.event for saved in openings if saved.event is not None}
    if not numbers:
        return set()
    found = await events.find_events(tx, workspace, numbers)
    return {event.id for event in found if event.state == "open"}


async def openings_of(tx: ReadTransaction, owner: Association, now: datetime) -> list[Opening]:
    """Return the openings of one association before their deadlines."""
    ahead = await list_openings_ahead(tx, owner.workspace, now)
    return [saved for saved in ahead if saved.association == owner.id]


async def openings_of_association(tx: ReadTransaction, owner: Association) -> list[Opening]:
    """Return the openings of one association in any state, the nearest deadline first."""
    query = (
        select(*_COLUMNS)
        .where(opening.c.workspace == owner.workspace, opening.c.association == owner.id)
        .order_by(opening.c.due, opening.c.id)
    )
    return list(map(_opening, await tx.all(query)))


async def add_opening(
    tx: Transaction, owner: Association | Event, by: str, now: datetime, **values: object
) -> Opening:
    """Insert an opening of an association or an event."""
    of_event = isinstance(owner, Event)
    number = await tx.insert(
        opening,
        workspace=owner.workspace,
        association=None if of_event else owner.id,
        event=owner.id if of_event else None,
        state="open",
        added_by=by,
        added_at=now,
        **values,
    )
    added = await find_opening(tx, owner.workspace, number)
    assert added
    return added


async def update_opening(tx: Transaction, saved: Opening, **values: object) -> Opening:
    """Update columns of an opening; return it as it is now."""
    statement = update(opening).where(
        opening.c.workspace == saved.workspace, opening.c.id == saved.id
    )
    await tx.execute(statement.values(**values))
    updated = await find_opening(tx, saved.workspace, saved.id)
    assert updated
    return updated


async def set_subscription(tx: Transaction, saved: Opening, person: str, *, wants: bool) -> None:
    """Upsert whether somebody wants to be reminded of an opening."""
    keys = {"opening": saved.id, "person": person}
    await tx.upsert(opening_interest, keys, workspace=saved.workspace, wants=wants)


async def subscription_choices(tx: ReadTransaction, saved: Opening) -> dict[str, bool]:
    """Return each person's own choice about an opening; for sending reminders only."""
    query = select(opening_interest.c.person, opening_interest.c.wants).where(
        opening_interest.c.workspace == saved.workspace, opening_interest.c.opening == saved.id
    )
    return {row.person: row.wants for row in await tx.all(query.order_by(opening_interest.c.id))}


async def openings_chosen(tx: ReadTransaction, workspace: str, person: str) -> set[int]:
    """Return the openings about which somebody chose whether to be reminded."""
    query = select(opening_interest.c.opening).where(
        opening_interest.c.workspace == workspace, opening_interest.c.person == person
    )
    return set(await tx.scalars(query))


async def is_subscribed(tx: ReadTransaction, saved: Opening, person: str) -> bool:
    """Return whether somebody is reminded of an opening.

    Their choice about it counts, else that about its association.
    """
    choice = (await subscription_choices(tx, saved)).get(person)
    if choice is not None:
        return choice
    return person in await _association_subscribers(tx, saved)


async def opening_subscribers(tx: ReadTransaction, saved: Opening) -> tuple[list[str], list[str]]:
    """Return those who subscribed to an opening, and the association's other subscribers.

    Without people who left, and without those who chose not to be reminded.
    """
    choices = await subscription_choices(tx, saved)
    subscribers = await _association_subscribers(tx, saved)
    known = await people.find_people(tx, saved.workspace, [*choices, *subscribers])

    asked: list[str] = []
    told: list[str] = []
    for person in dict.fromkeys((*choices, *subscribers)):
        if person not in known or known[person].left:
            continue
        if person not in choices:
            told.append(person)
        elif choices[person]:
            asked.append(person)
    return asked, told


async def list_subscribers(tx: ReadTransaction, saved: Opening) -> set[str]:
    """Return whoever may have been reminded of an opening."""
    return {*await _association_subscribers(tx, saved), *await subscription_choices(tx, saved)}


async def _association_subscribers(tx: ReadTransaction, saved: Opening) -> list[str]:
    if saved.association is None:
        return []
    return await records.association_subscribers(tx, saved.workspace, saved.association)


async def save_second(
    tx: Transaction, saved: Opening, person: str, now: datetime, *, named: bool
) -> None:
    """Upsert that somebody would second a colleague, and whether with their name."""
    keys = {"opening": saved.id, "person": person}
    await tx.upsert(opening_second, keys, workspace=saved.workspace, named=named, at=now)


async def delete_second(tx: Transaction, saved: Opening, person: str) -> None:
    """Take back that somebody would second a colleague."""
    await tx.execute(
        delete(opening_second).where(
            opening_second.c.workspace == saved.workspace,
            opening_second.c.opening == saved.id,
            opening_second.c.person == person,
        )
    )


async def list_seconds(tx: ReadTransaction, saved: Opening) -> dict[str, bool]:
    """Return who would second a colleague, and whether with their name; secret but for that."""
    query = select(opening_second.c.person, opening_second.c.named).where(
        opening_second.c.workspace == saved.workspace, opening_second.c.opening == saved.id
    )
    return {row.person: row.named for row in await tx.all(query)}


def _opening(row: Row[Any]) -> Opening:
    return Opening(**row._mapping)


async def load_working_time(tx: ReadTransaction, opening: Opening) -> WorkingTime:
    """Return the working time of a workspace in the zone of an opening."""
    return await channel_working_time(tx, opening.workspace, WORKSPACE, opening.zone)
