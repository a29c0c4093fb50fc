"""Make an event that somebody plans, with its host going."""

from datetime import datetime

from bot.events import host_search, records, rsvps
from bot.events.records import EventDraft
from bot.events.rules import Event
from bot.store.engine import Transaction


async def plan_event(tx: Transaction, draft: EventDraft, host: str | None, now: datetime) -> Event:
    """Insert an event; its host goes, openly. The channel hears nothing yet."""
    number = await records.insert_event(tx, draft)
    event = await records.find_event_for_update(tx, draft.workspace, number)
    assert event
    if host is None:
        return event

    event = await host_search.appoint_host(tx, event, host, now, by=host)
    await rsvps.save_rsvp(tx, event, host, "going", now)
    await records.set_name_visibility(tx, event.workspace, event.id, host, openly=True)
    return event
