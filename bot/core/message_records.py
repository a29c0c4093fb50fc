"""Queries over messages of the outbox: which were sent, which never will be, what they show."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Text, bindparam, func, select, type_coerce

from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
from bot.store.beginnings import begins_with
from bot.store.engine import ReadTransaction

BEGUN = ("sending", "unknown", "sent")  # states of messages that were sent, or may have been


async def begun_about(
    tx: ReadTransaction, workspace: str, subjects: Sequence[Subject]
) -> set[Subject]:
    """Return those of these live cards that a message shows which was sent, or may have been."""
    query = select(outbox_message.c.subject).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.subject.in_(subjects),
        outbox_message.c.state.in_(BEGUN),
    )
    return set(await tx.scalars(query))


async def sent_times(
    tx: ReadTransaction, workspace: str, keys: Sequence[str]
) -> dict[str, datetime]:
    """Return when those of the messages with these keys were sent that were."""
    query = select(outbox_message.c.key, outbox_message.c.sent_at).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.key.in_(keys),
        outbox_message.c.sent_at.is_not(None),
    )
    return {row.key: row.sent_at for row in await tx.all(query)}


async def ended_conversations(
    tx: ReadTransaction, workspace: str, since: datetime, until: datetime
) -> list[str]:
    """Return the conversations of introductions that were worth sending until this span."""
    query = select(outbox_message.c.message_ref).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.kind == "introduce",
        outbox_message.c.state == "sent",
        outbox_message.c.expires.between(since, until),
    )
    return [row.message_ref.channel for row in await tx.all(query) if row.message_ref]


async def keys_to(
    tx: ReadTransaction, workspace: str, person: str, reason: str, now: datetime
) -> list[str]:
    """Return the keys of messages to one person with a reason that are not past their end."""
    rows = await tx.all(
        select(outbox_message.c.key, outbox_message.c.recipients)
        .where(outbox_message.c.workspace == workspace, outbox_message.c.reason == reason)
        .where(outbox_message.c.expires > now)
        .order_by(outbox_message.c.id)
    )
    return [row.key for row in rows if row.recipients == (person,)]


async def people_told(tx: ReadTransaction, workspace: str, subject: Subject) -> tuple[str, ...]:
    """Return the recipients of the message that shows this live card; none if there is none."""
    query = select(outbox_message.c.recipients).where(
        outbox_message.c.workspace == workspace, outbox_message.c.subject == subject
    )
    row = await tx.first(query.order_by(outbox_message.c.id.desc()).limit(1))
    return row.recipients if row else ()


async def was_sent(tx: ReadTransaction, workspace: str, key: str) -> bool:
    """Return whether the message with this key was sent."""
    return await _state_of(tx, workspace, key) == "sent"


async def lost_messages(tx: ReadTransaction, workspace: str, keys: Sequence[str]) -> set[str]:
    """Return those of these keys whose message was never sent, and will not be."""
    query = select(outbox_message.c.key).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.key.in_(keys),
        outbox_message.c.state.in_(("failed", "cancelled", "expired")),
    )
    return set(await tx.scalars(query)) if keys else set()


async def subjects_of(tx: ReadTransaction, workspace: str, keys: Sequence[str]) -> list[Subject]:
    """Return the subjects of the live cards that the messages with these keys show."""
    return [row.subject for row in await tx.all(_SHOWN, workspace=workspace, keys=keys)]


_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_SHOWN = select(outbox_message.c.subject).where(
    outbox_message.c.workspace == bindparam("workspace"),
    outbox_message.c.key.in_(_KEYS),
    outbox_message.c.subject.is_not(None),
)


async def subjects_in(tx: ReadTransaction, workspace: str, channel: str) -> list[Subject]:
    """Return the subjects of the live cards that stand in a channel."""
    query = select(outbox_message.c.subject).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.recipients == (channel,),
        outbox_message.c.state == "sent",
        outbox_message.c.subject.is_not(None),
    )
    return await tx.scalars(query.distinct())


async def subjects_of_kind(tx: ReadTransaction, workspace: str, kind: str) -> list[Subject]:
    """Return the subjects of every live card of a kind, such as "seat"."""
    query = select(live_card.c.subject).where(
        live_card.c.workspace == workspace,
        type_coerce(live_card.c.subject, Text).startswith(f"{kind}:", autoescape=True),
    )
    return [subject for subject in await tx.scalars(query) if isinstance(subject, Subject)]


async def subjects_expiring(
    tx: ReadTransaction, workspace: str, reason: str, since: datetime, until: datetime
) -> list[Subject]:
    """Return the subjects of messages with a reason that end in a span of time."""
    given = {"workspace": workspace, "about": reason, "since": since, "until": until}
    return await tx.scalars(_EXPIRING, **given)


_EXPIRING = (
    select(outbox_message.c.subject)
    .where(
        outbox_message.c.workspace == bindparam("workspace"),
        outbox_message.c.reason == bindparam("about"),
        outbox_message.c.expires.between(bindparam("since"), bindparam("until")),
        outbox_message.c.subject.is_not(None),
    )
    .distinct()
)


async def stands(tx: ReadTransaction, workspace: str, subject: Subject) -> bool:
    """Return whether a message with the live card of this subject was sent."""
    sent = select(outbox_message.c.id).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.subject == subject,
        outbox_message.c.state == "sent",
    )
    return await tx.scalar(sent.limit(1)) is not None


async def count_keys(tx: ReadTransaction, workspace: str, beginning: str) -> int:
    """Return how many messages have keys with this beginning, sent or not."""
    query = select(func.count()).where(
        outbox_message.c.workspace == workspace,
        begins_with(outbox_message.c.key, beginning),
    )
    return int(await tx.scalar(query) or 0)


async def is_ready(tx: ReadTransaction, workspace: str, key: str) -> bool:
    """Return whether the message with this key is still to be claimed."""
    return await _state_of(tx, workspace, key) == "ready"


async def _state_of(tx: ReadTransaction, workspace: str, key: str) -> str | None:
    query = select(outbox_message.c.state).where(
        outbox_message.c.workspace == workspace, outbox_message.c.key == key
    )
    state: str | None = await tx.scalar(query)
    return state


async def begun_messages(tx: ReadTransaction, workspace: str, keys: Iterable[str]) -> set[str]:
    """Return those of these keys whose message was sent, or may have been."""
    return {row.key for row in await tx.all(_BEGUN, workspace=workspace, keys=list(keys))}


_BEGUN = select(outbox_message.c.key).where(
    outbox_message.c.workspace == bindparam("workspace"),
    outbox_message.c.key.in_(_KEYS),
    outbox_message.c.state.in_(BEGUN),
)
