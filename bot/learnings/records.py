"""Read and write what people learned."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, cast, literal, select
from sqlalchemy import Text as SqlText

from bot.events.tables import rsvp
from bot.learnings.rules import SharedLearning, order_learnings
from bot.learnings.tables import learning, learning_told
from bot.open_tables.tables import seat
from bot.pairings.tables import group_member
from bot.people.tables import person
from bot.store.engine import Transaction
from bot.ui.cards import Quote
from bot.ui.text import Mention


async def find_learning(
    tx: Transaction, workspace: str, who: str, about: str
) -> tuple[str, str] | None:
    """Give what somebody wrote about something, and how they share it."""
    row = await tx.first(
        select(learning.c.text, learning.c.share).where(
            learning.c.workspace == workspace, learning.c.person == who, learning.c.about == about
        )
    )
    return (row.text, row.share) if row else None


async def save_learning(
    tx: Transaction, workspace: str, who: str, about: str, text: str, share: str, now: dt.datetime
) -> int:
    """Keep what somebody learned, and give its number.

    What they wrote earlier about the same gives way.
    """
    mine = {"workspace": workspace, "person": who, "about": about}
    return await tx.upsert(learning, mine, text=text, share=share, at=now)


async def has_attended(tx: Transaction, workspace: str, who: str, kind: str, number: int) -> bool:
    """Tell whether somebody was in a lunch group, at a table, or at an event, of this number."""
    places = {
        "group": (group_member, group_member.c.group),
        "table": (seat, seat.c.table),
        "event": (rsvp, rsvp.c.event),
    }
    place, where = places[kind]
    mine = select(place.c.id).where(
        place.c.workspace == workspace, place.c.person == who, where == number
    )
    return (
        await tx.scalar(mine.where(rsvp.c.standing == "in") if kind == "event" else mine)
        is not None
    )


async def shared_in_groups(
    tx: Transaction, workspace: str, groups: Sequence[int], most: int
) -> list[Quote]:
    """Give what members of these groups shared about their lunch, latest first."""
    own = and_(
        group_member.c.workspace == learning.c.workspace,
        group_member.c.person == learning.c.person,
        learning.c.about == literal("group:") + cast(group_member.c.group, SqlText),
    )
    found = _shared(workspace).join(group_member, own).where(group_member.c.group.in_(groups))
    return await _quotes(tx, found, most)


async def shared_about(tx: Transaction, workspace: str, about: str, most: int) -> list[Quote]:
    """Give what people shared about one thing, latest first."""
    return await _quotes(tx, _shared(workspace).where(learning.c.about == about), most)


async def list_unannounced(
    tx: Transaction,
    workspace: str,
    channel: str,
    about: Select[Any] | Sequence[str],
    before: dt.datetime,
) -> list[SharedLearning]:
    """Give what people shared about these things, and what the channel has not been told."""
    told = select(learning_told.c.id).where(
        learning_told.c.learning == learning.c.id, _in(workspace, channel)
    )
    found = _shared(workspace).where(
        learning.c.about.in_(about), learning.c.at < before, ~told.exists()
    )
    return await _learned(tx, found)


async def mark_announced(
    tx: Transaction, workspace: str, channel: str, subject: str, told: Sequence[SharedLearning]
) -> None:
    """Note in which message a channel is told these."""
    common = {"workspace": workspace, "channel": channel, "subject": subject}
    await tx.insert_or_ignore_many(learning_told, [{**common, "learning": one.id} for one in told])


async def list_announced(tx: Transaction, workspace: str, subject: str) -> list[SharedLearning]:
    """Give what a message tells, but for what its author keeps for themselves by now."""
    here = select(learning_told.c.learning)
    here = here.where(learning_told.c.workspace == workspace, learning_told.c.subject == subject)
    return await _learned(tx, _shared(workspace).where(learning.c.id.in_(here)))


async def announced_subjects(tx: Transaction, workspace: str, number: int) -> dict[str, str]:
    """Give the channels that were told a learning, each with the subject of the message."""
    found = select(learning_told.c.channel, learning_told.c.subject)
    rows = await tx.all(
        found.where(learning_told.c.workspace == workspace, learning_told.c.learning == number)
    )
    return {row.channel: row.subject for row in rows}


def _in(workspace: str, channel: str) -> ColumnElement[bool]:
    return and_(learning_told.c.workspace == workspace, learning_told.c.channel == channel)


async def _learned(tx: Transaction, found: Select[Any]) -> list[SharedLearning]:
    return order_learnings(
        SharedLearning(row.id, row.about, _quote(row)) for row in await tx.all(found)
    )


def _shared(workspace: str) -> Select[Any]:
    writer = and_(person.c.workspace == learning.c.workspace, person.c.person == learning.c.person)
    return (
        select(
            learning.c.id,
            learning.c.about,
            learning.c.text,
            learning.c.share,
            learning.c.person,
            person.c.name,
        )
        .join(person, writer)
        .where(learning.c.workspace == workspace, learning.c.share != "private")
        .where(person.c.gone.is_(False))  # who has left can take nothing back
    )


async def _quotes(tx: Transaction, found: Select[Any], most: int) -> list[Quote]:
    rows = await tx.all(found.order_by(learning.c.at.desc(), learning.c.id.desc()).limit(most))
    return [_quote(row) for row in rows]


def _quote(row: Row[Any]) -> Quote:
    return Quote(row.text, Mention(row.person, row.name) if row.share == "named" else None)
