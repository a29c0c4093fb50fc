"""Read and write events and who goes to them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct, structs
from sqlalchemy import Row, Select, and_, bindparam, delete, func, or_, select, update

from bot.events.rules import Event, Rsvp, RsvpAnswer, RsvpStatus
from bot.events.tables import event, event_change, rsvp
from bot.people.records import zone_or_utc
from bot.store.engine import ReadTransaction, Transaction

_NAMESPACE = uuid.UUID("5b8d1a52-9d0e-4b57-8a36-6f5f3c0f7d11")
_BATCH = 500  # ids in one statement
_NAMED = [event.c[name] for name in Event.__struct_fields__]
_ONE = select(*_NAMED).where(
    event.c.workspace == bindparam("workspace"), event.c.id == bindparam("number")
)
_ANSWERS = [rsvp.c[name] for name in Rsvp.__struct_fields__]


class EventDraft(Struct, frozen=True):
    """An event to be; without a `uid` it gets one of its own."""

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


class EventChange(Struct, frozen=True):
    """Something that a person did to an event, with the words they gave."""

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
        .where(rsvp.c.standing == "in", rsvp.c.openly.is_(True))
        .where(event.c.kind == "listed", event.c.state == "over")
        .where(event.c.starts_at < attended.starts_at)
    )
    return set(await tx.scalars(query))


async def insert_event(tx: Transaction, draft: EventDraft) -> int:
    """Write down an event; give its number."""
    values = structs.asdict(draft) | {
        "uid": draft.uid or f"new:{uuid.uuid4()}",
        "zone": zone_or_utc(draft.zone),
    }
    number = await tx.insert(event, **values, sequence=0, state="open", changed_at=draft.created_at)
    if not draft.uid:
        await update_event(
            tx,
            draft.workspace,
            number,
            uid=str(uuid.uuid5(_NAMESPACE, f"{draft.workspace}\n{number}")),
        )
    return number


async def lock_event(tx: Transaction, workspace: str, number: int) -> None:
    """Let nobody else answer to or change this event before this transaction ends.

    Read it after, never before.
    """
    if not tx.single_writer:
        held = select(event.c.id).where(event.c.workspace == workspace, event.c.id == number)
        await tx.all(held.with_for_update())


async def find_event(tx: ReadTransaction, workspace: str, number: int) -> Event | None:
    """Give one event as it stands."""
    row = await tx.first(_ONE, workspace=workspace, number=number)
    return _event(row) if row else None


async def find_event_for_update(tx: Transaction, workspace: str, number: int) -> Event | None:
    """Give one event as it stands and stays until this transaction ends."""
    await lock_event(tx, workspace, number)
    return await find_event(tx, workspace, number)


async def find_event_by_uid(tx: ReadTransaction, workspace: str, uid: str) -> Event | None:
    """Give the event that calendars know by this name."""
    row = await tx.first(select(*_NAMED).where(event.c.workspace == workspace, event.c.uid == uid))
    return _event(row) if row else None


async def find_events(tx: ReadTransaction, workspace: str, numbers: Iterable[int]) -> list[Event]:
    """Give the events with these numbers, soonest first."""
    return await _events(tx, _of(workspace).where(event.c.id.in_(list(numbers))))


async def upcoming_events(
    tx: ReadTransaction,
    workspace: str,
    after: dt.datetime,
    until: dt.datetime | None = None,
    *,
    kinds: Sequence[str] = (),
    channel: str | None = None,
    states: Sequence[str] = ("open",),
    most: int | None = None,
) -> list[Event]:
    """Give the events that end after a moment and start before another, soonest first."""
    chosen = _of(workspace).where(event.c.ends_at > after, event.c.state.in_(states))
    if until:
        chosen = chosen.where(event.c.starts_at < until)
    if kinds:
        chosen = chosen.where(event.c.kind.in_(kinds))
    if channel is not None:
        chosen = chosen.where(event.c.channel == channel)
    return await _events(tx, chosen.limit(most))


async def events_in_series(tx: ReadTransaction, workspace: str, series: str) -> list[Event]:
    """Give the events of one series, first come first."""
    return await _events(tx, _of(workspace).where(event.c.series == series))


async def events_of_person(
    tx: ReadTransaction,
    workspace: str,
    who: str,
    after: dt.datetime,
    states: Sequence[str] = ("open",),
    most: int = 100,
) -> list[tuple[Event, RsvpStatus]]:
    """Give the events after a moment that somebody goes to, waits for or hosts, with their
    standing."""
    mine = and_(rsvp.c.event == event.c.id, rsvp.c.person == who)
    standing = func.coalesce(rsvp.c.standing, "out").label("standing")
    statement = (
        select(*_NAMED, standing)
        .outerjoin_from(event, rsvp, mine)
        .where(event.c.workspace == workspace, event.c.state.in_(states), event.c.ends_at > after)
        .where(or_(standing.in_(("in", "waiting", "pending")), event.c.host == who))
        .order_by(event.c.starts_at, event.c.id)
        .limit(most)
    )
    return [(_event(row), row.standing) for row in await tx.all(statement)]


async def update_event(tx: Transaction, workspace: str, number: int, **values: Any) -> None:
    """Change what is written down of an event."""
    await tx.execute(
        update(event).where(event.c.workspace == workspace, event.c.id == number).values(**values)
    )


async def list_rsvps(tx: ReadTransaction, workspace: str, *numbers: int) -> list[Rsvp]:
    """Give everybody's answers to these events, first come first."""
    mine = select(*_ANSWERS).where(rsvp.c.workspace == workspace, rsvp.c.event.in_(numbers))
    rows = await tx.all(mine.order_by(rsvp.c.answered_at, rsvp.c.id))
    return [_rsvp(row) for row in rows]


async def list_going(
    tx: ReadTransaction, workspace: str, *numbers: int, openly: bool = False
) -> list[Rsvp]:
    """Give those who are in, in the order in which they joined; `openly`.

    Only those who let others see it.
    """
    found = [one for one in await list_rsvps(tx, workspace, *numbers) if one.standing == "in"]
    shown = [one for one in found if one.openly] if openly else found
    return sorted(shown, key=lambda one: (one.joined_at or one.answered_at, one.id))


async def find_rsvp(tx: ReadTransaction, workspace: str, number: int, who: str) -> Rsvp | None:
    """Give what one person answered."""
    mine = select(*_ANSWERS).where(
        rsvp.c.workspace == workspace, rsvp.c.event == number, rsvp.c.person == who
    )
    row = await tx.first(mine)
    return _rsvp(row) if row else None


async def find_rsvp_by_id(tx: ReadTransaction, workspace: str, number: int) -> Rsvp | None:
    """Give one answer by its own number."""
    row = await tx.first(
        select(*_ANSWERS).where(rsvp.c.workspace == workspace, rsvp.c.id == number)
    )
    return _rsvp(row) if row else None


async def upsert_rsvp(
    tx: Transaction, workspace: str, number: int, who: str, said: RsvpAnswer, now: dt.datetime
) -> None:
    """Write down what somebody answers.

    What they said before gives way, and whether others see it stays.
    """
    before = await find_rsvp(tx, workspace, number, who)
    if before is None:
        openly = await _was_open(tx, workspace, who)
        values = {"answer": said, "openly": openly, "standing": "out", "answered_at": now}
        await tx.insert(rsvp, workspace=workspace, event=number, person=who, **values)
    elif before.answer != said:
        mine = update(rsvp).where(rsvp.c.workspace == workspace, rsvp.c.id == before.id)
        await tx.execute(mine.values(answer=said, answered_at=now))


async def update_rsvp_status(
    tx: Transaction, workspace: str, number: int, status: RsvpStatus, joined: dt.datetime | None
) -> None:
    """Write down what comes of one answer."""
    mine = update(rsvp).where(rsvp.c.workspace == workspace, rsvp.c.id == number)
    await tx.execute(mine.values(standing=status, joined_at=joined))


async def set_name_visibility(
    tx: Transaction, workspace: str, number: int, who: str, *, openly: bool
) -> None:
    """Let others see that somebody goes, or no longer."""
    mine = update(rsvp).where(
        rsvp.c.workspace == workspace, rsvp.c.event == number, rsvp.c.person == who
    )
    await tx.execute(mine.values(openly=openly))


async def delete_rsvp(tx: Transaction, workspace: str, number: int, who: str) -> None:
    """Take back what somebody answered."""
    mine = rsvp.c.workspace == workspace, rsvp.c.event == number, rsvp.c.person == who
    await tx.execute(delete(rsvp).where(*mine))


async def _was_open(tx: ReadTransaction, workspace: str, who: str) -> bool:
    """Tell what somebody chose last: whoever let others see it once need not say so each time."""
    last = select(rsvp.c.openly).where(rsvp.c.workspace == workspace, rsvp.c.person == who)
    return bool(await tx.scalar(last.order_by(rsvp.c.id.desc()).limit(1)))


async def list_event_changes(tx: ReadTransaction, event_: Event, most: int) -> list[EventChange]:
    """Give what was done to an event, latest first."""
    done = select(
        event_change.c.person, event_change.c.what, event_change.c.words, event_change.c.at
    ).where(event_change.c.workspace == event_.workspace, event_change.c.event == event_.id)
    rows = await tx.all(done.order_by(event_change.c.id.desc()).limit(most))
    return [EventChange(row.person, row.what, row.words, row.at) for row in rows]


def _of(workspace: str) -> Select[Any]:
    return (
        select(*_NAMED)
        .where(event.c.workspace == workspace)
        .order_by(event.c.starts_at, event.c.id)
    )


async def _events(tx: ReadTransaction, statement: Select[Any]) -> list[Event]:
    return [_event(row) for row in await tx.all(statement)]


def _event(row: Row[Any]) -> Event:
    return Event(**{name: row._mapping[name] for name in Event.__struct_fields__})


def _rsvp(row: Row[Any]) -> Rsvp:
    return Rsvp(**{name: row._mapping[name] for name in Rsvp.__struct_fields__})
