"""Tell those an event concerns: a seat, a change, a cancellation, a reminder; each once, each alone."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.outbox import Letter
from bot.core.router import Router
from bot.dates import ics
from bot.events import records
from bot.events.calendar_entry import entry
from bot.events.rules import Event, Rsvp
from bot.events.views import cards
from bot.store.engine import Transaction
from bot.ui.cards import Card, File

router = Router()
ANNOUNCED = router.rule("event.announced", cards.WHY_ANNOUNCED)
STANDING = router.rule("event.standing", cards.WHY_STANDING)
CHANGED = router.rule("event.changed", cards.WHY_CHANGED)
REMINDER = router.rule("event.reminder", cards.WHY_REMINDER)
HOST = router.rule("event.host", cards.WHY_HOST)
LEARNED = router.rule("event.learned", cards.WHY_LEARNED)


async def standing_changed(tx: Transaction, event: Event, moved: Sequence[Rsvp], now: datetime) -> None:
    """Tell those who are in now, or no longer, all at once; what they read is true when it arrives."""
    letters = [
        Letter(f"{event.subject}:standing:{one.id}:{stamp(now)}", (one.person,), subject=f"rsvp:{one.id}")
        for one in moved
    ]
    await outbox.whisper_many(tx, event.workspace, letters, rule=STANDING, due=now, expires=event.ends_at, asked=True)
    await outbox.stale(tx, event.workspace, *(f"rsvp:{one.id}" for one in moved))


async def changed(tx: Transaction, event: Event, before: Event, now: datetime) -> None:
    """Tell those who go, or wait, what is different, with the calendar entry that takes the old one's place."""
    concerned = await _concerned(tx, event)  # a calendar entry takes a while to write: not for nobody
    if concerned and (card := cards.changed(event, before, _file(event, now))):
        await _to_all(tx, event, "changed", concerned, card, now)


async def cancelled(tx: Transaction, event: Event, why: str, now: datetime) -> None:
    """Tell those who would have come that it does not happen, with the entry that takes it off their calendars."""
    if concerned := await _concerned(tx, event):
        await _to_all(tx, event, "cancelled", concerned, cards.cancelled(event, why, _file(event, now)), now)


def stamp(now: datetime) -> str:
    """Write a moment into a key."""
    return f"{now:%Y%m%d%H%M%S%f}"


def _file(event: Event, now: datetime) -> File:
    return File("event.ics", "text/calendar", ics.write([entry(event)], now))


async def _concerned(tx: Transaction, event: Event) -> list[str]:
    """Give those who go, or wait, and the host."""
    found = await records.answers(tx, event.workspace, event.id)
    concerned = [one.person for one in found if one.standing != "out"]
    return concerned if event.host is None or event.host in concerned else [*concerned, event.host]


async def _to_all(
    tx: Transaction, event: Event, what: str, concerned: Sequence[str], card: Card, now: datetime
) -> None:
    letters = [Letter(f"{event.subject}:{what}:{event.sequence}:{who}", (who,), card) for who in concerned]
    await outbox.whisper_many(tx, event.workspace, letters, rule=CHANGED, due=now, expires=event.ends_at, asked=True)
