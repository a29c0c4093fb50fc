"""The playground's rows: colleagues, conversations, messages, who has read what, and the clock."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Row, Select, and_, bindparam, case, delete, func, or_, select, update

from bot.store.engine import ReadTransaction, Transaction
from bot.store.playground import playground_channel as channels
from bot.store.playground import playground_clock as clock
from bot.store.playground import playground_colleague as colleagues
from bot.store.playground import playground_member as members
from bot.store.playground import playground_message as messages
from bot.ui.cards import Card

PAGE_SIZE = 100  # messages shown at once


class Colleague(Struct, frozen=True):
    """A colleague; `profile` and `habits` decide what a simulated one does."""

    id: str
    name: str
    zone: str
    organiser: bool = False
    colour: str = "#2a6f9e"
    simulated: bool = False
    profile: dict[str, tuple[str, ...]] = {}
    habits: dict[str, float] = {}


class Conversation(Struct, frozen=True):
    """A channel, a group conversation, or somebody's conversation with Mingle (`direct`)."""

    id: str
    kind: str
    name: str
    topic: str = ""
    people: tuple[str, ...] = ()


class Message(Struct, frozen=True):
    """A message in its latest version.

    Without an author it is Mingle's; `only_for` is the only person who sees it.
    """

    id: int
    channel: str
    author: str
    only_for: str | None
    card: Card | None
    text: str
    at: datetime
    edited: datetime | None = None


def is_open_to(person: str, conversation: Conversation) -> bool:
    """Return whether a conversation is a channel with this person in it."""
    return conversation.kind == "channel" and person in conversation.people


async def find_colleagues(tx: ReadTransaction, workspace: str) -> list[Colleague]:
    """Return all colleagues in the order in which they were added."""
    query = select(colleagues).where(colleagues.c.workspace == workspace).order_by(colleagues.c.id)
    return [
        Colleague(
            row.person,
            row.name,
            row.zone,
            row.organiser,
            row.colour,
            row.simulated,
            row.profile,
            row.habits,
        )
        for row in await tx.all(query)
    ]


async def find_conversations(tx: ReadTransaction, workspace: str) -> list[Conversation]:
    """Return all conversations with their people, in the order in which they were opened."""
    members_query = (
        select(members.c.channel, members.c.person)
        .where(members.c.workspace == workspace)
        .order_by(members.c.id)
    )
    people: dict[str, list[str]] = {}
    for row in await tx.all(members_query):
        people.setdefault(row.channel, []).append(row.person)

    query = select(channels).where(channels.c.workspace == workspace).order_by(channels.c.id)
    return [
        Conversation(row.channel, row.kind, row.name, row.topic, tuple(people.get(row.channel, ())))
        for row in await tx.all(query)
    ]


async def open_conversation(tx: Transaction, workspace: str, conversation: Conversation) -> None:
    """Insert a conversation with its people, unless it exists."""
    conversation_id = await tx.insert_or_ignore(
        channels,
        workspace=workspace,
        channel=conversation.id,
        kind=conversation.kind,
        name=conversation.name,
        topic=conversation.topic,
    )
    if conversation_id is not None:
        rows = [
            {"workspace": workspace, "channel": conversation.id, "person": person}
            for person in conversation.people
        ]
        await tx.insert_many(members, rows)


async def add_member(tx: Transaction, workspace: str, channel: str, person: str) -> None:
    """Add a person to a channel, once."""
    await tx.insert_or_ignore(members, workspace=workspace, channel=channel, person=person)


async def remove_member(tx: Transaction, workspace: str, channel: str, person: str) -> None:
    """Remove a person from a channel."""
    statement = delete(members).where(
        members.c.workspace == workspace,
        members.c.channel == channel,
        members.c.person == person,
    )
    await tx.execute(statement)


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
    """Insert a message and return it, or None if its key exists."""
    values = {"card": card, "key": key, "author": author, "text": text, "only_for": only_for}
    number = await tx.insert_or_ignore(
        messages, workspace=workspace, channel=channel, at=at, **values
    )
    if number is None:
        return None
    return Message(number, channel, author, only_for, card, text, at)


async def find_message(tx: ReadTransaction, workspace: str, number: int) -> Message | None:
    """Return a message by its number, or None."""
    query = select(messages).where(messages.c.workspace == workspace, messages.c.id == number)
    row = await tx.first(query)
    return _message(row) if row else None


async def find_by_key(tx: ReadTransaction, workspace: str, key: str) -> Message | None:
    """Return the message with a key, or None."""
    query = select(messages).where(messages.c.workspace == workspace, messages.c.key == key)
    row = await tx.first(query)
    return _message(row) if row else None


async def change_message(
    tx: ReadTransaction, workspace: str, number: int, card: Card, at: datetime
) -> Message | None:
    """Replace a message's card; return the changed message, or None if there is none."""
    row = await tx.first(_CHANGED, here=workspace, number=number, drawn=card, now=at)
    return _message(row, card=card) if row else None


_CHANGED = (
    update(messages)
    .where(messages.c.workspace == bindparam("here"), messages.c.id == bindparam("number"))
    .values(card=bindparam("drawn"), edited=bindparam("now"))
    .returning(*(column for column in messages.c if column.name != "card"))
)


async def latest_messages(
    tx: ReadTransaction,
    workspace: str,
    channel: str,
    person: str,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[Message]:
    """Return the last messages of a conversation that a person may see, oldest first."""
    query = _visible_to(workspace, person).where(messages.c.channel == channel)
    if before is not None:
        query = query.where(messages.c.id < before)
    rows = await tx.all(query.order_by(messages.c.id.desc()).limit(limit))
    return [_message(row) for row in reversed(rows)]


async def cards_since(tx: ReadTransaction, workspace: str, since: datetime) -> list[Message]:
    """Return Mingle's messages since a moment, oldest first, without private answers."""
    query = (
        select(messages)
        .where(
            messages.c.workspace == workspace,
            messages.c.author == "",
            messages.c.only_for.is_(None),
            messages.c.at >= since,
        )
        .order_by(messages.c.id)
    )
    return [_message(row) for row in await tx.all(query)]


async def unread_overview(
    tx: ReadTransaction, workspace: str, person: str
) -> dict[str, tuple[int, int]]:
    """Return the last message's number and the count of unread ones, by conversation."""
    is_unread = and_(messages.c.id > members.c.read, messages.c.author != person)
    query = (
        select(
            members.c.channel,
            func.max(messages.c.id).label("last"),
            func.sum(case((is_unread, 1), else_=0)).label("unread"),
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
    return {row.channel: (row.last, row.unread) for row in await tx.all(query)}


async def first_unread(
    tx: ReadTransaction, workspace: str, channel: str, person: str
) -> tuple[int, int]:
    """Return the number of the first message that a person has not read, and their count.

    What they wrote themselves does not count; without unread messages both are 0.
    """
    query = (
        select(func.min(messages.c.id).label("first"), func.count().label("total"))
        .join(
            members,
            and_(
                messages.c.workspace == members.c.workspace, messages.c.channel == members.c.channel
            ),
        )
        .where(
            members.c.workspace == workspace,
            members.c.channel == channel,
            members.c.person == person,
            messages.c.id > members.c.read,
            messages.c.author != person,
            or_(messages.c.only_for.is_(None), messages.c.only_for == person),
        )
    )
    row = await tx.first(query)
    return (row.first or 0, row.total) if row else (0, 0)


async def mark_read(tx: Transaction, workspace: str, channel: str, person: str) -> None:
    """Record that a person has read a conversation up to its last message."""
    last_message = select(func.coalesce(func.max(messages.c.id), 0)).where(
        messages.c.workspace == workspace, messages.c.channel == channel
    )
    statement = (
        update(members)
        .where(
            members.c.workspace == workspace,
            members.c.channel == channel,
            members.c.person == person,
        )
        .values(read=last_message.scalar_subquery())
    )
    await tx.execute(statement)


async def find_clock(tx: ReadTransaction, workspace: str) -> datetime | None:
    """Return the playground's own time; None before the first start."""
    at: datetime | None = await tx.scalar(select(clock.c.at).where(clock.c.workspace == workspace))
    return at


async def save_clock(tx: Transaction, workspace: str, at: datetime) -> None:
    """Save the playground's own time."""
    await tx.upsert(clock, {"workspace": workspace}, at=at)


def _visible_to(workspace: str, person: str) -> Select[tuple[object, ...]]:
    is_visible = or_(messages.c.only_for.is_(None), messages.c.only_for == person)
    return select(messages).where(messages.c.workspace == workspace, is_visible)


def _message(row: Row[tuple[object, ...]], **known: object) -> Message:
    values = {**row._mapping, **known}
    return Message(**{name: values[name] for name in Message.__struct_fields__})
