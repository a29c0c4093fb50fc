"""Read and write the digests of channels, what each Monday's told, and who goes to it openly."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from bot.core.tables import occurrence
from bot.digest.rules import FEW, Digest, Issue, Line, Told
from bot.digest.tables import digest, digest_issue, digest_line
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Mention

POST, TIDY = "digest.post", "digest.tidy"  # the kinds of occurrences

_DIGEST = [digest.c[name] for name in Digest.__struct_fields__]
_ISSUE = [digest_issue.c[name] for name in Issue.__struct_fields__]
_LINE = [digest_line.c[name] for name in Line.__struct_fields__]

Crowds = dict[int, tuple[list[Mention], int]]


async def find_all(tx: Transaction, workspace: str) -> list[Digest]:
    """Give every channel that gets digests, the first one first."""
    rows = await tx.all(select(*_DIGEST).where(digest.c.workspace == workspace).order_by(digest.c.id))
    return [_digest(row) for row in rows]


async def find(tx: Transaction, workspace: str, number: int) -> Digest | None:
    """Give one channel's digest."""
    row = await tx.first(select(*_DIGEST).where(digest.c.workspace == workspace, digest.c.id == number))
    return _digest(row) if row else None


async def find_channel(tx: Transaction, workspace: str, channel: str) -> Digest | None:
    """Give the digest of a channel."""
    row = await tx.first(select(*_DIGEST).where(digest.c.workspace == workspace, digest.c.channel == channel))
    return _digest(row) if row else None


async def save(tx: Transaction, workspace: str, channel: str, **values: Any) -> Digest:
    """Set up the digest of a channel, or change it."""
    number = await tx.put(digest, {"workspace": workspace, "channel": channel}, **values)
    saved = await find(tx, workspace, number)
    assert saved
    return saved


async def pause(tx: Transaction, one: Digest, *, paused: bool) -> None:
    """Let a digest rest, or go on."""
    mine = update(digest).where(digest.c.workspace == one.workspace, digest.c.id == one.id)
    await tx.run(mine.values(paused=paused))


async def remove(tx: Transaction, one: Digest) -> None:
    """Forget a digest and what it told."""
    await tx.run(delete(digest).where(digest.c.workspace == one.workspace, digest.c.id == one.id))


async def planned(tx: Transaction, one: Digest) -> dt.datetime | None:
    """Tell when the next digest of a channel comes."""
    waiting = select(func.min(occurrence.c.due)).where(
        occurrence.c.workspace == one.workspace,
        occurrence.c.kind == POST,
        occurrence.c.subject == one.subject,
        occurrence.c.state == "waiting",
    )
    found: dt.datetime | None = await tx.value(waiting)
    return found


async def begin_issue(
    tx: Transaction, one: Digest, monday: dt.date, since: dt.datetime, until: dt.datetime
) -> Issue | None:
    """Note a Monday's digest, once; give it, or nothing where it is there already."""
    values = {"since": since, "until": until, "zone": one.zone}
    number = await tx.insert_once(digest_issue, workspace=one.workspace, digest=one.id, local_date=monday, **values)
    return await find_issue(tx, one.workspace, number) if number else None


async def find_issue(tx: Transaction, workspace: str, number: int) -> Issue | None:
    """Give one Monday's digest."""
    row = await tx.first(select(*_ISSUE).where(digest_issue.c.workspace == workspace, digest_issue.c.id == number))
    return _issue(row) if row else None


async def latest(tx: Transaction, one: Digest) -> Issue | None:
    """Give the latest digest of a channel."""
    mine = select(*_ISSUE).where(digest_issue.c.workspace == one.workspace, digest_issue.c.digest == one.id)
    row = await tx.first(mine.order_by(digest_issue.c.id.desc()).limit(1))
    return _issue(row) if row else None


async def add_lines(tx: Transaction, issue: Issue, found: Sequence[Event], *, fresh: bool) -> None:
    """Take events into a digest, as they stand now."""
    common = {"workspace": issue.workspace, "issue": issue.id, "fresh": fresh}
    rows = [
        {**common, "event": one.id, "title": one.title, "place": one.place, "starts_at": one.starts_at} for one in found
    ]
    await tx.insert_missing(digest_line, rows)


async def in_issue(tx: Transaction, issue: Issue) -> set[int]:
    """Give the numbers of the events in a digest."""
    mine = select(digest_line.c.event).where(digest_line.c.workspace == issue.workspace)
    return set(await tx.values(mine.where(digest_line.c.issue == issue.id)))


async def told(tx: Transaction, issue: Issue) -> list[Told]:
    """Give what a digest tells of, but what a later one in its channel tells of stands there."""
    line, later = digest_line, digest_issue
    other = line.alias("other")
    newer = (
        select(other.c.event)
        .join(later, later.c.id == other.c.issue)
        .where(later.c.workspace == issue.workspace, later.c.digest == issue.digest, later.c.id > issue.id)
    )
    mine = select(*_LINE).where(line.c.workspace == issue.workspace, line.c.issue == issue.id)
    rows = await tx.all(mine.where(line.c.event.not_in(newer)))
    lines = [Line(**row._mapping) for row in rows]
    known = {one.id: one for one in await events.find_all(tx, issue.workspace, [each.event for each in lines])}
    return [Told(known[each.event], each) for each in lines if each.event in known]


async def crowds(tx: Transaction, workspace: str, numbers: Iterable[int]) -> Crowds:
    """Give who goes to each event: names of those who said so openly, and others only where they are many."""
    found = await events.going(tx, workspace, *numbers)
    known = await people.find_all(tx, workspace, {one.person for one in found if one.openly})
    crowds: Crowds = {}
    for one in found:
        names, others = crowds.get(one.event, ([], 0))
        if one.openly and one.person in known:
            crowds[one.event] = ([*names, known[one.person].mention], others)
        else:
            crowds[one.event] = (names, others + 1)
    return {number: (names, others if others >= FEW else 0) for number, (names, others) in crowds.items()}


def _digest(row: Row[Any]) -> Digest:
    return Digest(**row._mapping)


def _issue(row: Row[Any]) -> Issue:
    return Issue(**row._mapping)
