"""Choose a host fairly, and let a host hand over with one click."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from msgspec import Struct, structs
from sqlalchemy import select

from bot.core import outbox
from bot.core.subjects import Subject
from bot.events import records, rules
from bot.events.changes import log_change
from bot.events.notifications import HOST, invalidate_event, moment_stamp
from bot.events.rules import Event
from bot.events.tables import event as event_table
from bot.events.tables import host_request
from bot.events.views import host as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention


class HostRequest(Struct, frozen=True):
    """A person who was asked to host an event, and the state: hosts, asked, declined, handed_on."""

    id: int
    event: int
    person: str
    state: str


async def choose_host(tx: ReadTransaction, workspace: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate who has hosted least often, then longest ago."""
    people_ids = list(candidates)
    rows = await tx.all(
        select(event_table.c.host, event_table.c.starts_at).where(
            event_table.c.workspace == workspace,
            event_table.c.host.in_(people_ids),
            event_table.c.state != "cancelled",
        )
    )

    hosted: dict[str, list[datetime]] = {}
    for row in rows:
        hosted.setdefault(row.host, []).append(row.starts_at)
    return rules.fairest_host(people_ids, hosted)


async def appoint_host(
    tx: Transaction, event: Event, person: str, now: datetime, by: str | None = None
) -> Event:
    """Make a person the host and notify both the new and the former host.

    `by`, the person who did it, gets no message. The caller holds the event's lock.
    """
    former = event.host
    if former and former != person:
        await _save_state(tx, event, former, "handed_on", now)
    number = await _save_state(tx, event, person, "hosts", now)
    await outbox.invalidate(tx, event.workspace, Subject("host_wish", number))
    await records.update_event(tx, event.workspace, event.id, host=person)

    changed = structs.replace(event, host=person)
    if former:
        await log_change(tx, changed, by, "host", "", now)
    if former and former not in (person, by):
        await _notify_former_host(tx, changed, former, now)
    if by != person:
        key = f"{event.subject}:host:{person}:{moment_stamp(now)}"
        await _send_dm(tx, changed, key, person, Subject("hosting", event.id), now)
    await invalidate_event(tx, changed)
    return changed


async def ask_next_host(tx: Transaction, event: Event, now: datetime) -> str | None:
    """Ask the fairest of those who go to host instead; return who, or None if nobody is left.

    Nobody is asked twice. The host stays until somebody agrees.
    """
    rows = await tx.all(
        select(host_request.c.person).where(
            host_request.c.workspace == event.workspace, host_request.c.event == event.id
        )
    )
    asked = {row.person for row in rows} | {event.host}
    going = await records.list_going(tx, event.workspace, event.id)
    candidates = [rsvp.person for rsvp in going if rsvp.person not in asked]
    person = await choose_host(tx, event.workspace, candidates)
    if person is None:
        return None

    number = await _save_state(tx, event, person, "asked", now)
    # People who go have solicited messages about the event; an appointed host has not.
    key = f"{event.subject}:ask:{person}"
    await _send_dm(tx, event, key, person, Subject("host_wish", number), now, solicited=True)
    return person


async def find_host_request(tx: ReadTransaction, workspace: str, number: int) -> HostRequest | None:
    """Return one request to host, or None."""
    row = await tx.first(
        select(
            host_request.c.id, host_request.c.event, host_request.c.person, host_request.c.state
        ).where(host_request.c.workspace == workspace, host_request.c.id == number)
    )
    return HostRequest(row.id, row.event, row.person, row.state) if row else None


async def find_request_of(tx: ReadTransaction, event: Event, person: str) -> HostRequest | None:
    """Return the request to a person to host an event, or None."""
    number = await tx.scalar(
        select(host_request.c.id).where(
            host_request.c.workspace == event.workspace,
            host_request.c.event == event.id,
            host_request.c.person == person,
        )
    )
    return await find_host_request(tx, event.workspace, number) if number else None


async def pass_to_next_host(
    tx: Transaction, event: Event, person: str, now: datetime
) -> str | None:
    """Save that a person declines to host, and ask the next; return who, or None.

    If nobody is left to ask and nobody hosts the event, its planner or organisers are told.
    """
    number = await _save_state(tx, event, person, "declined", now)
    await outbox.invalidate(tx, event.workspace, Subject("host_wish", number))
    asked = await ask_next_host(tx, event, now)
    if asked is None and event.host is None:
        await tell_of_missing_host(tx, event, now)
    return asked


async def find_candidates(
    tx: ReadTransaction, event: Event
) -> tuple[Mention | None, Mention | None]:
    """Return the host of an event who has left, and who was asked to host it instead."""
    requests = await tx.all(
        select(host_request.c.person, host_request.c.state)
        .where(host_request.c.workspace == event.workspace, host_request.c.event == event.id)
        .where(host_request.c.state.in_(("handed_on", "asked")))
        .order_by(host_request.c.at, host_request.c.id)
    )
    known = await people.find_people(tx, event.workspace, [row.person for row in requests])
    former, asked = None, None
    for row in requests:
        person = known[row.person]
        if row.state == "asked":
            asked = person.mention
        elif person.left:
            former = person.mention
    return former, asked


async def remove_host(tx: Transaction, event: Event, now: datetime) -> Event:
    """Save that the host of an event is gone; return the event. The caller holds its lock."""
    if event.host:
        await _save_state(tx, event, event.host, "handed_on", now)
    await records.update_event(tx, event.workspace, event.id, host=None)
    return structs.replace(event, host=None)


async def tell_of_missing_host(tx: Transaction, event: Event, now: datetime) -> None:
    """Notify whoever planned an event, or else the organisers, that nobody hosts it for now."""
    planner = await people.find_person(tx, event.workspace, event.organiser or "")
    recipients = [planner.id] if planner and not planner.left else []
    if not recipients:
        recipients = [person.id for person in await people.list_organisers(tx, event.workspace)]

    subject = Subject("hostless", event.id)
    await outbox.invalidate(tx, event.workspace, subject)
    for person in recipients:
        key = f"{event.subject}:hostless:{person}:{moment_stamp(now)}"
        await outbox.send_dm(
            tx,
            event.workspace,
            key,
            person,
            None,
            subject=subject,
            reason=HOST,
            due=now,
            expires=event.starts_at,
        )


async def _save_state(tx: Transaction, event: Event, person: str, state: str, now: datetime) -> int:
    keys = {"event": event.id, "person": person}
    return await tx.upsert(host_request, keys, workspace=event.workspace, state=state, at=now)


async def _notify_former_host(tx: Transaction, event: Event, former: str, now: datetime) -> None:
    host = await people.find_person(tx, event.workspace, event.host or "")
    if host is None:
        return

    key = f"{event.subject}:relieved:{former}:{moment_stamp(now)}"
    card = partial(views.host_relieved_card, event, host.mention)
    await outbox.send_dm(
        tx, event.workspace, key, former, card, reason=HOST, due=now, solicited=True
    )


async def _send_dm(
    tx: Transaction,
    event: Event,
    key: str,
    person: str,
    subject: Subject,
    now: datetime,
    *,
    solicited: bool = False,
) -> None:
    await outbox.send_dm(
        tx,
        event.workspace,
        key,
        person,
        None,
        subject=subject,
        reason=HOST,
        due=now,
        expires=event.starts_at,
        solicited=solicited,
    )
