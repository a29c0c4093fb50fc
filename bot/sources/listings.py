"""Keep what sources list true.

New evenings, changed ones, cancelled ones, and those told of by several.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.core.ids import row_number
from bot.digest import dependents, introductions
from bot.events import changes, reminders, rsvps
from bot.events import records as events
from bot.events.rules import Event
from bot.events.tables import event
from bot.sources import duplicates, rules
from bot.sources.parsers.model import LOOKBACK, ParsedEvent, ParseResult
from bot.sources.records import Source, sources_by_id
from bot.sources.rules import CONTENT_FIELDS, Listing
from bot.sources.tables import change, listing
from bot.store.engine import Transaction

NO_LONGER_LISTED = "It is no longer listed where we found it."
_NAMESPACE = uuid.UUID("0d6f9d56-5d0a-4f0e-9a53-7a9a54c6c3d2")
_ALL = [listing.c[name] for name in Listing.__struct_fields__]
_TOLD = ("title", "place", "link")
_THERE = ("listed", "missing")


UnsurePairs = list[tuple[ParsedEvent, duplicates.OtherListing]]


async def update_listings(
    tx: Transaction, source: Source, reading: ParseResult, now: datetime, *, complete: bool = False
) -> UnsurePairs:
    """Bring the events up to what a source tells now; give the pairs of which nobody is sure.

    `sure`: what it does not tell is gone at once, rather than after a few looks.
    """
    known = await _of_source(tx, source, now)
    seen = rules.compare_listings(reading.kind, reading.events, known, now)
    touched = await _refresh(tx, source, seen.matched)
    touched |= await _miss(tx, source, seen.missed, reading.events, complete=complete)
    for number in sorted(touched):
        await recompute_event(tx, source.workspace, number, now)
    return await _add(tx, source, [each for each in seen.fresh if each.ends_at > now], now)


async def _of_source(tx: Transaction, source: Source, now: datetime) -> list[Listing]:
    mine = select(*_ALL).where(
        listing.c.workspace == source.workspace, listing.c.source == source.id
    )
    return [_listing(row) for row in await tx.all(mine.where(listing.c.ends_at > now - LOOKBACK))]


async def _refresh(
    tx: Transaction, source: Source, pairs: Sequence[tuple[Listing, ParsedEvent]]
) -> set[int]:
    """Write down what is told differently now; give the events concerned."""
    touched: set[int] = set()
    for known, found in pairs:
        values: dict[str, Any] = {
            **rules.content_values(found),
            "uid": found.uid,
            "recurrence": found.recurrence,
        }
        values |= {"state": "cancelled" if found.cancelled else "listed", "misses": 0}
        news = {name: value for name, value in values.items() if getattr(known, name) != value}
        if news:
            mine = update(listing).where(
                listing.c.workspace == source.workspace, listing.c.id == known.id
            )
            await tx.execute(mine.values(**news))
            if news.keys() & {*CONTENT_FIELDS, "state"}:
                touched.add(known.event)
    return touched


async def is_different_calendar(
    tx: Transaction, source: Source, reading: ParseResult, now: datetime
) -> bool:
    """Tell whether a reading has nothing in common with what a source lists ahead."""
    listed = await _of_source(tx, source, now)
    ahead = [
        each for each in listed if each.starts_at > now and each.state in ("listed", "missing")
    ]
    named = {each.uid for each in ahead} & {each.uid for each in reading.events}
    return (
        bool(ahead)
        and not named
        and not rules.compare_listings(reading.kind, reading.events, ahead, now).matched
    )


async def _miss(
    tx: Transaction,
    source: Source,
    missed: Sequence[Listing],
    found: Sequence[ParsedEvent],
    *,
    complete: bool,
) -> set[int]:
    touched: set[int] = set()
    for each in missed:
        gone = complete or rules.has_gone(each.misses + 1, found)
        mine = update(listing).where(
            listing.c.workspace == source.workspace, listing.c.id == each.id
        )
        await tx.execute(mine.values(misses=each.misses + 1, state="gone" if gone else "missing"))
        touched |= {each.event} if gone else set()
    return touched


async def _add(
    tx: Transaction, source: Source, fresh: Sequence[ParsedEvent], now: datetime
) -> UnsurePairs:
    """Write down new evenings: with the event that others list already, or as events of their
    own."""
    if not fresh:
        return []
    homes, unsure = await duplicates.match_existing(tx, source, fresh)
    alone = [
        each for each, home in zip(fresh, homes, strict=True) if home is None and not each.cancelled
    ]
    numbers = await _create(tx, source, alone, now)
    placed = [
        (each, numbers.get(_uid(source, each), home))
        for each, home in zip(fresh, homes, strict=True)
    ]
    await tx.insert_or_ignore_many(
        listing, [_row(source, each, number) for each, number in placed if number is not None]
    )
    for number in sorted({home for home in homes if home is not None}):
        await recompute_event(tx, source.workspace, number, now)
    return unsure


async def split_off(tx: Transaction, source: Source, leaving: Listing, now: datetime) -> None:
    """Give a listing an event of its own, and let the event it leaves follow the others."""
    found = ParsedEvent(
        **{name: getattr(leaving, name) for name in (*CONTENT_FIELDS, "uid", "recurrence")}
    )
    numbers = await _create(tx, source, [found], now)
    mine = update(listing).where(
        listing.c.workspace == source.workspace, listing.c.id == leaving.id
    )
    await tx.execute(mine.values(event=numbers[_uid(source, found)]))
    for number in (leaving.event, *numbers.values()):
        await recompute_event(tx, source.workspace, number, now)


async def merge_into(
    tx: Transaction, workspace: str, leaving: Listing, to: int, now: datetime
) -> None:
    """Let a listing tell of another event.

    Whoever answered to an event that nobody tells of any more comes along.
    """
    mine = update(listing).where(listing.c.workspace == workspace, listing.c.id == leaving.id)
    await tx.execute(mine.values(event=to))
    await dependents.invalidate_for(
        tx, workspace, leaving.event
    )  # while it is known where it stands
    if not (await listings_of_events(tx, workspace, [leaving.event])).get(leaving.event):
        await _empty(tx, workspace, leaving.event, to, now)
    await recompute_event(tx, workspace, leaving.event, now)
    await recompute_event(tx, workspace, to, now)


async def remove_listings(tx: Transaction, source: Source, now: datetime) -> None:
    """Forget what only this source tells of, unless somebody answered to it or it is over."""
    mine = await _of_source(tx, source, now)
    numbers = [each.event for each in mine]
    others = await listings_of_events(tx, source.workspace, numbers)
    alone = [
        number for number in numbers if all(each.source == source.id for each in others[number])
    ]
    for start in range(0, len(alone), 500):
        some = alone[start : start + 500]
        kept = {one.event for one in await events.list_rsvps(tx, source.workspace, *some)}
        gone = [number for number in some if number not in kept]
        await tx.execute(
            delete(event).where(event.c.workspace == source.workspace, event.c.id.in_(gone))
        )
    await tx.execute(
        delete(listing).where(
            listing.c.workspace == source.workspace, listing.c.source == source.id
        )
    )
    for number in {*numbers} - {*alone}:
        await recompute_event(tx, source.workspace, number, now)


async def _empty(tx: Transaction, workspace: str, old: int, to: int, now: datetime) -> None:
    kept = await events.find_event_for_update(tx, workspace, to)
    coming = await events.list_rsvps(tx, workspace, old)
    if kept and kept.state == "open" and coming:
        for one in coming:
            if not await events.find_rsvp(tx, workspace, to, one.person):
                await rsvps.save_rsvp(tx, kept, one.person, one.answer, now)
        await reminders.schedule_reminders(tx, kept, now)
        await introductions.schedule_introductions(tx, kept, now)
    await tx.execute(delete(event).where(event.c.workspace == workspace, event.c.id == old))


async def listings_by_key(tx: Transaction, workspace: str, name: str) -> list[Listing]:
    """Give the listings that carry a name, as `twins.name` makes it."""
    number, _, uid = name.partition("\n")
    mine = select(*_ALL).where(
        listing.c.workspace == workspace, listing.c.source == row_number(number)
    )
    return [
        _listing(row)
        for row in await tx.all(mine.where(listing.c.uid == uid).order_by(listing.c.id))
    ]


async def _create(
    tx: Transaction, source: Source, alone: Sequence[ParsedEvent], now: datetime
) -> dict[str, int]:
    """Make events, many at once; give their numbers by their calendar names."""
    drafts = [
        {
            **rules.content_values(each),
            "topics": tuple(dict.fromkeys((*source.topics, *each.topics))),
            "workspace": source.workspace,
            "uid": _uid(source, each),
            "kind": "listed",
            "town": source.town,
            "reach": source.reach,
            "state": "open",
            "created_at": now,
            "changed_at": now,
        }
        for each in alone
    ]
    await tx.insert_or_ignore_many(event, drafts)
    numbers: dict[str, int] = {}
    uids = [draft["uid"] for draft in drafts]
    for start in range(0, len(uids), 500):
        chosen = select(event.c.uid, event.c.id).where(event.c.workspace == source.workspace)
        numbers |= {
            row.uid: row.id
            for row in await tx.all(chosen.where(event.c.uid.in_(uids[start : start + 500])))
        }
    common = {"workspace": source.workspace, "what": "new", "before": "", "after": "", "at": now}
    await tx.insert_many(change, [{**common, "event": number} for number in numbers.values()])
    return numbers


def _uid(source: Source, found: ParsedEvent) -> str:
    told = "\n".join((source.workspace, str(source.id), found.uid, found.recurrence))
    return str(uuid.uuid5(_NAMESPACE, told))


def _row(source: Source, found: ParsedEvent, number: int) -> dict[str, Any]:
    return {
        **rules.content_values(found),
        "workspace": source.workspace,
        "source": source.id,
        "event": number,
        "uid": found.uid,
        "recurrence": found.recurrence,
        "state": "cancelled" if found.cancelled else "listed",
        "misses": 0,
    }


async def listings_of_events(
    tx: Transaction, workspace: str, numbers: Iterable[int]
) -> dict[int, list[Listing]]:
    """Give the listings of events, the first that told of each first."""
    chosen = select(*_ALL).where(
        listing.c.workspace == workspace, listing.c.event.in_(list(numbers))
    )
    found: dict[int, list[Listing]] = defaultdict(list)
    for row in await tx.all(chosen.order_by(listing.c.id)):
        found[row.event].append(_listing(row))
    return dict(found)


async def links_of_events(
    tx: Transaction, workspace: str, listed_events: Sequence[Event]
) -> dict[int, list[str]]:
    """Give the addresses where more stands about each event, one for each source that lists it."""
    by_event = await listings_of_events(tx, workspace, [one.id for one in listed_events])
    found: dict[int, list[str]] = {}
    for one in listed_events:
        listed = [each.link for each in by_event.get(one.id, []) if each.state in _THERE]
        found[one.id] = list(dict.fromkeys(link for link in (one.link, *listed) if link))
    return found


async def next_events_of(
    tx: Transaction, workspace: str, sources: Iterable[int], now: datetime
) -> dict[int, Event]:
    """Give the soonest event ahead that each of these sources lists."""
    turn = func.row_number().over(
        partition_by=listing.c.source, order_by=(event.c.starts_at, event.c.id)
    )
    ahead = (
        select(listing.c.source, listing.c.event, turn.label("turn"))
        .join(event, event.c.id == listing.c.event)
        .where(listing.c.workspace == workspace, listing.c.source.in_(list(sources)))
        .where(listing.c.state.in_(_THERE), event.c.state == "open", event.c.ends_at > now)
        .subquery()
    )
    first = {row.source: row.event for row in await tx.all(select(ahead).where(ahead.c.turn == 1))}
    found = {one.id: one for one in await events.find_events(tx, workspace, first.values())}
    return {number: found[one] for number, one in first.items()}


async def recompute_event(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    """Bring one event up to what its listings tell together, and write down what became
    different."""
    held = await events.find_event_for_update(tx, workspace, number)
    listings = (await listings_of_events(tx, workspace, [number])).get(number, [])
    if held is None or held.kind != "listed" or not listings:
        return
    alive = [each for each in listings if each.state in _THERE]
    called_off = any(each.state == "cancelled" for each in listings)
    if called_off or not alive:
        if held.state == "open":
            await record_change(tx, held, "cancelled", "", "", now)
            await changes.cancel_event(tx, held, now, "" if called_off else NO_LONGER_LISTED)
        return
    sources = await sources_by_id(tx, workspace, [each.source for each in alive])
    topics = [
        topic for each in alive if each.source in sources for topic in sources[each.source].topics
    ]
    topics += [topic for each in alive for topic in each.topics]
    await _follow(tx, held, alive[0], sources.get(alive[0].source), topics, now)


async def _follow(
    tx: Transaction,
    locked: Event,
    primary: Listing,
    source: Source | None,
    topics: Sequence[str],
    now: datetime,
) -> None:
    values = dict(rules.event_values(primary, topics))
    if source:
        values |= {"town": source.town, "reach": source.reach}
    if locked.state == "cancelled":
        values["state"] = "open"
        await record_change(tx, locked, "back", "", "", now)
    for name in _TOLD:
        if getattr(locked, name) != values[name]:
            await record_change(
                tx, locked, name, str(getattr(locked, name)), str(values[name]), now
            )
    if (locked.starts_at, locked.ends_at) != (values["starts_at"], values["ends_at"]):
        before, after = locked.starts_at.isoformat(), primary.starts_at.isoformat()
        await record_change(tx, locked, "time", before, after, now)
    await changes.change_event(tx, locked, values, now)
    await dependents.invalidate_for(
        tx, locked.workspace, locked.id
    )  # it may be listed in one more place, or in one fewer


async def record_change(
    tx: Transaction, locked: Event, what: str, before: str, after: str, now: datetime
) -> None:
    """Write down that something about an event became different, for digests to show."""
    values = {"what": what, "before": before, "after": after, "at": now}
    await tx.insert(change, workspace=locked.workspace, event=locked.id, **values)


def _listing(row: Row[Any]) -> Listing:
    return Listing(**{name: row._mapping[name] for name in Listing.__struct_fields__})
