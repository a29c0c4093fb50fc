"""Queries over digests, their weekly issues, and public attendance."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.core.signals import WordsHidden
from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.digest.rules import Digest, DigestEntry, EntrySnapshot, Issue
from bot.digest.tables import digest, digest_entry, digest_issue, travel_entry
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.crowds import crowd_now
from bot.ui.text import Mention

DIGEST_POST, DIGEST_TIDY = "digest.post", "digest.tidy"  # the kinds of occurrences

_DIGEST = [digest.c[name] for name in Digest.__struct_fields__]
_ISSUE = [digest_issue.c[name] for name in Issue.__struct_fields__]
_LINE = [digest_entry.c[name] for name in EntrySnapshot.__struct_fields__]

Attendance = dict[int, tuple[list[Mention], int]]  # by event: who goes openly, how many others


async def list_digests(tx: ReadTransaction, workspace: str) -> list[Digest]:
    """Return the digests of every channel, the oldest first."""
    query = select(*_DIGEST).where(digest.c.workspace == workspace).order_by(digest.c.id)
    return [_digest(row) for row in await tx.all(query)]


async def find_digest(tx: ReadTransaction, workspace: str, number: int) -> Digest | None:
    """Return one digest."""
    query = select(*_DIGEST).where(digest.c.workspace == workspace, digest.c.id == number)
    row = await tx.first(query)
    return _digest(row) if row else None


async def find_channel_digest(tx: ReadTransaction, workspace: str, channel: str) -> Digest | None:
    """Return the digest of a channel."""
    query = select(*_DIGEST).where(digest.c.workspace == workspace, digest.c.channel == channel)
    row = await tx.first(query)
    return _digest(row) if row else None


async def upsert_digest(tx: Transaction, workspace: str, channel: str, **values: object) -> Digest:
    """Create the digest of a channel, or change it."""
    number = await tx.upsert(digest, {"workspace": workspace, "channel": channel}, **values)
    saved = await find_digest(tx, workspace, number)
    assert saved
    return saved


async def set_digest_paused(tx: Transaction, saved: Digest, *, paused: bool) -> None:
    """Pause or resume a digest."""
    statement = update(digest).where(digest.c.workspace == saved.workspace, digest.c.id == saved.id)
    await tx.execute(statement.values(paused=paused))


async def delete_digest(tx: Transaction, saved: Digest) -> None:
    """Delete a digest and its issues."""
    await tx.execute(
        delete(digest).where(digest.c.workspace == saved.workspace, digest.c.id == saved.id)
    )


async def next_digest_due(tx: ReadTransaction, saved: Digest) -> dt.datetime | None:
    """Return when the next issue of a digest is due."""
    return await next_due(tx, saved, DIGEST_POST)


async def next_due(tx: ReadTransaction, saved: Digest, kind: str) -> dt.datetime | None:
    """Return when the next occurrence of a kind about a digest is due."""
    query = select(func.min(occurrence.c.due)).where(
        occurrence.c.workspace == saved.workspace,
        occurrence.c.kind == kind,
        occurrence.c.subject == saved.subject,
        occurrence.c.state == "waiting",
    )
    due: dt.datetime | None = await tx.scalar(query)
    return due


async def begin_issue(
    tx: Transaction, saved: Digest, day: dt.date, since: dt.datetime, until: dt.datetime
) -> Issue | None:
    """Insert the issue of a day, or do nothing on a unique conflict; return it, or None."""
    number = await tx.insert_or_ignore(
        digest_issue,
        workspace=saved.workspace,
        digest=saved.id,
        local_date=day,
        since=since,
        until=until,
        zone=saved.zone,
    )
    return await find_issue(tx, saved.workspace, number) if number else None


async def find_issue(tx: ReadTransaction, workspace: str, number: int) -> Issue | None:
    """Return one issue."""
    query = select(*_ISSUE).where(
        digest_issue.c.workspace == workspace, digest_issue.c.id == number
    )
    row = await tx.first(query)
    return _issue(row) if row else None


async def latest_issue(tx: ReadTransaction, saved: Digest) -> Issue | None:
    """Return the latest issue of a digest."""
    query = (
        select(*_ISSUE)
        .where(digest_issue.c.workspace == saved.workspace, digest_issue.c.digest == saved.id)
        .order_by(digest_issue.c.id.desc())
        .limit(1)
    )
    row = await tx.first(query)
    return _issue(row) if row else None


async def add_entries(
    tx: Transaction, issue: Issue, added: Sequence[Event], *, fresh: bool
) -> None:
    """Add events to an issue with a snapshot of what they say now; `fresh` marks late ones."""
    rows: list[dict[str, object]] = []
    for event in added:
        row = {"workspace": issue.workspace, "issue": issue.id, "event": event.id, "fresh": fresh}
        row |= {"title": event.title, "place": event.place, "starts_at": event.starts_at}
        rows.append(row)
    await tx.insert_or_ignore_many(digest_entry, rows)


async def forget_hidden_words(tx: Transaction, signal: WordsHidden) -> None:
    """Blank what issues remember of events, so that none says what one was called before."""
    for table in (digest_entry, travel_entry):
        for column in (table.c.title, table.c.place):
            remembers = column.in_(signal.words)
            await tx.execute(
                update(table)
                .where(table.c.workspace == signal.workspace, remembers)
                .values({column.name: ""})
            )


async def event_ids_in_issue(tx: ReadTransaction, issue: Issue) -> set[int]:
    """Return the ids of the events in an issue."""
    query = select(digest_entry.c.event).where(
        digest_entry.c.workspace == issue.workspace, digest_entry.c.issue == issue.id
    )
    return set(await tx.scalars(query))


async def events_told_before(tx: ReadTransaction, saved: Digest, issue: Issue | None) -> set[int]:
    """Return the ids of the events in the issues of a digest, or in those before one."""
    query = (
        select(digest_entry.c.event)
        .join(digest_issue, digest_issue.c.id == digest_entry.c.issue)
        .where(digest_issue.c.workspace == saved.workspace, digest_issue.c.digest == saved.id)
    )
    if issue:
        query = query.where(digest_issue.c.id < issue.id)
    return set(await tx.scalars(query))


async def issues_listing(
    tx: ReadTransaction, workspace: str, events: Sequence[int]
) -> list[Subject]:
    """Return the subjects of the issues that list any of these events."""
    if not events:
        return []
    query = select(digest_entry.c.issue).distinct()
    query = query.where(digest_entry.c.workspace == workspace, digest_entry.c.event.in_(events))
    return [Subject("digest", number) for number in sorted(await tx.scalars(query))]


async def list_entries(tx: ReadTransaction, issue: Issue) -> list[DigestEntry]:
    """Return an issue's entries, without events that a later issue of its digest lists."""
    line, later = digest_entry, digest_issue
    other = line.alias("other")
    newer = (
        select(other.c.event)
        .join(later, later.c.id == other.c.issue)
        .where(
            later.c.workspace == issue.workspace,
            later.c.digest == issue.digest,
            later.c.id > issue.id,
        )
    )
    query = (
        select(*_LINE)
        .where(line.c.workspace == issue.workspace, line.c.issue == issue.id)
        .where(line.c.event.not_in(newer))
    )
    snapshots = [EntrySnapshot(**row._mapping) for row in await tx.all(query)]

    numbers = [snapshot.event for snapshot in snapshots]
    found = await events.find_events(tx, issue.workspace, numbers)
    by_id = {event.id: event for event in found}
    return [
        DigestEntry(by_id[snapshot.event], snapshot)
        for snapshot in snapshots
        if snapshot.event in by_id
    ]


async def list_offices(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the offices of those who are here, each once, as people spell them."""
    query = select(person.c.office).distinct().order_by(person.c.office)
    here = person.c.workspace == workspace, person.c.left.is_(False), person.c.office != ""
    return await tx.scalars(query.where(*here))


async def load_attendance(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> Attendance:
    """Return the public attendees of each event, and the number of others if it is large enough."""
    going = await events.list_going(tx, workspace, *numbers)
    openly = {rsvp.person for rsvp in going if rsvp.openly}
    known = await people.find_people(tx, workspace, openly)
    names: dict[int, list[Mention]] = defaultdict(list)
    others: Counter[int] = Counter()
    for rsvp in going:
        if rsvp.openly and rsvp.person in known:
            names[rsvp.event].append(known[rsvp.person].mention)
        else:
            others[rsvp.event] += 1

    attendance: Attendance = {}
    for number in {*names, *others}:
        attendance[number] = (names[number], crowd_now(others[number]))
    return attendance


def _digest(row: Row[Any]) -> Digest:
    return Digest(**row._mapping)


def _issue(row: Row[Any]) -> Issue:
    return Issue(**row._mapping)
