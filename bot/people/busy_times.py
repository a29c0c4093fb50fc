"""Busy times of people, read from calendars whose private addresses they gave."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from bot.core.attempts import MAX_FAILURES, WorkTable
from bot.people.tables import busy_calendar, busy_span
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.store.vault import is_sealed

FRESH_FOR = dt.timedelta(days=1)  # busy times read longer ago are ignored
LOOK_EVERY = dt.timedelta(hours=6)
MAX_LOOKS = 50  # calendars that are read in one go

# A calendar whose reading never ends is set aside; let go, it is forgotten.
LOOKS = WorkTable(
    busy_calendar,
    busy_calendar.c.tries >= MAX_FAILURES,
    lambda now: {"tries": 0, "look_at": now},
    None,
)
BusySpan = tuple[dt.datetime, dt.datetime]


class BusyCalendar(Struct, frozen=True):
    """The calendar of one person, without its busy times.

    The address is encrypted, as it is stored.
    """

    id: int
    workspace: str
    person: str
    address: str
    tries: int = 0


async def save_calendar(
    tx: Transaction, workspace: str, person_id: str, address: str, now: dt.datetime
) -> None:
    """Replace the address of a person's calendar; what was read from another is deleted.

    Raise NoKeyError where the address cannot be encrypted.
    """
    sealed = tx.vault.seal(address)
    await forget_calendar(tx, workspace, person_id)
    await tx.insert(
        busy_calendar, workspace=workspace, person=person_id, address=sealed, look_at=now
    )
    tx.request_wake()


async def forget_calendar(tx: Transaction, workspace: str, person_id: str) -> bool:
    """Delete a person's calendar and its busy times; return whether there was one."""
    mine = busy_calendar.c.workspace == workspace, busy_calendar.c.person == person_id
    return bool(await tx.execute(delete(busy_calendar).where(*mine)))


async def has_calendar(tx: ReadTransaction, workspace: str, person_id: str) -> bool:
    """Return whether a person gave the address of a calendar."""
    query = select(busy_calendar.c.id).where(
        busy_calendar.c.workspace == workspace, busy_calendar.c.person == person_id
    )
    return await tx.scalar(query) is not None


# What is due next is asked at each turn of the engine, so it is written once.
_SOONEST = select(func.min(busy_calendar.c.look_at)).where(busy_calendar.c.tries <= MAX_FAILURES)


@remembered
async def next_look_due(tx: ReadTransaction) -> dt.datetime | None:
    """Return when the next calendar is read, in all workspaces."""
    due: dt.datetime | None = await tx.scalar(_SOONEST)
    return due


async def claim_calendars(tx: Transaction, now: dt.datetime) -> list[BusyCalendar]:
    """Return calendars that are due, at most MAX_LOOKS, and schedule their next look.

    Each look is counted until `end_look`. One whose last look never ended is claimed alone.
    """
    due = busy_calendar.c.look_at <= now, busy_calendar.c.tries < MAX_FAILURES
    order = busy_calendar.c.tries, busy_calendar.c.look_at, busy_calendar.c.id
    query = select(busy_calendar).where(*due).order_by(*order).limit(MAX_LOOKS)
    found = await tx.all(query.with_for_update(skip_locked=True))
    rows = [row for row in found if not row.tries] or found[:1]
    claimed = update(busy_calendar).where(busy_calendar.c.id.in_([row.id for row in rows]))
    counted = {"look_at": now + LOOK_EVERY, "tries": busy_calendar.c.tries + 1}
    await tx.execute(claimed.values(counted))
    return [read_struct(BusyCalendar, row) for row in rows]


async def seal_addresses(tx: Transaction) -> None:
    """Encrypt with the newest key what another encrypted, or an earlier version stored as it was.

    Where there is no key, nothing changes.
    """
    rows = await tx.all(select(busy_calendar.c.id, busy_calendar.c.address))
    for row in rows:
        sealed = tx.vault.renew(row.address) if tx.vault.can_seal else row.address
        if sealed != row.address:
            mine = update(busy_calendar).where(busy_calendar.c.id == row.id)
            await tx.execute(mine.values(address=sealed))


async def count_open_addresses(tx: ReadTransaction) -> int:
    """Return how many addresses are stored as they are, for want of a key."""
    addresses = await tx.scalars(select(busy_calendar.c.address))
    return sum(not is_sealed(address) for address in addresses)


async def end_look(tx: Transaction, calendar: BusyCalendar) -> None:
    """Write down that a look came to an end, whatever it found."""
    mine = update(busy_calendar).where(busy_calendar.c.id == calendar.id)
    await tx.execute(mine.values(tries=0))


async def set_looks_aside(tx: Transaction, now: dt.datetime) -> list[BusyCalendar]:
    """Set aside the due calendars at which looks never ended, and return them."""
    due = busy_calendar.c.look_at <= now, busy_calendar.c.tries == MAX_FAILURES
    rows = await tx.all(select(busy_calendar).where(*due).with_for_update(skip_locked=True))
    told = update(busy_calendar).where(busy_calendar.c.id.in_([row.id for row in rows]))
    await tx.execute(told.values(tries=MAX_FAILURES + 1))  # beyond: not looked for any more
    return [read_struct(BusyCalendar, row) for row in rows]


async def save_busy_times(
    tx: Transaction, calendar: BusyCalendar, spans: Sequence[BusySpan], now: dt.datetime
) -> None:
    """Replace the busy times of a calendar, unless it was replaced or forgotten meanwhile."""
    same = busy_calendar.c.id == calendar.id, busy_calendar.c.address == calendar.address
    if not await tx.execute(update(busy_calendar).where(*same).values(read_at=now)):
        return

    await tx.execute(delete(busy_span).where(busy_span.c.calendar == calendar.id))
    common = {"workspace": calendar.workspace, "calendar": calendar.id}
    rows = [{**common, "starts_at": starts, "ends_at": ends} for starts, ends in spans]
    await tx.insert_many(busy_span, rows)


async def find_busy_times(
    tx: ReadTransaction, workspace: str, people: Collection[str], now: dt.datetime
) -> dict[str, list[BusySpan]]:
    """Return when these people are busy from now on, as far as it was read within a day."""
    query = (
        select(busy_calendar.c.person, busy_span.c.starts_at, busy_span.c.ends_at)
        .join(busy_span, busy_span.c.calendar == busy_calendar.c.id)
        .where(busy_calendar.c.workspace == workspace, busy_span.c.ends_at > now)
        .where(busy_calendar.c.read_at > now - FRESH_FOR)
    )
    busy: dict[str, list[BusySpan]] = {}
    for row in await tx.all(query):
        if row.person in people:
            busy.setdefault(row.person, []).append((row.starts_at, row.ends_at))
    return busy
