"""Read and write the digests of channels, what each Monday's told, and who goes to it openly."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.core.tables import occurrence
from bot.digest.rules import MIN_COUNTED, Digest, DigestEntry, EntrySnapshot, Issue
from bot.digest.tables import digest, digest_issue, digest_line
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

DIGEST_POST, DIGEST_TIDY = "digest.post", "digest.tidy"  # the kinds of occurrences

_DIGEST = [digest.c[name] for name in Digest.__struct_fields__]
_ISSUE = [digest_issue.c[name] for name in Issue.__struct_fields__]
_LINE = [digest_line.c[name] for name in EntrySnapshot.__struct_fields__]

Attendance = dict[int, tuple[list[Mention], int]]


async def list_digests(tx: ReadTransaction, workspace: str) -> list[Digest]:
    """Give every channel that gets digests, the first one first."""
    rows = await tx.all(
        select(*_DIGEST).where(digest.c.workspace == workspace).order_by(digest.c.id)
    )
    return [_digest(row) for row in rows]


async def find_digest(tx: ReadTransaction, workspace: str, number: int) -> Digest | None:
    """Give one channel's digest."""
    row = await tx.first(
        select(*_DIGEST).where(digest.c.workspace == workspace, digest.c.id == number)
    )
    return _digest(row) if row else None


async def find_channel_digest(tx: ReadTransaction, workspace: str, channel: str) -> Digest | None:
    """Give the digest of a channel."""
    row = await tx.first(
        select(*_DIGEST).where(digest.c.workspace == workspace, digest.c.channel == channel)
    )
    return _digest(row) if row else None


async def upsert_digest(tx: Transaction, workspace: str, channel: str, **values: Any) -> Digest:
    """Set up the digest of a channel, or change it."""
    number = await tx.upsert(digest, {"workspace": workspace, "channel": channel}, **values)
    saved = await find_digest(tx, workspace, number)
    assert saved
    return saved


async def set_digest_paused(tx: Transaction, one: Digest, *, paused: bool) -> None:
    """Let a digest rest, or go on."""
    mine = update(digest).where(digest.c.workspace == one.workspace, digest.c.id == one.id)
    await tx.execute(mine.values(paused=paused))


async def delete_digest(tx: Transaction, one: Digest) -> None:
    """Forget a digest and what it told."""
    await tx.execute(
        delete(digest).where(digest.c.workspace == one.workspace, digest.c.id == one.id)
    )


async def next_digest_due(tx: ReadTransaction, one: Digest) -> dt.datetime | None:
    """Tell when the next digest of a channel comes."""
    waiting = select(func.min(occurrence.c.due)).where(
        occurrence.c.workspace == one.workspace,
        occurrence.c.kind == DIGEST_POST,
        occurrence.c.subject == one.subject,
        occurrence.c.state == "waiting",
    )
    found: dt.datetime | None = await tx.scalar(waiting)
    return found


async def begin_issue(
    tx: Transaction, one: Digest, monday: dt.date, since: dt.datetime, until: dt.datetime
) -> Issue | None:
    """Note a Monday's digest, once; give it, or nothing where it is there already."""
    values = {"since": since, "until": until, "zone": one.zone}
    number = await tx.insert_or_ignore(
        digest_issue, workspace=one.workspace, digest=one.id, local_date=monday, **values
    )
    return await find_issue(tx, one.workspace, number) if number else None


async def find_issue(tx: ReadTransaction, workspace: str, number: int) -> Issue | None:
    """Give one Monday's digest."""
    row = await tx.first(
        select(*_ISSUE).where(digest_issue.c.workspace == workspace, digest_issue.c.id == number)
    )
    return _issue(row) if row else None


async def latest_issue(tx: ReadTransaction, one: Digest) -> Issue | None:
    """Give the latest digest of a channel."""
    mine = select(*_ISSUE).where(
        digest_issue.c.workspace == one.workspace, digest_issue.c.digest == one.id
    )
    row = await tx.first(mine.order_by(digest_issue.c.id.desc()).limit(1))
    return _issue(row) if row else None


async def add_entries(
    tx: Transaction, issue: Issue, found: Sequence[Event], *, fresh: bool
) -> None:
    """Take events into a digest, as they stand now."""
    common = {"workspace": issue.workspace, "issue": issue.id, "fresh": fresh}
    rows = [
        {
            **common,
            "event": one.id,
            "title": one.title,
            "place": one.place,
            "starts_at": one.starts_at,
        }
        for one in found
    ]
    await tx.insert_or_ignore_many(digest_line, rows)


async def event_ids_in_issue(tx: ReadTransaction, issue: Issue) -> set[int]:
    """Give the numbers of the events in a digest."""
    mine = select(digest_line.c.event).where(digest_line.c.workspace == issue.workspace)
    return set(await tx.scalars(mine.where(digest_line.c.issue == issue.id)))


async def issues_listing(tx: ReadTransaction, workspace: str, events: Sequence[int]) -> list[str]:
    """Return the subjects of the issues that list any of these events."""
    query = select(digest_line.c.issue).distinct()
    query = query.where(digest_line.c.workspace == workspace, digest_line.c.event.in_(events))
    return [f"digest:{number}" for number in sorted(await tx.scalars(query))]


async def list_entries(tx: ReadTransaction, issue: Issue) -> list[DigestEntry]:
    """Give what a digest tells of, but what a later one in its channel tells of stands there."""
    line, later = digest_line, digest_issue
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
    mine = select(*_LINE).where(line.c.workspace == issue.workspace, line.c.issue == issue.id)
    rows = await tx.all(mine.where(line.c.event.not_in(newer)))
    lines = [EntrySnapshot(**row._mapping) for row in rows]
    known = {
        one.id: one
        for one in await events.find_events(tx, issue.workspace, [each.event for each in lines])
    }
    return [DigestEntry(known[each.event], each) for each in lines if each.event in known]


async def load_attendance(
    tx: ReadTransaction, workspace: str, numbers: Iterable[int]
) -> Attendance:
    """Give who goes to each event.

    Names of those who said so openly, and others only where they are many.
    """
    found = await events.list_going(tx, workspace, *numbers)
    known = await people.find_people(tx, workspace, {one.person for one in found if one.openly})
    crowds: Attendance = {}
    for one in found:
        names, others = crowds.get(one.event, ([], 0))
        if one.openly and one.person in known:
            crowds[one.event] = ([*names, known[one.person].mention], others)
        else:
            crowds[one.event] = (names, others + 1)
    return {
        number: (names, others if others >= MIN_COUNTED else 0)
        for number, (names, others) in crowds.items()
    }


def _digest(row: Row[Any]) -> Digest:
    return Digest(**row._mapping)


def _issue(row: Row[Any]) -> Issue:
    return Issue(**row._mapping)
