"""Save RSVPs, and notify everybody whose status changes with them."""

from datetime import datetime

from bot.core import signals
from bot.core.signals import RsvpChanged
from bot.events import notifications, records, rules
from bot.events.rules import Event, Rsvp, RsvpAnswer
from bot.store.engine import Transaction


async def save_rsvp(
    tx: Transaction, event: Event, person: str, answer: RsvpAnswer, now: datetime
) -> Rsvp:
    """Save an RSVP and return its status; notify people whose own status changes.

    The caller holds the event's lock (`records.find_event_for_update`) and knows that it is open.
    """
    await records.upsert_rsvp(tx, event.workspace, event.id, person, answer, now)
    moved = await recompute_statuses(tx, event, now)
    others = [rsvp for rsvp in moved if rsvp.person != person]
    await notifications.notify_status_changed(tx, event, others, now)

    saved = await records.find_rsvp(tx, event.workspace, event.id, person)
    assert saved
    await signals.emit(tx, RsvpChanged(event.workspace, now, event.id, person))
    return saved


async def recompute_statuses(tx: Transaction, event: Event, now: datetime) -> list[Rsvp]:
    """Recompute the status of every RSVP of an event; return those that changed."""
    before = await records.list_rsvps(tx, event.workspace, event.id)
    decided = rules.decide_statuses(before, event.capacity)
    moved = set()
    for rsvp in before:
        status = decided[rsvp.person]
        if status != rsvp.status:
            moved.add(rsvp.person)
            joined = now if status == "in" else None
            await records.update_rsvp_status(tx, event.workspace, rsvp.id, status, joined)

    await notifications.invalidate_event(tx, event)
    after = await records.list_rsvps(tx, event.workspace, event.id)
    return [rsvp for rsvp in after if rsvp.person in moved]
