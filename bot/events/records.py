"""The SQL of events and RSVPs."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct, structs
from sqlalchemy import Select, and_, bindparam, delete, func, or_, select, update

from bot.events.rules import COMING, USUAL_REMINDERS, Event, Interest, Rsvp, RsvpAnswer, RsvpStatus
from bot.events.tables import event, event_change, rsvp
from bot.people.records import zone_or_utc
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct

_NAMESPACE = uuid.UUID("5b8d1a52-9d0e-4b57-8a36-6f5f3c0f7d11")
_BATCH = 500  # ids in one statement
_COLUMNS = [event.c[name] for name in Event.__struct_fields__]
_BY_ID = select(*_COLUMNS).where(
    event.c.workspace == bindparam("workspace"), event.c.id == bindparam("number")
)
_RSVP_COLUMNS = [rsvp.c[name] for name in Rsvp.__struct_fields__]
_Query = Select[*tuple[Any, ...]]


class EventDraft(Struct, frozen=True):
    """A new event; without a `uid` it gets one of its own."""

    workspace: str
    kind: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    created_at: dt.datetime
    uid: str = ""
    channel: str = ""
    channel_name: str = ""
    description: str = ""
    place: str = ""
    address: str = ""
    meeting_point: str = ""
    link: str = ""
    all_day: bool = False
    host: str | None = None
    organiser: str | None = None
    capacity: int | None = None
    town: str = ""
    reach: str = ""
    topics: tuple[str, ...] = ()
    series: str = ""
    series_date: dt.date | None = None
    signup_lead: int = 0
    guests_each: int = 0
    reminders: tuple[int, ...] = USUAL_REMINDERS
    interest: Interest = "maybe"


class EventChange(Struct, frozen=True):
    """An entry of an event's log: what a person did, with their words."""

    person: str
    what: Literal["changed", "cancelled", "host"]
    words: str
    at: dt.datetime


async def insert_events(
    tx: Transaction, workspace: str, rows: Sequence[Mapping[str, object]]
) -> dict[str, int]:
    """Insert events that are not there yet, in bulk; return their ids by UID."""
    await tx.insert_or_ignore_many(event, [{**row, "workspace": workspace} for row in rows])

    uids = [row["uid"] for row in rows]
    ids: dict[str, int] = {}
    for start in range(0, len(uids), _BATCH):
        query = select(event.c.uid, event.c.id).where(
            event.c.workspace == workspace, event.c.uid.in_(uids[start : start + _BATCH])
        )
        for row in await tx.all(query):
            ids[row.uid] = row.id
    return ids


async def known_uids(tx: ReadTransaction, workspace: str, uids: Sequence[str]) -> set[str]:
    """Return those of these UIDs that an event has."""
    known: set[str] = set()
    for start in range(0, len(uids), _BATCH):
        query = select(event.c.uid).where(
            event.c.workspace == workspace, event.c.uid.in_(uids[start : start + _BATCH])
        )
        known.update(await tx.scalars(query))
    return known


async def delete_events(tx: Transaction, workspace: str, numbers: Iterable[int]) -> None:
    """Delete events with everything about them."""
    await tx.execute(
        delete(event).where(event.c.workspace == workspace, event.c.id.in_(list(numbers)))
    )


async def regulars_before(tx: ReadTransaction, attended: Event, people: Sequence[str]) -> set[str]:
    """Return those of these people who went to an event in town before, and showed their name."""
    query = (
        select(rsvp.c.person)
        .join(event, event.c.id == rsvp.c.event)
        .where(rsvp.c.workspace == attended.workspace, rsvp.c.person.in_(people))
        .where(rsvp.c.status == "in", rsvp.c.openly.is_(True))
        .where(event.c.kind == "listed", event.c.state == "over")
        .where(event.c.starts_at < attended.starts_at)
    )
    return set(await tx.scalars(query))


async def insert_event(tx: Transaction, draft: EventDraft) -> int:
    """Insert an event and return its id; a UID is derived from the id unless the draft has one."""
    values = structs.asdict(draft)
    values["uid"] = draft.uid or f"new:{uuid.uuid4()}"
    values["zone"] = zone_or_utc(draft.zone)
    number = await tx.insert(event, **values, sequence=0, state="open", changed_at=draft.created_at)

    if not draft.uid:
        uid = str(uuid.uuid5(_NAMESPACE, f"{draft.workspace}\n{number}"))
        await update_event(tx, draft.workspace, number, uid=uid)
    return number


async def lock_event(tx: Transaction, workspace: str, number: int) -> None:
    """Lock this row until the transaction ends (`FOR UPDATE`).

    Read it after locking, never before.
    """
    if tx.single_writer:
        return

    query = select(event.c.id).where(event.c.workspace == workspace, event.c.id == number)
    await tx.all(query.with_for_update())


async def find_event(tx: ReadTransaction, workspace: str, number: int) -> Event | None:
    """Return one event, or None."""
    row = await tx.first(_BY_ID, workspace=workspace, number=number)
    return read_struct(Event, row) if row else None


async def find_event_for_update(tx: Transaction, workspace: str, number: int) -> Event | None:
    """Lock one event until the transaction ends; return it, or None."""
    await lock_event(tx, workspace, number)
    return await find_event(tx, workspace, number)


async def find_event_by_uid(tx: ReadTransaction, workspace: str, uid: str) -> Event | None:
    """Return the event with this iCalendar UID, or None."""
    query = select(*_COLUMNS).where(event.c.workspace == workspace, event.c.uid == uid)
    row = await tx.first(query)
    return read_struct(Event, row) if row else None


async def find_events(tx: ReadTransaction, workspace: str, numbers: Iterable[int]) -> list[Event]:
    """Return the events with these ids, soonest first."""
    wanted = list(numbers)
    if not wanted:  # SQLite would go through all of the workspace to find none
        return []
    return await _select_events(tx, _in_workspace(workspace).where(event.c.id.in_(wanted)))


async def upcoming_events(
    tx: ReadTransaction,
    workspace: str,
    after: dt.datetime,
    until: dt.datetime | None = None,
    *,
    kinds: Sequence[str] = (),
    reaches: Sequence[str] = (),
    channel: str | None = None,
    states: Sequence[str] = ("open",),
    most: int | None = None,
) -> list[Event]:
    """Return the events that end after `after` and start before `until`, soonest first."""
    query = _in_workspace(workspace).where(event.c.ends_at > after, event.c.state.in_(states))
    if until:
        query = query.where(event.c.starts_at < until)
    if kinds:
        query = query.where(event.c.kind.in_(kinds))
    if reaches:
        query = query.where(event.c.reach.in_(reaches))
    if channel is not None:
        query = query.where(event.c.channel == channel)
    return await _select_events(tx, query.limit(most))


async def events_with_link(
    tx: ReadTransaction, workspace: str, part: str, others: Iterable[int]
) -> list[Event]:
    """Return the events whose own link has this part, and the others, soonest first."""
    has_part = event.c.link.contains(part, autoescape=True)
    wanted = or_(has_part, event.c.id.in_(list(others)))
    return await _select_events(tx, _in_workspace(workspace).where(wanted))


async def events_in_series(tx: ReadTransaction, workspace: str, series: str) -> list[Event]:
    """Return the events of one series, soonest first."""
    return await _select_events(tx, _in_workspace(workspace).where(event.c.series == series))


async def events_of_person(
    tx: ReadTransaction,
    workspace: str,
    person_id: str,
    after: dt.datetime,
    states: Sequence[str] = ("open",),
    most: int = 100,
) -> list[tuple[Event, RsvpStatus]]:
    """Return the events after an instant that a person is in, waits for or hosts, and the status.

    The status of a host who has not answered is "out".
    """
    own = and_(rsvp.c.event == event.c.id, rsvp.c.person == person_id)
    status = func.coalesce(rsvp.c.status, "out").label("status")
    rows = await tx.all(
        select(*_COLUMNS, status)
        .outerjoin_from(event, rsvp, own)
        .where(event.c.workspace == workspace, event.c.state.in_(states), event.c.ends_at > after)
        .where(or_(status.in_(("in", "waiting", "pending")), event.c.host == person_id))
        .order_by(event.c.starts_at, event.c.id)
        .limit(most)
    )
    return [(read_struct(Event, row), row.status) for row in rows]


async def update_event(tx: Transaction, workspace: str, number: int, **values: object) -> None:
    """Set columns of an event."""
    await tx.execute(
        update(event).where(event.c.workspace == workspace, event.c.id == number).values(**values)
    )


_RSVPS = (
    select(*_RSVP_COLUMNS)
    .where(
        rsvp.c.workspace == bindparam("workspace"),
        rsvp.c.event.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(rsvp.c.answered_at, rsvp.c.id)
)


@remembered
async def list_rsvps(tx: ReadTransaction, workspace: str, *numbers: int) -> list[Rsvp]:
    """Return the RSVPs of these events, in the order of the answers."""
    if not numbers:
        return []
    rows = await tx.all(_RSVPS, workspace=workspace, numbers=numbers)
    return [read_struct(Rsvp, row) for row in rows]


async def list_going(
    tx: ReadTransaction, workspace: str, *numbers: int, openly: bool = False
) -> list[Rsvp]:
    """Return the RSVPs of those who are in, in the order in which they joined.

    With `openly`, only of those who show their name.
    """
    rsvps = await list_rsvps(tx, workspace, *numbers)
    going = [rsvp for rsvp in rsvps if rsvp.status == "in" and (rsvp.openly or not openly)]
    return sorted(going, key=lambda rsvp: (rsvp.joined_at or rsvp.answered_at, rsvp.id))


_RSVP = select(*_RSVP_COLUMNS).where(
    rsvp.c.workspace == bindparam("workspace"), rsvp.c.id == bindparam("number")
)
_OWN_RSVP = select(*_RSVP_COLUMNS).where(
    rsvp.c.workspace == bindparam("workspace"),
    rsvp.c.event == bindparam("number"),
    rsvp.c.person == bindparam("who"),
)


async def find_rsvp(
    tx: ReadTransaction, workspace: str, number: int, person_id: str
) -> Rsvp | None:
    """Return a person's RSVP to an event, or None."""
    row = await tx.first(_OWN_RSVP, workspace=workspace, number=number, who=person_id)
    return read_struct(Rsvp, row) if row else None


async def find_rsvp_by_id(tx: ReadTransaction, workspace: str, number: int) -> Rsvp | None:
    """Return an RSVP by its own id, or None."""
    row = await tx.first(_RSVP, workspace=workspace, number=number)
    return read_struct(Rsvp, row) if row else None


async def upsert_rsvp(
    tx: Transaction,
    workspace: str,
    number: int,
    person_id: str,
    answer: RsvpAnswer,
    now: dt.datetime,
    placed_by: str | None = None,
) -> None:
    """Save a person's answer to an event, or what a host answered for them (`placed_by`).

    A changed answer keeps the visibility of the name. A first one shows it if their last RSVP did,
    unless they are only interested. Whoever does not come brings no guests. An interest in the
    platform's own list counts no more.
    """
    earlier = await find_rsvp(tx, workspace, number, person_id)
    if earlier is None:
        await tx.insert(
            rsvp,
            workspace=workspace,
            event=number,
            person=person_id,
            answer=answer,
            openly=answer != "interested" and await _showed_name_last(tx, workspace, person_id),
            status="out",
            answered_at=now,
            placed_by=placed_by,
        )
    elif earlier.answer != answer:
        news = {"answer": answer, "answered_at": now, "placed_by": placed_by}
        await update_rsvp(tx, workspace, earlier.id, **news)
    if earlier and earlier.interest == "counts":
        await update_rsvp(tx, workspace, earlier.id, interest="beside")
    if answer not in COMING:
        await set_guests(tx, workspace, number, person_id, 0)


async def update_rsvp(tx: Transaction, workspace: str, number: int, **values: object) -> None:
    """Set columns of an RSVP."""
    statement = update(rsvp).where(rsvp.c.workspace == workspace, rsvp.c.id == number)
    await tx.execute(statement.values(**values))


async def set_guests(
    tx: Transaction, workspace: str, number: int, person_id: str, guests: int
) -> None:
    """Set how many guests somebody brings to an event."""
    statement = update(rsvp).where(
        rsvp.c.workspace == workspace, rsvp.c.event == number, rsvp.c.person == person_id
    )
    await tx.execute(statement.values(guests=guests))


async def update_rsvp_status(
    tx: Transaction, workspace: str, number: int, status: RsvpStatus, joined: dt.datetime | None
) -> None:
    """Set the status of an RSVP, and since when the person is in."""
    await update_rsvp(tx, workspace, number, status=status, joined_at=joined)


async def set_name_visibility(
    tx: Transaction, workspace: str, number: int, person_id: str, *, openly: bool
) -> None:
    """Show or hide a person's name on an event."""
    statement = update(rsvp).where(
        rsvp.c.workspace == workspace, rsvp.c.event == number, rsvp.c.person == person_id
    )
    await tx.execute(statement.values(openly=openly))


async def delete_rsvp(tx: Transaction, workspace: str, number: int, person_id: str) -> None:
    """Delete a person's RSVP to an event."""
    await tx.execute(
        delete(rsvp).where(
            rsvp.c.workspace == workspace, rsvp.c.event == number, rsvp.c.person == person_id
        )
    )


async def _showed_name_last(tx: ReadTransaction, workspace: str, person_id: str) -> bool:
    query = select(rsvp.c.openly).where(rsvp.c.workspace == workspace, rsvp.c.person == person_id)
    query = query.where(rsvp.c.answer != "interested")
    return bool(await tx.scalar(query.order_by(rsvp.c.id.desc()).limit(1)))


async def list_event_changes(tx: ReadTransaction, changed: Event, most: int) -> list[EventChange]:
    """Return the latest entries of an event's log, latest first."""
    query = select(
        event_change.c.person, event_change.c.what, event_change.c.words, event_change.c.at
    ).where(event_change.c.workspace == changed.workspace, event_change.c.event == changed.id)
    rows = await tx.all(query.order_by(event_change.c.id.desc()).limit(most))
    return [read_struct(EventChange, row) for row in rows]


def _in_workspace(workspace: str) -> _Query:
    return (
        select(*_COLUMNS)
        .where(event.c.workspace == workspace)
        .order_by(event.c.starts_at, event.c.id)
    )


async def _select_events(tx: ReadTransaction, query: _Query) -> list[Event]:
    return [read_struct(Event, row) for row in await tx.all(query)]
