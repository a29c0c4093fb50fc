"""The SQL of learnings: save them, and find what may be shown where."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Row, Select, and_, cast, literal, select
from sqlalchemy import Text as SqlText

from bot.events.tables import rsvp
from bot.learnings.rules import SharedLearning, order_learnings
from bot.learnings.tables import learning, learning_told
from bot.open_tables.tables import seat
from bot.pairings.tables import group_member
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Quote
from bot.ui.text import Mention


async def find_learning(
    tx: ReadTransaction, workspace: str, person_id: str, about: str
) -> tuple[str, str] | None:
    """Return the text and sharing of what a person wrote about one subject, or None."""
    row = await tx.first(
        select(learning.c.text, learning.c.share).where(
            learning.c.workspace == workspace,
            learning.c.person == person_id,
            learning.c.about == about,
        )
    )
    return (row.text, row.share) if row else None


async def save_learning(
    tx: Transaction,
    workspace: str,
    person_id: str,
    about: str,
    text: str,
    share: str,
    now: dt.datetime,
) -> int:
    """Upsert what a person learned about one subject; return its id."""
    keys = {"workspace": workspace, "person": person_id, "about": about}
    return await tx.upsert(learning, keys, text=text, share=share, at=now)


async def has_attended(
    tx: ReadTransaction, workspace: str, person_id: str, kind: str, number: int
) -> bool:
    """Return whether a person was in this lunch group, at this table or at this event."""
    attendance = {
        "group": (group_member, group_member.c.group),
        "table": (seat, seat.c.table),
        "event": (rsvp, rsvp.c.event),
    }
    table, column = attendance[kind]
    query = select(table.c.id).where(
        table.c.workspace == workspace, table.c.person == person_id, column == number
    )
    if kind == "event":
        query = query.where(rsvp.c.standing == "in")
    return await tx.scalar(query) is not None


async def shared_in_groups(
    tx: ReadTransaction, workspace: str, groups: Sequence[int], most: int
) -> list[Quote]:
    """Return what members of these groups shared about their lunch, latest first."""
    by_member = and_(
        group_member.c.workspace == learning.c.workspace,
        group_member.c.person == learning.c.person,
        learning.c.about == literal("group:") + cast(group_member.c.group, SqlText),
    )
    query = _shared(workspace).join(group_member, by_member)
    return await _quotes(tx, query.where(group_member.c.group.in_(groups)), most)


async def shared_about(tx: ReadTransaction, workspace: str, about: str, most: int) -> list[Quote]:
    """Return what people shared about one subject, latest first."""
    return await _quotes(tx, _shared(workspace).where(learning.c.about == about), most)


async def list_unannounced(
    tx: ReadTransaction,
    workspace: str,
    channel: str,
    about: Select[str] | Sequence[str],
    before: dt.datetime,
) -> list[SharedLearning]:
    """Return the learnings about these subjects that were not yet posted in a channel."""
    announced = select(learning_told.c.id).where(
        learning_told.c.learning == learning.c.id,
        learning_told.c.workspace == workspace,
        learning_told.c.channel == channel,
    )
    query = _shared(workspace).where(
        learning.c.about.in_(about), learning.c.at < before, ~announced.exists()
    )
    return await _learnings(tx, query)


async def mark_announced(
    tx: Transaction, workspace: str, channel: str, subject: str, learnings: Sequence[SharedLearning]
) -> None:
    """Record that the message with this subject shows these learnings in a channel."""
    common = {"workspace": workspace, "channel": channel, "subject": subject}
    rows = [{**common, "learning": learning.id} for learning in learnings]
    await tx.insert_or_ignore_many(learning_told, rows)


async def list_announced(tx: ReadTransaction, workspace: str, subject: str) -> list[SharedLearning]:
    """Return what a message shows, without learnings that are private by now."""
    announced = select(learning_told.c.learning).where(
        learning_told.c.workspace == workspace, learning_told.c.subject == subject
    )
    return await _learnings(tx, _shared(workspace).where(learning.c.id.in_(announced)))


async def announced_subjects(tx: ReadTransaction, workspace: str, number: int) -> dict[str, str]:
    """Return the subject of the message that shows a learning, by channel."""
    rows = await tx.all(
        select(learning_told.c.channel, learning_told.c.subject).where(
            learning_told.c.workspace == workspace, learning_told.c.learning == number
        )
    )
    return {row.channel: row.subject for row in rows}


async def _learnings(
    tx: ReadTransaction, query: Select[*tuple[object, ...]]
) -> list[SharedLearning]:
    rows = await tx.all(query)
    return order_learnings(SharedLearning(row.id, row.about, _quote(row)) for row in rows)


def _shared(workspace: str) -> Select[*tuple[object, ...]]:
    author = and_(person.c.workspace == learning.c.workspace, person.c.person == learning.c.person)
    return (
        select(
            learning.c.id,
            learning.c.about,
            learning.c.text,
            learning.c.share,
            learning.c.person,
            person.c.name,
        )
        .join(person, author)
        .where(learning.c.workspace == workspace, learning.c.share != "private")
        .where(person.c.gone.is_(False))  # people who left cannot take anything back
    )


async def _quotes(
    tx: ReadTransaction, query: Select[*tuple[object, ...]], most: int
) -> list[Quote]:
    rows = await tx.all(query.order_by(learning.c.at.desc(), learning.c.id.desc()).limit(most))
    return [_quote(row) for row in rows]


def _quote(row: Row[*tuple[object, ...]]) -> Quote:
    author = Mention(row.person, row.name) if row.share == "named" else None
    return Quote(row.text, author)
