"""Say something to people.

Written in the deciding transaction, carried out by `jobs/engine/delivery.py`.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from bot.core.tables import effect, living
from bot.store.engine import Transaction
from bot.ui.cards import Card

DROPPABLE, NORMAL, ESSENTIAL = 0, 1, 2  # weights: a nudge; a notice; the introduction itself

_NAMESPACE = uuid.UUID("6f5b9c0e-6f0f-4d0c-9d4f-0d7c1a8a5b11")


async def post(
    tx: Transaction, workspace: str, key: str, channel: str, card: Card | None, **more: Any
) -> None:
    """Say something in a channel. `more`: see `_write`."""
    await _write(tx, workspace, key, "post", (channel,), card, **more)


async def send_dm(
    tx: Transaction, workspace: str, key: str, person: str, card: Card | None, **more: Any
) -> None:
    """Say something to one person alone. `more`: see `_write`."""
    await _write(tx, workspace, key, "whisper", (person,), card, **more)


async def introduce(
    tx: Transaction,
    workspace: str,
    key: str,
    people: tuple[str, ...],
    card: Card | None,
    **more: Any,
) -> None:
    """Bring people together in a conversation of their own. `more`: see `_write`."""
    await _write(tx, workspace, key, "introduce", people, card, **more)


async def follow_up(
    tx: Transaction,
    workspace: str,
    key: str,
    after: str,
    people: tuple[str, ...],
    card: Card | None,
    **more: Any,
) -> None:
    """Say something in the conversation that the effect with the key `after` opened."""
    await _write(tx, workspace, key, "post", people, card, after=after, **more)


async def announce_event(
    tx: Transaction, workspace: str, key: str, channel: str, **more: Any
) -> None:
    """Tell a channel about the event that the card of `subject` shows, with a calendar entry.

    `more`: see `_write`.
    """
    await _write(tx, workspace, key, "announce", (channel,), None, **more)


class OutgoingMessage(Struct, frozen=True):
    """One of many things said at once.

    Its key, the people it goes to, and a card or the subject that draws it.
    """

    key: str
    recipients: tuple[str, ...]
    card: Card | None = None
    subject: str | None = None


async def send_dms(
    tx: Transaction, workspace: str, messages: Sequence[OutgoingMessage], **more: Any
) -> None:
    """Say something to many people, each alone, in two statements. `more`: see `_write`."""
    await _write_many(tx, workspace, "whisper", messages, **more)


async def introduce_many(
    tx: Transaction, workspace: str, messages: Sequence[OutgoingMessage], **more: Any
) -> None:
    """Bring many groups together, each in a conversation of its own, in two statements. `more`.

    See `_write`.
    """
    await _write_many(tx, workspace, "introduce", messages, **more)


async def request_member_sync(
    tx: Transaction, workspace: str, key: str, channel: str, now: datetime
) -> None:
    """Ask the platform who is in a channel; newcomers are invited to what goes on there."""
    await _write(
        tx, workspace, key, "census", (channel,), None, reason="census", due=now, solicited=True
    )


async def _write(
    tx: Transaction,
    workspace: str,
    key: str,
    kind: str,
    recipients: tuple[str, ...],
    card: Card | None,
    *,
    reason: str,
    due: datetime,
    expires: datetime | None = None,
    subject: str | None = None,
    solicited: bool = False,
    priority: int = NORMAL,
    after: str | None = None,
) -> None:
    """Note one effect, once per key.

    `subject` names the living card ("table:12") to draw when it is sent, instead of a `card`;
    `asked` means a person asked for it, so it neither counts against the attention budget nor waits
    for quiet hours to end; `expires` is when it is no longer worth saying.
    """
    letter = OutgoingMessage(key, recipients, card, subject)
    common = {
        "rule": reason,
        "due": due,
        "expires": expires,
        "asked": solicited,
        "weight": priority,
        "after": after,
    }
    await tx.insert_or_ignore(effect, **_row(workspace, kind, letter, common))
    if subject:
        await tx.insert_or_ignore(living, workspace=workspace, subject=subject, version=0, shown=0)
    tx.request_wake()


async def _write_many(
    tx: Transaction,
    workspace: str,
    kind: str,
    messages: Sequence[OutgoingMessage],
    *,
    reason: str,
    due: datetime,
    expires: datetime | None = None,
    solicited: bool = False,
    priority: int = NORMAL,
) -> None:
    common = {
        "rule": reason,
        "due": due,
        "expires": expires,
        "asked": solicited,
        "weight": priority,
        "after": None,
    }
    await tx.insert_or_ignore_many(
        effect, [_row(workspace, kind, letter, common) for letter in messages]
    )
    subjects = [letter.subject for letter in messages if letter.subject]
    fresh = [
        {"workspace": workspace, "subject": subject, "version": 0, "shown": 0}
        for subject in subjects
    ]
    await tx.insert_or_ignore_many(living, fresh)
    tx.request_wake()


def _row(
    workspace: str, kind: str, message: OutgoingMessage, common: dict[str, Any]
) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "key": message.key,
        "token": str(uuid.uuid5(_NAMESPACE, f"{workspace}\n{message.key}")),
        "verb": kind,
        "to": message.recipients,
        "card": message.card,
        "subject": message.subject,
        "state": "ready",
        **common,
    }


async def invalidate(tx: Transaction, workspace: str, *subjects: str) -> None:
    """Say that living cards have changed.

    Every message that shows one is drawn again, latest state only.
    """
    changed = update(living).where(living.c.workspace == workspace, living.c.subject.in_(subjects))
    await tx.execute(changed.values(version=living.c.version + 1))
    tx.request_wake()


async def cancel_messages(tx: Transaction, workspace: str, *keys: str) -> int:
    """Take back what has not left yet; give how much that was."""
    return await tx.execute(
        update(effect)
        .where(effect.c.workspace == workspace, effect.c.key.in_(keys), effect.c.state == "ready")
        .values(state="cancelled")
    )


async def was_sent(tx: Transaction, workspace: str, key: str) -> bool:
    """Tell whether an effect has reached its people."""
    state = await tx.scalar(
        select(effect.c.state).where(effect.c.workspace == workspace, effect.c.key == key)
    )
    return bool(state == "sent")
