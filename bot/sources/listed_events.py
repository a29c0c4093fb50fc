"""Events that sources list: create, recompute from the listings, merge and split."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update

from bot.core import outbox, signals
from bot.core.signals import EventMerged
from bot.core.subjects import Subject
from bot.events import changes, notifications, reminders, rsvps
from bot.events import records as events
from bot.events.rules import Event, ListedAs
from bot.sources import rules
from bot.sources.listing_records import PRESENT_STATES, listings_of_events
from bot.sources.parsers.model import ParsedEvent
from bot.sources.records import Source, sources_by_id
from bot.sources.rules import CONTENT_FIELDS, Listing
from bot.sources.tables import listing, listing_change
from bot.store.engine import Transaction

_NAMESPACE = uuid.UUID("0d6f9d56-5d0a-4f0e-9a53-7a9a54c6c3d2")
_CHANGE_FIELDS = ("title", "place", "link")


def event_uid(source: Source, parsed: ParsedEvent, *more: str) -> str:
    """Return the calendar UID of an event: stable per source, its UID and its recurrence id."""
    key = "\n".join((source.workspace, str(source.id), parsed.uid, parsed.recurrence, *more))
    return str(uuid.uuid5(_NAMESPACE, key))


async def create_events(
    tx: Transaction, source: Source, parsed: Sequence[ParsedEvent], now: datetime
) -> dict[tuple[str, str], int]:
    """Insert events in bulk; return their ids by UID and recurrence id."""
    uids = {(item.uid, item.recurrence): event_uid(source, item) for item in parsed}
    taken = await events.known_uids(tx, source.workspace, list(uids.values()))
    for item in parsed:
        key = item.uid, item.recurrence
        if uids[key] in taken:  # another evening had its number once
            uids[key] = event_uid(source, item, item.title, item.starts_at.isoformat())

    drafts = [_draft(source, item, uids[item.uid, item.recurrence], now) for item in parsed]
    numbers = await events.insert_events(tx, source.workspace, drafts)

    common = {"workspace": source.workspace, "what": "new", "before": "", "after": "", "at": now}
    await tx.insert_many(
        listing_change, [{**common, "event": number} for number in numbers.values()]
    )
    return {key: numbers[uid] for key, uid in uids.items()}


def _draft(source: Source, parsed: ParsedEvent, uid: str, now: datetime) -> dict[str, object]:
    return {
        **rules.content_values(parsed),
        "topics": tuple(dict.fromkeys((*source.topics, *parsed.topics))),
        "uid": uid,
        "kind": "listed",
        "town": source.town,
        "reach": source.reach,
        "state": "open",
        "created_at": now,
        "changed_at": now,
    }


async def split_off(tx: Transaction, source: Source, leaving: Listing, now: datetime) -> None:
    """Move a listing to a new event of its own, and recompute both events."""
    names = (*CONTENT_FIELDS, "uid", "recurrence")
    parsed = ParsedEvent(**{name: getattr(leaving, name) for name in names})
    numbers = await create_events(tx, source, [parsed], now)
    [home] = numbers.values()
    await _move_listing(tx, source.workspace, leaving.id, home)

    for number in (leaving.event, home):
        await recompute_event(tx, source.workspace, number, now)


async def merge_into(
    tx: Transaction, workspace: str, leaving: Listing, to: int, now: datetime
) -> None:
    """Move a listing to another event.

    An event that no listing is left of is deleted; its RSVPs move along.
    """
    await _move_listing(tx, workspace, leaving.id, to)
    # Before the event may go, while it is known which digests list it.
    await outbox.invalidate(tx, workspace, Subject("event", leaving.event))
    if not (await listings_of_events(tx, workspace, [leaving.event])).get(leaving.event):
        await _empty_event(tx, workspace, leaving.event, to, now)

    await recompute_event(tx, workspace, leaving.event, now)
    await recompute_event(tx, workspace, to, now)


async def _move_listing(tx: Transaction, workspace: str, number: int, to: int) -> None:
    statement = update(listing).where(listing.c.workspace == workspace, listing.c.id == number)
    await tx.execute(statement.values(event=to))


async def _empty_event(tx: Transaction, workspace: str, old: int, to: int, now: datetime) -> None:
    """Delete an event, and move its RSVPs to another one that is open."""
    await signals.emit(tx, EventMerged(workspace, now, old, to))
    kept = await events.find_event_for_update(tx, workspace, to)
    coming = await events.list_rsvps(tx, workspace, old)
    if kept and kept.state == "open" and coming:
        for rsvp in coming:
            if not await events.find_rsvp(tx, workspace, to, rsvp.person):
                await rsvps.save_rsvp(tx, kept, rsvp.person, rsvp.answer, now)
        await reminders.schedule_reminders(tx, kept, now)

    await events.delete_events(tx, workspace, [old])


async def recompute_event(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Recompute one event from its listings, and record what changed."""
    locked = await events.find_event_for_update(tx, workspace, number)
    listings = (await listings_of_events(tx, workspace, [number])).get(number, [])
    if locked is None or locked.kind != "listed" or not listings:
        return

    present = [entry for entry in listings if entry.state in PRESENT_STATES]
    off = [entry for entry in listings if entry.state == "cancelled"]
    if present:  # one source may know the new date of what is postponed at another
        off = [entry for entry in off if _stands(entry, present[0])]
    if off:
        await _call_off(tx, locked, off[0], now)
    elif not present:
        await _take_off_list(tx, locked, now)
    else:
        sources = await sources_by_id(tx, workspace, [entry.source for entry in present])
        topics = _all_topics(present, sources)
        await _follow(tx, locked, present[0], sources.get(present[0].source), topics, now)


def _stands(off: Listing, present: Listing) -> bool:
    """Return whether a source's word that an event is off holds although another lists it."""
    return off.listed_as != "postponed" or off.starts_at == present.starts_at


def _all_topics(listings: Sequence[Listing], sources: Mapping[int, Source]) -> list[str]:
    """Return the topics of the sources, then those of the listings themselves."""
    topics: list[str] = []
    for entry in listings:
        source = sources.get(entry.source)
        if source:
            topics += source.topics
    for entry in listings:
        topics += entry.topics
    return topics


async def _call_off(tx: Transaction, locked: Event, off: Listing, now: datetime) -> None:
    """Cancel an event as its source says; one that should have been by now, without a word."""
    listed_as: ListedAs = "postponed" if off.listed_as == "postponed" else ""
    if (locked.state, locked.listed_as) == ("cancelled", listed_as):
        return
    await record_change(tx, locked, listed_as or "cancelled", "", "", now)
    if locked.state == "over":
        await events.update_event(
            tx, locked.workspace, locked.id, state="cancelled", listed_as=listed_as
        )
        await notifications.invalidate_event(tx, locked)
    else:
        await changes.cancel_event(tx, locked, now, listed_as=listed_as)


async def _take_off_list(tx: Transaction, locked: Event, now: datetime) -> None:
    """Mark an event that nobody lists any more: that alone does not mean that it is off."""
    if locked.state == "open" and not locked.is_doubtful:
        await record_change(tx, locked, "unlisted", "", "", now)
        await changes.doubt_event(tx, locked, now)


async def _follow(
    tx: Transaction,
    locked: Event,
    primary: Listing,
    source: Source | None,
    topics: Sequence[str],
    now: datetime,
) -> None:
    """Update an event from its first listing, and record the changes that digests show."""
    values = dict(rules.event_values(primary, topics))
    if source:
        values |= {"town": source.town, "reach": source.reach}
    if locked.state == "cancelled":
        values["state"] = "open"
    if locked.state == "cancelled" or locked.is_doubtful:
        await record_change(tx, locked, "back", "", "", now)

    for name in _CHANGE_FIELDS:
        old, new = getattr(locked, name), values[name]
        if old != new:
            await record_change(tx, locked, name, str(old), str(new), now)
    if (locked.starts_at, locked.ends_at) != (values["starts_at"], values["ends_at"]):
        before, after = locked.starts_at.isoformat(), primary.starts_at.isoformat()
        await record_change(tx, locked, "time", before, after, now)

    if locked.state == "over":  # what it says now is of no use to those who went
        await events.update_event(tx, locked.workspace, locked.id, **values)
    else:
        await changes.change_event(tx, locked, values, now)
    # Even where nothing changed, it may be listed in one more place, or in one fewer.
    await outbox.invalidate(tx, locked.workspace, locked.subject)


async def record_change(
    tx: Transaction, locked: Event, what: str, before: str, after: str, now: datetime
) -> None:
    """Record a change of an event, for digests to show."""
    values = {"what": what, "before": before, "after": after, "at": now}
    await tx.insert(listing_change, workspace=locked.workspace, event=locked.id, **values)
