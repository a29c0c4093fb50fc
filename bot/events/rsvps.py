"""Take people's answers to an event, and tell at once everybody for whom they change something."""

from datetime import datetime

from bot.core import outbox, signals
from bot.core.signals import RsvpChanged
from bot.events import notifications, records, rules
from bot.events.rules import Event, Rsvp, RsvpAnswer
from bot.store.engine import Transaction


async def save_rsvp(
    tx: Transaction, event: Event, person: str, said: RsvpAnswer, now: datetime
) -> Rsvp:
    """Write down what somebody answers, and give what came of it; whoever else is moved by it is
    told.

    The caller holds the event (`records.find_held`), and has seen that it is open.
    """
    await records.upsert_rsvp(tx, event.workspace, event.id, person, said, now)
    moved = await recompute_statuses(tx, event, now)
    await notifications.notify_status_changed(
        tx, event, [one for one in moved if one.person != person], now
    )
    found = await records.find_rsvp(tx, event.workspace, event.id, person)
    assert found
    await signals.emit(tx, RsvpChanged(event.workspace, now, event.id, person))
    return found


async def recompute_statuses(tx: Transaction, event: Event, now: datetime) -> list[Rsvp]:
    """Bring everybody's standing up to date, and give those whose standing became another."""
    before = await records.list_rsvps(tx, event.workspace, event.id)
    decided = rules.decide_statuses(before, event.capacity)
    for one in before:
        if decided[one.person] != one.standing:
            joined = now if decided[one.person] == "in" else None
            await records.update_rsvp_status(
                tx, event.workspace, one.id, decided[one.person], joined
            )
    await outbox.invalidate(tx, event.workspace, event.subject)
    moved = {one.person: one.standing for one in before if decided[one.person] != one.standing}
    after = await records.list_rsvps(tx, event.workspace, event.id)
    return [one for one in after if one.person in moved]
