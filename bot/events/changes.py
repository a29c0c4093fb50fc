"""Change or cancel an event: the calendar entry follows, and the people concerned are notified."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import structs

from bot.core import signals
from bot.core.signals import EventChanged
from bot.events import notifications, records, reminders, rsvps
from bot.events.links import links_of_events
from bot.events.notifications import invalidate_event
from bot.events.rules import Event, ListedAs
from bot.events.tables import event_change
from bot.store.engine import Transaction

_IN_TIME = {"starts_at", "ends_at", "zone", "all_day"}
_SCHEDULED = _IN_TIME | {"reminders", "signup_lead"}
_IN_CALENDARS = _IN_TIME | {
    "title", "description", "place", "address", "meeting_point", "link", "state"
}  # fmt: skip


async def change_event(
    tx: Transaction,
    event: Event,
    values: Mapping[str, object],
    now: datetime,
    by: str | None = None,
) -> Event:
    """Apply the values that differ and return the event; `by` is logged.

    Those who go are notified. A new capacity recomputes who is in and who waits. The caller holds
    the event's lock.
    """
    news = {name: value for name, value in values.items() if getattr(event, name) != value}
    if not news:
        return event

    if news.keys() & _IN_CALENDARS:
        news |= {"sequence": event.sequence + 1, "changed_at": now}
    await records.update_event(tx, event.workspace, event.id, **news)
    changed = structs.replace(event, **news)
    await log_change(tx, changed, by, "changed", "", now)

    if news.keys() & (_SCHEDULED | {"state"}):
        await reminders.schedule_reminders(tx, changed, now)
    if "capacity" in news:
        moved = await rsvps.recompute_statuses(tx, changed, now)
        await notifications.notify_status_changed(tx, changed, moved, now)
    await notifications.notify_event_changed(tx, changed, event, now)
    await invalidate_event(tx, changed)
    if news.keys() & _IN_TIME:
        await _tell_what_hangs_on_it(tx, changed, now)
    return changed


async def cancel_event(
    tx: Transaction,
    event: Event,
    now: datetime,
    why: str = "",
    by: str | None = None,
    listed_as: ListedAs = "",
) -> Event:
    """Cancel or postpone an event, unschedule its reminders and notify those who would have come.

    The caller holds the event's lock.
    """
    news = {
        "state": "cancelled",
        "listed_as": listed_as,
        "sequence": event.sequence + 1,
        "changed_at": now,
    }
    await records.update_event(tx, event.workspace, event.id, **news)
    cancelled = structs.replace(event, **news)
    await log_change(tx, cancelled, by, "cancelled", why, now)

    await reminders.unschedule_reminders(tx, cancelled)
    await notifications.notify_event_cancelled(tx, cancelled, why, now)
    await invalidate_event(tx, cancelled)
    await _tell_what_hangs_on_it(tx, cancelled, now)
    return cancelled


async def _tell_what_hangs_on_it(tx: Transaction, event: Event, now: datetime) -> None:
    if event.kind == "gathering":
        await signals.emit(tx, EventChanged(event.workspace, now, event.id))


async def doubt_event(tx: Transaction, event: Event, now: datetime) -> Event:
    """Mark an event that is no longer listed anywhere, and notify those who go.

    It may still take place, so its reminders stay, and ask people to check.
    """
    await records.update_event(tx, event.workspace, event.id, listed_as="unlisted")
    doubtful = structs.replace(event, listed_as="unlisted")
    links = await links_of_events(tx, event.workspace, [event])
    await notifications.notify_event_unlisted(tx, doubtful, links[event.id], now)
    await invalidate_event(tx, doubtful)
    return doubtful


async def log_change(
    tx: Transaction, event: Event, by: str | None, what: str, words: str, now: datetime
) -> None:
    """Log what a person did to an event; changes by Mingle itself are not logged."""
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
