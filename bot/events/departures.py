"""What becomes of events when somebody leaves the workspace: their seat, and what they host."""

from datetime import datetime

from sqlalchemy import Select, Table, or_, select

from bot.core import outbox
from bot.core.signals import PersonForgotten, PersonLeft
from bot.core.subjects import Subject
from bot.events import host_search, notifications, records, rsvps, rules
from bot.events.notifications import invalidate_event
from bot.events.rules import Event
from bot.events.tables import event as event_table
from bot.events.tables import host_request, rsvp
from bot.store.engine import ReadTransaction, Transaction


async def hand_on_events(tx: Transaction, signal: PersonLeft) -> None:
    """Free somebody's seats at the events to come, and find another host for theirs.

    Those who wait move up, as after any other answer.
    """
    for number in await _events_concerned(tx, signal):
        event = await records.find_event_for_update(tx, signal.workspace, number)
        if event is None or rules.state_at(event, signal.now) != "open":
            continue

        await _free_seat(tx, event, signal.person, signal.now)
        if event.host == signal.person:
            await _pass_on(tx, event, signal.now)
        else:
            await _withdraw_request(tx, event, signal.person, signal.now)
        await invalidate_event(tx, event)


async def redraw_events(tx: Transaction, signal: PersonForgotten) -> None:
    """Invalidate the cards of every event that somebody hosted, planned or answered to."""
    numbers = await tx.scalars(_events_of(signal))
    about = ("event", "hosting", "hostless", "hidden", "unlisted")
    subjects = [Subject(kind, number) for kind in about for number in numbers]
    answers: tuple[tuple[Table, list[str]], ...]
    answers = ((rsvp, ["rsvp", "reminder"]), (host_request, ["host_wish"]))
    for table, kinds in answers:
        of_events = table.c.workspace == signal.workspace, table.c.event.in_(_events_of(signal))
        found = await tx.scalars(select(table.c.id).where(*of_events))
        subjects += [Subject(kind, number) for kind in kinds for number in found]
    await outbox.invalidate(tx, signal.workspace, *subjects)


async def _events_concerned(tx: ReadTransaction, signal: PersonLeft) -> list[int]:
    query = _events_of(signal).where(
        event_table.c.state == "open", event_table.c.ends_at > signal.now
    )
    return await tx.scalars(query.order_by(event_table.c.id))


def _events_of(signal: PersonLeft | PersonForgotten) -> Select[int]:
    answered = select(rsvp.c.event).where(
        rsvp.c.workspace == signal.workspace, rsvp.c.person == signal.person
    )
    asked = select(host_request.c.event).where(
        host_request.c.workspace == signal.workspace, host_request.c.person == signal.person
    )
    is_theirs = or_(
        event_table.c.host == signal.person,
        event_table.c.organiser == signal.person,
        event_table.c.id.in_(answered),
        event_table.c.id.in_(asked),
    )
    return select(event_table.c.id).where(event_table.c.workspace == signal.workspace, is_theirs)


async def _free_seat(tx: Transaction, event: Event, person: str, now: datetime) -> None:
    saved = await records.find_rsvp(tx, event.workspace, event.id, person)
    if saved is None or saved.answer == "cant":
        return
    await records.upsert_rsvp(tx, event.workspace, event.id, person, "cant", now)
    moved = await rsvps.recompute_statuses(tx, event, now)
    others = [rsvp for rsvp in moved if rsvp.person != person]
    await notifications.notify_status_changed(tx, event, others, now)


async def _pass_on(tx: Transaction, event: Event, now: datetime) -> None:
    orphan = await host_search.remove_host(tx, event, now)
    await host_search.ask_next_host(tx, orphan, now)
    await host_search.tell_of_missing_host(tx, orphan, now)


async def _withdraw_request(tx: Transaction, event: Event, person: str, now: datetime) -> None:
    """Ask the next person to host where it was the leaver's turn."""
    request = await host_search.find_request_of(tx, event, person)
    if request and request.state == "asked":
        await host_search.pass_to_next_host(tx, event, person, now)
