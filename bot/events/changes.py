"""Change an event or call it off: the calendar entry follows, and those who go are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import structs

from bot.core import outbox
from bot.events import notifications, records, reminders, rsvps
from bot.events.rules import Event
from bot.events.tables import event_change
from bot.store.engine import Transaction

_IN_CALENDARS = {
    "title", "description", "place", "address", "meeting_point", "link", "starts_at", "ends_at",
    "all_day", "zone"
}  # fmt: skip


async def change_event(
    tx: Transaction, event: Event, values: Mapping[str, Any], now: datetime, by: str | None = None
) -> Event:
    """Change an event that the caller holds, and give it as it is now; `by` is noted.

    What nobody changed is left alone. Whoever goes is told what is different; with more or fewer
    seats some may be in now, or have to wait.
    """
    news = {name: value for name, value in values.items() if getattr(event, name) != value}
    if not news:
        return event
    if news.keys() & _IN_CALENDARS:
        news |= {"sequence": event.sequence + 1, "changed_at": now}
    await records.update_event(tx, event.workspace, event.id, **news)
    after = structs.replace(event, **news)
    await log_change(tx, after, by, "changed", "", now)
    if news.keys() & {"starts_at", "ends_at", "zone", "all_day"}:
        await reminders.schedule_reminders(tx, after, now)
    if "capacity" in news:
        await notifications.notify_status_changed(
            tx, after, await rsvps.recompute_statuses(tx, after, now), now
        )
    await notifications.notify_event_changed(tx, after, event, now)
    await invalidate_event(tx, after)
    return after


async def cancel_event(
    tx: Transaction, event: Event, now: datetime, why: str = "", by: str | None = None
) -> Event:
    """Call an event off that the caller holds.

    Those who would have come are told, and no reminder goes out.
    """
    news = {"state": "cancelled", "sequence": event.sequence + 1, "changed_at": now}
    await records.update_event(tx, event.workspace, event.id, **news)
    after = structs.replace(event, **news)
    await log_change(tx, after, by, "cancelled", why, now)
    await reminders.unschedule_reminders(tx, after)
    await notifications.notify_event_cancelled(tx, after, why, now)
    await invalidate_event(tx, after)
    return after


async def invalidate_event(tx: Transaction, event: Event) -> None:
    """Have every card that shows an event drawn again."""
    found = await records.list_rsvps(tx, event.workspace, event.id)
    told = [f"{kind}:{one.id}" for one in found for kind in ("rsvp", "reminder")]
    await outbox.invalidate(tx, event.workspace, event.subject, f"hosting:{event.id}", *told)


async def log_change(
    tx: Transaction, event: Event, by: str | None, what: str, words: str, now: datetime
) -> None:
    """Write down who did what to an event; what Mingle did by itself needs no note."""
    if by:
        await tx.insert(
            event_change,
            workspace=event.workspace,
            event=event.id,
            person=by,
            what=what,
            words=words,
            at=now,
        )
