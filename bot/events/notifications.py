"""Tell those an event concerns: a seat, a change, a cancellation, a reminder.

Each once, each alone.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.outbox import OutgoingMessage
from bot.core.router import Router
from bot.dates import ics
from bot.events import records
from bot.events.calendar_entry import to_calendar_entry
from bot.events.rules import Event, Rsvp
from bot.events.views import cards
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card, File

router = Router()
ANNOUNCED = router.declare_reason("event.announced", cards.WHY_ANNOUNCED)
STATUS_CHANGED = router.declare_reason("event.standing", cards.WHY_STATUS)
CHANGED = router.declare_reason("event.changed", cards.WHY_CHANGED)
REMINDER = router.declare_reason("event.reminder", cards.WHY_REMINDER)
HOST = router.declare_reason("event.host", cards.WHY_HOST)
LEARNED = router.declare_reason("event.learned", cards.WHY_LEARNED)


async def notify_status_changed(
    tx: Transaction, event: Event, moved: Sequence[Rsvp], now: datetime
) -> None:
    """Tell those who are in now, or no longer, all at once; what they read is true when it
    arrives."""
    letters = [
        OutgoingMessage(
            f"{event.subject}:standing:{one.id}:{moment_stamp(now)}",
            (one.person,),
            subject=f"rsvp:{one.id}",
        )
        for one in moved
    ]
    await outbox.send_dms(
        tx,
        event.workspace,
        letters,
        reason=STATUS_CHANGED,
        due=now,
        expires=event.ends_at,
        solicited=True,
    )
    await outbox.invalidate(tx, event.workspace, *(f"rsvp:{one.id}" for one in moved))


async def notify_event_changed(tx: Transaction, event: Event, before: Event, now: datetime) -> None:
    """Tell those who go, or wait, what is different, with the calendar entry that takes the old
    one's place."""
    concerned = await _concerned(
        tx, event
    )  # a calendar entry takes a while to write: not for nobody
    if concerned and (card := cards.event_changed_card(event, before, _file(event, now))):
        await _to_all(tx, event, "changed", concerned, card, now)


async def notify_event_cancelled(tx: Transaction, event: Event, why: str, now: datetime) -> None:
    """Tell those who would have come that it does not happen, with the entry that takes it off
    their calendars."""
    if concerned := await _concerned(tx, event):
        await _to_all(
            tx,
            event,
            "cancelled",
            concerned,
            cards.event_cancelled_card(event, why, _file(event, now)),
            now,
        )


def moment_stamp(now: datetime) -> str:
    """Write a moment into a key."""
    return f"{now:%Y%m%d%H%M%S%f}"


def _file(event: Event, now: datetime) -> File:
    return File("event.ics", "text/calendar", ics.write_calendar([to_calendar_entry(event)], now))


async def _concerned(tx: ReadTransaction, event: Event) -> list[str]:
    """Give those who go, or wait, and the host."""
    found = await records.list_rsvps(tx, event.workspace, event.id)
    concerned = [one.person for one in found if one.standing != "out"]
    return concerned if event.host is None or event.host in concerned else [*concerned, event.host]


async def _to_all(
    tx: Transaction, event: Event, what: str, concerned: Sequence[str], card: Card, now: datetime
) -> None:
    letters = [
        OutgoingMessage(f"{event.subject}:{what}:{event.sequence}:{who}", (who,), card)
        for who in concerned
    ]
    await outbox.send_dms(
        tx, event.workspace, letters, reason=CHANGED, due=now, expires=event.ends_at, solicited=True
    )
