"""The list of an event: its host puts people on and takes them off, with guests."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.core import message_records, outbox, signals
from bot.core.outbox import OutgoingMessage
from bot.core.signals import RsvpChanged
from bot.core.subjects import Subject
from bot.events import notifications, records, rsvps
from bot.events.notifications import PLACED, moment_stamp
from bot.events.rules import Event, Rsvp
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction

MAX_PLACED = 3  # messages to one person that a host put them on one list, or off it
_SOON = timedelta(days=1)  # what begins by then is told at once, at any hour


class ListChange(Struct, frozen=True):
    """Who was put on an event, who of them waits for a seat, and who was taken off."""

    on: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


async def known_to_host(tx: ReadTransaction, event: Event) -> list[Person]:
    """Return those on the list whom its host knows of: they show their name, or a host put them on.

    The host is not among them.
    """
    listed = await records.list_rsvps(tx, event.workspace, event.id)
    shown = []
    for rsvp in listed:
        is_on = rsvp.status in ("in", "waiting")
        if is_on and rsvp.person != event.host and (rsvp.openly or rsvp.placed_by):
            shown.append(rsvp.person)
    by_id = await people.find_people(tx, event.workspace, shown)
    return [by_id[person] for person in shown if person in by_id and not by_id[person].left]


async def often_placed(tx: ReadTransaction, event: Event, people_ids: Sequence[str]) -> list[str]:
    """Return those of these people whom hosts have put on this list, or off it, often enough."""
    often = []
    for person in people_ids:
        rsvp = await records.find_rsvp(tx, event.workspace, event.id, person)
        if rsvp is None:
            continue
        told = await message_records.count_keys(
            tx, event.workspace, f"{event.subject}:placed:{rsvp.id}:"
        )
        if told >= MAX_PLACED:
            often.append(person)
    return often


async def has_room(
    tx: ReadTransaction, event: Event, people_ids: Sequence[str], off: Sequence[str], guests: int
) -> bool:
    """Return whether those of these people who are in can bring so many guests.

    Whoever is in stays in, so their guests get only seats that are free. Those who aren't in wait
    for as many seats as they need, as long as the event has so many.
    """
    if event.capacity is None:
        return True
    going = await records.list_going(tx, event.workspace, event.id)
    staying = [rsvp for rsvp in going if rsvp.person not in off]
    heads = sum(rsvp.heads for rsvp in staying)
    theirs = [rsvp for rsvp in staying if rsvp.person in people_ids]
    more = sum(max(0, guests - rsvp.guests) for rsvp in theirs)
    return guests < event.capacity and (not more or heads + more <= event.capacity)


async def save_guests(
    tx: Transaction, event: Event, person: str, guests: int, now: datetime
) -> None:
    """Save how many guests somebody brings; seats that this frees go to those who wait.

    The caller holds the event's lock.
    """
    await records.set_guests(tx, event.workspace, event.id, person, guests)
    moved = await rsvps.recompute_statuses(tx, event, now)
    await notifications.notify_status_changed(tx, event, moved, now)


async def change_list(
    tx: Transaction,
    event: Event,
    on: Sequence[str],
    off: Sequence[str],
    guests: int,
    by: str,
    now: datetime,
) -> ListChange:
    """Put people on with so many guests each, and take others off; each of them hears who did.

    The caller holds the event's lock.
    """
    for person in off:
        await records.upsert_rsvp(tx, event.workspace, event.id, person, "taken_off", now, by)
    for person in on:
        await records.upsert_rsvp(tx, event.workspace, event.id, person, "going", now, by)
        await records.set_guests(tx, event.workspace, event.id, person, guests)

    moved = await rsvps.recompute_statuses(tx, event, now)
    told = {*on, *off}
    others = [rsvp for rsvp in moved if rsvp.person not in told]
    await notifications.notify_status_changed(tx, event, others, now)
    after = await records.list_rsvps(tx, event.workspace, event.id)
    await _tell(tx, event, [rsvp for rsvp in after if rsvp.person in told - {by}], now)
    for person in (*on, *off):
        await signals.emit(tx, RsvpChanged(event.workspace, now, event.id, person))
    waiting = [rsvp.person for rsvp in after if rsvp.status == "waiting"]
    return ListChange(tuple(on), tuple(who for who in on if who in waiting), tuple(off))


async def _tell(tx: Transaction, event: Event, told: Sequence[Rsvp], now: datetime) -> None:
    messages = []
    for rsvp in told:
        key = f"{event.subject}:placed:{rsvp.id}:{moment_stamp(now)}"
        messages.append(OutgoingMessage(key, (rsvp.person,), subject=Subject("rsvp", rsvp.id)))
    await outbox.send_dms(
        tx,
        event.workspace,
        messages,
        reason=PLACED,
        due=now,
        expires=event.ends_at,
        solicited=event.starts_at - now <= _SOON,
    )
    await outbox.invalidate(tx, event.workspace, *(Subject("rsvp", rsvp.id) for rsvp in told))
