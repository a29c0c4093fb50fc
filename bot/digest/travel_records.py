"""Queries over what channels were told is worth travelling for, and over who thinks of going."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import select

from bot.core.subjects import Subject
from bot.digest.rules import Digest, DigestEntry, EntrySnapshot
from bot.digest.tables import travel_entry, travel_issue
from bot.events import records as events
from bot.events.rules import Event, Rsvp
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct
from bot.ui.text import Mention

THINKING = ("going", "if_one", "interested")  # answers of those who may travel


class TravelIssue(Struct, frozen=True):
    """What a channel was told on one day is worth travelling for."""

    id: int
    workspace: str
    digest: int
    local_date: dt.date
    at: dt.datetime
    zone: str

    @property
    def subject(self) -> Subject:
        """The subject of its live card."""
        return Subject("travel", self.id)


_ISSUE = [travel_issue.c[name] for name in TravelIssue.__struct_fields__]
_ENTRY = [travel_entry.c[name] for name in EntrySnapshot.__struct_fields__]


async def begin_travel_issue(
    tx: Transaction, digest: Digest, day: dt.date, now: dt.datetime
) -> TravelIssue | None:
    """Insert the issue of a day, or do nothing on a unique conflict; return it, or None."""
    number = await tx.insert_or_ignore(
        travel_issue,
        workspace=digest.workspace,
        digest=digest.id,
        local_date=day,
        at=now,
        zone=digest.zone,
    )
    return await find_travel_issue(tx, digest.workspace, number) if number else None


async def find_travel_issue(tx: ReadTransaction, workspace: str, number: int) -> TravelIssue | None:
    """Return one issue."""
    here = travel_issue.c.workspace == workspace, travel_issue.c.id == number
    row = await tx.first(select(*_ISSUE).where(*here))
    return read_struct(TravelIssue, row) if row else None


async def latest_travel_issue(tx: ReadTransaction, digest: Digest) -> TravelIssue | None:
    """Return the latest issue of a channel."""
    here = travel_issue.c.workspace == digest.workspace, travel_issue.c.digest == digest.id
    row = await tx.first(select(*_ISSUE).where(*here).order_by(travel_issue.c.id.desc()).limit(1))
    return read_struct(TravelIssue, row) if row else None


async def events_told(tx: ReadTransaction, digest: Digest) -> set[int]:
    """Return the ids of the events of which a channel was told that they are worth the way."""
    query = (
        select(travel_entry.c.event)
        .join(travel_issue, travel_issue.c.id == travel_entry.c.issue)
        .where(travel_issue.c.workspace == digest.workspace, travel_issue.c.digest == digest.id)
    )
    return set(await tx.scalars(query))


async def add_travel_entries(
    tx: Transaction, issue: TravelIssue, told: Sequence[Event], known: set[int]
) -> None:
    """Add events to an issue with a snapshot; those not `known` are marked as new."""
    common = {"workspace": issue.workspace, "issue": issue.id}
    rows: list[dict[str, object]] = []
    for event in told:
        row = {**common, "event": event.id, "fresh": event.id not in known}
        row |= {"title": event.title, "place": event.place, "starts_at": event.starts_at}
        rows.append(row)
    await tx.insert_or_ignore_many(travel_entry, rows)


async def list_travel_entries(tx: ReadTransaction, issue: TravelIssue) -> list[DigestEntry]:
    """Return the entries of an issue, soonest first."""
    here = travel_entry.c.workspace == issue.workspace, travel_entry.c.issue == issue.id
    rows = await tx.all(select(*_ENTRY).where(*here))
    snapshots = {row.event: read_struct(EntrySnapshot, row) for row in rows}
    found = await events.find_events(tx, issue.workspace, snapshots)
    return [DigestEntry(event, snapshots[event.id]) for event in found]


async def travel_issues_listing(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> list[Subject]:
    """Return the subjects of the issues that list any of these events."""
    query = select(travel_entry.c.issue).distinct()
    query = query.where(
        travel_entry.c.workspace == workspace, travel_entry.c.event.in_(list(numbers))
    )
    return [Subject("travel", number) for number in sorted(await tx.scalars(query))]


async def list_thinking(tx: ReadTransaction, workspace: str, *numbers: int) -> list[Rsvp]:
    """Return the answers of those who go to one of these events, or think of it, and are here."""
    rsvps = await events.list_rsvps(tx, workspace, *numbers)
    thinking = [rsvp for rsvp in rsvps if rsvp.answer in THINKING]
    known = await people.find_people(tx, workspace, {rsvp.person for rsvp in thinking})
    return [rsvp for rsvp in thinking if rsvp.person in known and not known[rsvp.person].left]


async def thinking_openly(
    tx: ReadTransaction, workspace: str, numbers: Sequence[int]
) -> dict[int, list[Mention]]:
    """Return who goes to each of these events or thinks of it, and shows it."""
    rsvps = [rsvp for rsvp in await list_thinking(tx, workspace, *numbers) if rsvp.openly]
    known = await people.find_people(tx, workspace, {rsvp.person for rsvp in rsvps})
    named: dict[int, list[Mention]] = defaultdict(list)
    for rsvp in rsvps:
        named[rsvp.event].append(known[rsvp.person].mention)
    return named
