"""Remember what was said in the playground, to whom, and who has seen it."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Row, Select, and_, case, func, or_, select, update

from bot.store.engine import ReadTransaction, Transaction
from bot.store.playground import playground_channel as channels
from bot.store.playground import playground_clock as clock
from bot.store.playground import playground_colleague as colleagues
from bot.store.playground import playground_member as members
from bot.store.playground import playground_message as messages
from bot.ui.cards import Card

PAGE_SIZE = 100  # messages shown at once


class Colleague(Struct, frozen=True):
    """Somebody who works here; `profile` and `habits` move those who are simulated."""

    id: str
    name: str
    zone: str
    organiser: bool = False
    colour: str = "#2a6f9e"
    simulated: bool = False
    profile: dict[str, tuple[str, ...]] = {}
    habits: dict[str, float] = {}


class Conversation(Struct, frozen=True):
    """A channel, a group's own conversation, or somebody's talk with Mingle."""

    id: str
    kind: str
    name: str
    topic: str = ""
    people: tuple[str, ...] = ()


class Message(Struct, frozen=True):
    """One message as it stands now; an empty author is Mingle, `only_for` the one who sees it."""

    id: int
    channel: str
    author: str
    only_for: str | None
    card: Card | None
    text: str
    at: datetime
    edited: datetime | None = None


def is_open_to(person: str, conversation: Conversation) -> bool:
    """Tell whether this is a channel in which somebody takes part."""
    return conversation.kind == "channel" and person in conversation.people


async def find_colleagues(tx: ReadTransaction, workspace: str) -> list[Colleague]:
    """Give everybody who works here, in the order they came."""
    rows = await tx.all(
        select(colleagues).where(colleagues.c.workspace == workspace).order_by(colleagues.c.id)
    )
    return [
        Colleague(r.person, r.name, r.zone, r.organiser, r.colour, r.simulated, r.profile, r.habits)
        for r in rows
    ]


async def find_conversations(tx: ReadTransaction, workspace: str) -> list[Conversation]:
    """Give every conversation with its people, in the order they began."""
    joined = await tx.all(
        select(members.c.channel, members.c.person)
        .where(members.c.workspace == workspace)
        .order_by(members.c.id)
    )
    people: dict[str, list[str]] = {}
    for row in joined:
        people.setdefault(row.channel, []).append(row.person)
    rows = await tx.all(
        select(channels).where(channels.c.workspace == workspace).order_by(channels.c.id)
    )
    return [
        Conversation(r.channel, r.kind, r.name, r.topic, tuple(people.get(r.channel, ())))
        for r in rows
    ]


async def open_conversation(tx: Transaction, workspace: str, conversation: Conversation) -> None:
    """Open a conversation with its people, unless it stands already."""
    new = await tx.insert_or_ignore(
        channels,
        workspace=workspace,
        channel=conversation.id,
        kind=conversation.kind,
        name=conversation.name,
        topic=conversation.topic,
    )
    if new is not None:
        rows = [
            {"workspace": workspace, "channel": conversation.id, "person": p}
            for p in conversation.people
        ]
        await tx.insert_many(members, rows)


async def add_message(
    tx: Transaction,
    workspace: str,
    channel: str,
    at: datetime,
    *,
    card: Card | None = None,
    key: str | None = None,
    author: str = "",
    text: str = "",
    only_for: str | None = None,
) -> Message | None:
    """Write one message down and give it, or None when its key was said already."""
    values = {"card": card, "key": key, "author": author, "text": text, "only_for": only_for}
    number = await tx.insert_or_ignore(
        messages, workspace=workspace, channel=channel, at=at, **values
    )
    return (
        Message(number, channel, author, only_for, card, text, at) if number is not None else None
    )


async def find_message(tx: ReadTransaction, workspace: str, number: int) -> Message | None:
    """Give one message."""
    row = await tx.first(
        select(messages).where(messages.c.workspace == workspace, messages.c.id == number)
    )
    return _message(row) if row else None


async def find_by_key(tx: ReadTransaction, workspace: str, key: str) -> Message | None:
    """Give the message with this key."""
    row = await tx.first(
        select(messages).where(messages.c.workspace == workspace, messages.c.key == key)
    )
    return _message(row) if row else None


async def change_message(
    tx: ReadTransaction, workspace: str, number: int, card: Card, at: datetime
) -> Message | None:
    """Let an earlier message say something else, and give it as it stands now."""
    row = await tx.first(
        update(messages)
        .where(messages.c.workspace == workspace, messages.c.id == number)
        .values(card=card, edited=at)
        .returning(*messages.c)
    )
    return _message(row) if row else None


async def latest_messages(
    tx: ReadTransaction,
    workspace: str,
    channel: str,
    person: str,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[Message]:
    """Give the last messages of a conversation that this person may see, oldest first."""
    seen = _seen_by(workspace, person).where(messages.c.channel == channel)
    if before is not None:
        seen = seen.where(messages.c.id < before)
    rows = await tx.all(seen.order_by(messages.c.id.desc()).limit(limit))
    return [_message(row) for row in reversed(rows)]


async def cards_since(tx: ReadTransaction, workspace: str, since: datetime) -> list[Message]:
    """Give Mingle's own messages since a moment, oldest first, private answers aside."""
    mingles = and_(
        messages.c.workspace == workspace, messages.c.author == "", messages.c.only_for.is_(None)
    )
    rows = await tx.all(
        select(messages).where(mingles, messages.c.at >= since).order_by(messages.c.id)
    )
    return [_message(row) for row in rows]


async def unread_overview(
    tx: ReadTransaction, workspace: str, person: str
) -> dict[str, tuple[int, int]]:
    """Give this person's conversations.

    The number of the last message, and how many are not seen yet.
    """
    fresh = case((and_(messages.c.id > members.c.read, messages.c.author != person), 1), else_=0)
    rows = await tx.all(
        select(
            members.c.channel,
            func.max(messages.c.id).label("last"),
            func.sum(fresh).label("unseen"),
        )
        .join(
            messages,
            and_(
                messages.c.workspace == members.c.workspace, messages.c.channel == members.c.channel
            ),
        )
        .where(
            members.c.workspace == workspace,
            members.c.person == person,
            or_(messages.c.only_for.is_(None), messages.c.only_for == person),
        )
        .group_by(members.c.channel)
    )
    return {row.channel: (row.last, row.unseen) for row in rows}


async def mark_read(tx: Transaction, workspace: str, channel: str, person: str) -> None:
    """Note that this person has seen everything here."""
    last = select(func.coalesce(func.max(messages.c.id), 0)).where(
        messages.c.workspace == workspace, messages.c.channel == channel
    )
    await tx.execute(
        update(members)
        .where(
            members.c.workspace == workspace,
            members.c.channel == channel,
            members.c.person == person,
        )
        .values(read=last.scalar_subquery())
    )


async def find_clock(tx: ReadTransaction, workspace: str) -> datetime | None:
    """Give the playground's own time, once it has one."""
    at: datetime | None = await tx.scalar(select(clock.c.at).where(clock.c.workspace == workspace))
    return at


async def save_clock(tx: Transaction, workspace: str, at: datetime) -> None:
    """Set the playground's own time."""
    await tx.upsert(clock, {"workspace": workspace}, at=at)


def _seen_by(workspace: str, person: str) -> Select[tuple[object, ...]]:
    mine = or_(messages.c.only_for.is_(None), messages.c.only_for == person)
    return select(messages).where(messages.c.workspace == workspace, mine)


def _message(row: Row[tuple[object, ...]]) -> Message:
    values = row._mapping
    return Message(**{name: values[name] for name in Message.__struct_fields__})
