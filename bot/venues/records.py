"""Read and write venues, when we were there, and what people privately thought of them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, func, select, update

from bot.dates.recurrence import local_date
from bot.events.tables import event
from bot.store.engine import Transaction
from bot.venues.rules import Venue, VisitHistory
from bot.venues.tables import outing, venue, venue_thumb

_NAMED = [venue.c[name] for name in Venue.__struct_fields__]
VISIT_STATES = ("open", "over")  # states of an event that counts as a visit


def fold_name(name: str) -> str:
    """Give a name as it is compared with others."""
    return name.casefold()


async def list_open_venues(tx: Transaction, workspace: str) -> list[Venue]:
    """Give the venues on the list, by name."""
    return await _venues(tx, workspace, venue.c.state == "open")


async def find_venue(tx: Transaction, workspace: str, number: int) -> Venue | None:
    """Give one venue, whatever became of it."""
    found = await _venues(tx, workspace, venue.c.id == number)
    return found[0] if found else None


async def find_venues(tx: Transaction, workspace: str, numbers: Iterable[int]) -> dict[int, Venue]:
    """Give venues by number."""
    return {one.id: one for one in await _venues(tx, workspace, venue.c.id.in_(list(numbers)))}


async def find_venue_by_name(tx: Transaction, workspace: str, name: str) -> Venue | None:
    """Give the venue of this name, whatever its capitals."""
    found = await _venues(tx, workspace, venue.c.folded == fold_name(name))
    return found[0] if found else None


async def venues_by_name(tx: Transaction, workspace: str) -> dict[str, Venue]:
    """Give every venue that was ever written down, by folded name."""
    return {fold_name(one.name): one for one in await _venues(tx, workspace)}


async def upsert_venue(
    tx: Transaction, workspace: str, by: str, now: dt.datetime, state: str = "open", **values: Any
) -> int:
    """Write down a venue.

    One of the same name that was taken off the list comes back with what is said now.
    """
    keys = {"workspace": workspace, "folded": fold_name(values["name"])}
    return await tx.upsert(venue, keys, **values, state=state, added_by=by, added_at=now)


async def update_venue(tx: Transaction, workspace: str, number: int, **values: Any) -> None:
    """Change what is written down of a venue."""
    if "name" in values:
        values["folded"] = fold_name(values["name"])
    await tx.execute(
        update(venue).where(venue.c.workspace == workspace, venue.c.id == number).values(**values)
    )


async def load_visit_history(tx: Transaction, workspace: str) -> VisitHistory:
    """Tell when each venue was or will be visited, and what people thought of it."""
    rows = await tx.all(
        select(outing.c.venue, event.c.starts_at, event.c.zone)
        .join(event, event.c.id == outing.c.event)
        .where(
            outing.c.workspace == workspace,
            outing.c.venue.is_not(None),
            event.c.state.in_(VISIT_STATES),
        )
    )
    visits: dict[int, dt.date] = {}
    for row in rows:
        visits[row.venue] = max(
            visits.get(row.venue, dt.date.min), local_date(row.starts_at, row.zone)
        )
    return VisitHistory(visits, await count_thumbs(tx, workspace))


async def count_thumbs(tx: Transaction, workspace: str) -> dict[int, tuple[int, int]]:
    """Count the thumbs that each venue got, down and up."""
    rows = await tx.all(
        select(venue_thumb.c.venue, venue_thumb.c.up, func.count().label("number"))
        .where(venue_thumb.c.workspace == workspace)
        .group_by(venue_thumb.c.venue, venue_thumb.c.up)
    )
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        down, up = found.get(row.venue, (0, 0))
        found[row.venue] = (down, up + row.number) if row.up else (down + row.number, up)
    return found


async def save_thumb(
    tx: Transaction, workspace: str, where: int, occasion: int, who: str, up: bool, now: dt.datetime
) -> None:
    """Keep what somebody thought of a venue after an event there; the last word counts."""
    keys = {"event": occasion, "person": who}
    await tx.upsert(venue_thumb, keys, workspace=workspace, venue=where, up=up, at=now)


async def venue_of_event(tx: Transaction, workspace: str, occasion: int) -> Venue | None:
    """Give the venue at which one of our events takes place."""
    number = await tx.scalar(
        select(outing.c.venue).where(outing.c.workspace == workspace, outing.c.event == occasion)
    )
    return await find_venue(tx, workspace, number) if number else None


async def _venues(tx: Transaction, workspace: str, *conditions: Any) -> list[Venue]:
    statement = select(*_NAMED).where(venue.c.workspace == workspace, *conditions)
    return [_venue(row) for row in await tx.all(statement.order_by(venue.c.folded))]


def _venue(row: Row[Any]) -> Venue:
    return Venue(**row._mapping)
