"""The SQL of venues: the list, the visits, and the thumbs."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select, update

from bot.dates.local_time import local_date
from bot.events.tables import event
from bot.store.engine import ReadTransaction, Transaction
from bot.venues.rules import Venue, VisitHistory
from bot.venues.tables import venue, venue_thumb, venue_visit

_COLUMNS = [venue.c[name] for name in Venue.__struct_fields__]
VISIT_STATES = ("open", "over")  # states of an event that counts as a visit


def fold_name(name: str) -> str:
    """Return a name without case, as it is stored for comparison."""
    return name.casefold()


async def list_open_venues(tx: ReadTransaction, workspace: str) -> list[Venue]:
    """Return the venues on the list, by name."""
    return await _venues(tx, workspace, venue.c.state == "open")


async def find_venue(tx: ReadTransaction, workspace: str, number: int) -> Venue | None:
    """Return one venue in whatever state, or None."""
    venues = await _venues(tx, workspace, venue.c.id == number)
    return venues[0] if venues else None


async def find_venues(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> dict[int, Venue]:
    """Return venues by id."""
    venues = await _venues(tx, workspace, venue.c.id.in_(list(numbers)))
    return {venue.id: venue for venue in venues}


async def find_venue_by_name(tx: ReadTransaction, workspace: str, name: str) -> Venue | None:
    """Return the venue of this name, compared without case, or None."""
    venues = await _venues(tx, workspace, venue.c.folded == fold_name(name))
    return venues[0] if venues else None


async def venues_by_name(tx: ReadTransaction, workspace: str) -> dict[str, Venue]:
    """Return all venues, closed ones too, by case-folded name."""
    return {fold_name(venue.name): venue for venue in await _venues(tx, workspace)}


async def upsert_venue(
    tx: Transaction, workspace: str, by: str, now: dt.datetime, **values: object
) -> int:
    """Insert a venue, or reopen the one of the same name with these values; return its id.

    The state is "open" unless `values` has another one.
    """
    keys = {"workspace": workspace, "folded": fold_name(str(values["name"]))}
    values = {"state": "open", **values}
    return await tx.upsert(venue, keys, **values, added_by=by, added_at=now)


async def update_venue(tx: Transaction, workspace: str, number: int, **values: object) -> None:
    """Set columns of a venue; a new name also changes the folded one."""
    if "name" in values:
        values["folded"] = fold_name(str(values["name"]))
    await tx.execute(
        update(venue).where(venue.c.workspace == workspace, venue.c.id == number).values(**values)
    )


async def hide_venue(tx: Transaction, workspace: str, number: int, name: str) -> None:
    """Blank a venue under a name that several may have, and take it off the list."""
    blank = dict.fromkeys(("address", "town", "part", "map_link", "opening"), "")
    values = {**blank, "name": name, "folded": f"hidden:{number}", "diets": ()}
    at = update(venue).where(venue.c.workspace == workspace, venue.c.id == number)
    await tx.execute(at.values(**values))
    await tx.execute(at.where(venue.c.state == "open").values(state="closed"))


async def find_author(tx: ReadTransaction, saved: Venue, workspace: str) -> str:
    """Return who described a venue first; empty if that is unknown."""
    query = select(venue.c.added_by).where(venue.c.workspace == workspace, venue.c.id == saved.id)
    return str(await tx.scalar(query) or "")


def event_values(saved: Venue) -> dict[str, str]:
    """Return the words about a venue that an event there says."""
    where = ", ".join(filter(None, (saved.address, saved.part)))
    return {"place": saved.name, "address": where, "link": saved.map_link}


async def load_visit_history(tx: ReadTransaction, workspace: str) -> VisitHistory:
    """Return the latest visit of each venue, past or planned, and its thumbs."""
    rows = await tx.all(
        select(venue_visit.c.venue, event.c.starts_at, event.c.zone)
        .join(event, event.c.id == venue_visit.c.event)
        .where(
            venue_visit.c.workspace == workspace,
            venue_visit.c.venue.is_not(None),
            event.c.state.in_(VISIT_STATES),
        )
    )

    visits: dict[int, dt.date] = {}
    for row in rows:
        day = local_date(row.starts_at, row.zone)
        visits[row.venue] = max(visits.get(row.venue, dt.date.min), day)
    return VisitHistory(visits, await count_thumbs(tx, workspace))


async def count_thumbs(tx: ReadTransaction, workspace: str) -> dict[int, tuple[int, int]]:
    """Return the number of thumbs down and up, by venue id."""
    rows = await tx.all(
        select(venue_thumb.c.venue, venue_thumb.c.up, func.count().label("number"))
        .where(venue_thumb.c.workspace == workspace)
        .group_by(venue_thumb.c.venue, venue_thumb.c.up)
    )

    thumbs: dict[int, tuple[int, int]] = {}
    for row in rows:
        down, up = thumbs.get(row.venue, (0, 0))
        if row.up:
            up += row.number
        else:
            down += row.number
        thumbs[row.venue] = (down, up)
    return thumbs


async def save_thumb(
    tx: Transaction,
    workspace: str,
    venue_id: int,
    event_id: int,
    person: str,
    up: bool,
    now: dt.datetime,
) -> None:
    """Upsert a guest's opinion of a venue after an event; the latest one counts."""
    keys = {"event": event_id, "person": person}
    await tx.upsert(venue_thumb, keys, workspace=workspace, venue=venue_id, up=up, at=now)


async def record_outing(
    tx: Transaction,
    workspace: str,
    event_id: int,
    *,
    venue: int | None,
    happy_hour: int | None,
    poll: int,
) -> None:
    """Upsert where an event takes place, and the poll and the series that it belongs to."""
    values = {"venue": venue, "happy_hour": happy_hour, "poll": poll}
    await tx.upsert(venue_visit, {"event": event_id}, workspace=workspace, **values)


async def events_of_poll(tx: ReadTransaction, workspace: str, poll: int) -> list[int]:
    """Return the ids of the events that a poll led to."""
    return await tx.scalars(
        select(venue_visit.c.event).where(
            venue_visit.c.workspace == workspace, venue_visit.c.poll == poll
        )
    )


async def events_at(tx: ReadTransaction, workspace: str, number: int) -> list[int]:
    """Return the ids of the events that Mingle created at a venue."""
    return await tx.scalars(
        select(venue_visit.c.event).where(
            venue_visit.c.workspace == workspace, venue_visit.c.venue == number
        )
    )


async def venue_of_event(tx: ReadTransaction, workspace: str, event_id: int) -> Venue | None:
    """Return the venue of an event that Mingle created, or None."""
    number = await tx.scalar(
        select(venue_visit.c.venue).where(
            venue_visit.c.workspace == workspace, venue_visit.c.event == event_id
        )
    )
    return await find_venue(tx, workspace, number) if number else None


async def _venues(
    tx: ReadTransaction, workspace: str, *conditions: ColumnElement[bool]
) -> list[Venue]:
    query = select(*_COLUMNS).where(venue.c.workspace == workspace, *conditions)
    rows = await tx.all(query.order_by(venue.c.folded))
    return [Venue(**row._mapping) for row in rows]
