"""DMs to the people whom an event concerns: seats, changes and cancellations, once each."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select

from bot.core import outbox
from bot.core.outbox import Drawing, OutgoingMessage
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.dates import ics
from bot.events import records
from bot.events.calendar_entry import to_calendar_entry
from bot.events.rules import Event, Rsvp
from bot.events.tables import host_request
from bot.events.views import cards
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import File

router = Router()
ANNOUNCED = router.declare_reason("event.announced", cards.WHY_ANNOUNCED, Purpose.JOINED)
STATUS_CHANGED = router.declare_reason("event.standing", cards.WHY_STATUS, Purpose.NEWS)
CHANGED = router.declare_reason("event.changed", cards.WHY_CHANGED, Purpose.NEWS)
PLACED = router.declare_reason("event.placed", cards.WHY_PLACED, Purpose.NEWS)
REMINDER = router.declare_reason("event.reminder", cards.WHY_REMINDER, Purpose.NEWS)
HOST = router.declare_reason("event.host", cards.WHY_HOST, Purpose.NEWS)
LEARNED = router.declare_reason("event.learned", cards.WHY_LEARNED, Purpose.ADDED)


async def notify_status_changed(
    tx: Transaction, event: Event, moved: Sequence[Rsvp], now: datetime
) -> None:
    """Notify people whose status changed, in one batch of live cards."""
    messages = [
        OutgoingMessage(
            f"{event.subject}:standing:{rsvp.id}:{moment_stamp(now)}",
            (rsvp.person,),
            subject=Subject("rsvp", rsvp.id),
        )
        for rsvp in moved
    ]
    await outbox.send_dms(
        tx,
        event.workspace,
        messages,
        reason=STATUS_CHANGED,
        due=now,
        expires=event.ends_at,
        solicited=True,
    )
    await outbox.invalidate(tx, event.workspace, *(Subject("rsvp", rsvp.id) for rsvp in moved))


async def invalidate_event(tx: Transaction, event: Event) -> None:
    """Invalidate every live card that shows an event: public, private and those about its host."""
    subjects = [event.subject]
    subjects += [Subject(kind, event.id) for kind in ("hosting", "hostless", "hidden", "unlisted")]
    for rsvp in await records.list_rsvps(tx, event.workspace, event.id):
        subjects += [Subject("rsvp", rsvp.id), Subject("reminder", rsvp.id)]
    asked = select(host_request.c.id).where(
        host_request.c.workspace == event.workspace, host_request.c.event == event.id
    )
    subjects += [Subject("host_wish", number) for number in await tx.scalars(asked)]
    await outbox.invalidate(tx, event.workspace, *subjects)


async def notify_event_changed(tx: Transaction, event: Event, before: Event, now: datetime) -> None:
    """Notify those who may come of the changes, with a calendar entry that replaces theirs."""
    recipients = await _recipients(tx, event)
    if not recipients:
        return  # writing a calendar entry takes a while

    card = partial(cards.event_changed_card, event, before, calendar_file(event, now))
    await _send_to_all(tx, event, f"changed:{moment_stamp(now)}", recipients, card, now)


async def notify_event_cancelled(tx: Transaction, event: Event, why: str, now: datetime) -> None:
    """Notify those who would have come, with an entry that removes it from their calendars."""
    recipients = await _recipients(tx, event)
    if not recipients:
        return

    card = partial(cards.event_cancelled_card, event, why, calendar_file(event, now))
    await _send_to_all(tx, event, "cancelled", recipients, card, now)


async def notify_event_unlisted(
    tx: Transaction, event: Event, links: Sequence[str], now: datetime
) -> None:
    """Notify those who would come that an event is no longer listed; their calendars keep it."""
    card = partial(cards.event_unlisted_card, event, links)
    recipients = await _recipients(tx, event)
    await _send_to_all(tx, event, f"unlisted:{moment_stamp(now)}", recipients, card, now)


def moment_stamp(now: datetime) -> str:
    """Return an instant as part of a message key."""
    return f"{now:%Y%m%d%H%M%S%f}"


def calendar_file(event: Event, now: datetime) -> File:
    """Return the calendar file of an event."""
    return File("event.ics", "text/calendar", ics.write_calendar([to_calendar_entry(event)], now))


async def _recipients(tx: ReadTransaction, event: Event) -> list[str]:
    """Return those who go, wait or may come, and the host."""
    rsvps = await records.list_rsvps(tx, event.workspace, event.id)
    coming = [rsvp for rsvp in rsvps if rsvp.status != "out" or rsvp.answer == "maybe"]
    recipients = [rsvp.person for rsvp in coming]
    if event.host and event.host not in recipients:
        recipients.append(event.host)
    return recipients


async def _send_to_all(
    tx: Transaction,
    event: Event,
    what: str,
    recipients: Sequence[str],
    card: Drawing,
    now: datetime,
) -> None:
    messages = [
        OutgoingMessage(f"{event.subject}:{what}:{event.sequence}:{person}", (person,), card)
        for person in recipients
    ]
    await outbox.send_dms(
        tx,
        event.workspace,
        messages,
        reason=CHANGED,
        due=now,
        expires=event.ends_at,
        solicited=True,
    )
