"""The transactional outbox: messages are rows, written in the transaction that decides them.

`jobs/engine/delivery.py` alone sends them. Every row has a key that is unique in its workspace, so
a job that runs twice says nothing twice.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from msgspec import Struct, structs
from sqlalchemy import ColumnElement, bindparam, update

from bot.core.home_tabs import mark_tabs
from bot.core.live_cards import dependent_subjects
from bot.core.reader_languages import language_for
from bot.core.reasons import MessageReason, Purpose
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.speech import speaking


class BatchOptions(TypedDict):
    """How messages are sent; the same for each of a batch.

    `reason` names why Mingle writes, as `/mingle why` explains it, and its purpose. `expires` is
    when the message is no longer worth sending. `solicited` means that a person asked for it, so it
    neither counts against the attention budget nor waits for quiet hours to end. `hours_of` is the
    channel whose hours hold for people who set none of their own.
    """

    reason: MessageReason
    due: datetime
    expires: NotRequired[datetime | None]
    solicited: NotRequired[bool]
    hours_of: NotRequired[str]


class MessageOptions(BatchOptions):
    """How one message is sent; `subject` names the live card to render in place of a card."""

    subject: NotRequired[Subject | None]


# A card, or what draws it in the language of whoever reads it; None where there is nothing to say.
Drawing = Card | Callable[[], Card | None]


class OutgoingMessage(Struct, frozen=True):
    """One message of a batch: a key, recipients, and a card or the subject of a live card.

    `asked_by` are recipients who asked for it where others did not.
    """

    key: str
    recipients: tuple[str, ...]
    card: Drawing | None = None
    subject: Subject | None = None
    asked_by: tuple[str, ...] = ()


_first_state = ContextVar("first_state", default="ready")  # of the messages that are written
_CENSUS = MessageReason("census", Purpose.NEWS)
_NAMESPACE = uuid.UUID("6f5b9c0e-6f0f-4d0c-9d4f-0d7c1a8a5b11")


@contextmanager
def unsent() -> Iterator[None]:
    """Cancel what the block writes: it does what a job does, and says nothing."""
    token = _first_state.set("cancelled")
    try:
        yield
    finally:
        _first_state.reset(token)


async def post(
    tx: Transaction,
    workspace: str,
    key: str,
    channel: str,
    card: Drawing | None,
    **options: Unpack[MessageOptions],
) -> None:
    """Write a message for a channel."""
    await _write(tx, workspace, "post", key, (channel,), card, options)


async def send_dm(
    tx: Transaction,
    workspace: str,
    key: str,
    person: str,
    card: Drawing | None,
    **options: Unpack[MessageOptions],
) -> None:
    """Write a direct message for one person."""
    await _write(tx, workspace, "whisper", key, (person,), card, options)


async def introduce(
    tx: Transaction,
    workspace: str,
    key: str,
    people: tuple[str, ...],
    card: Drawing | None,
    **options: Unpack[MessageOptions],
) -> None:
    """Write a message that opens a conversation of these people: a group DM or a private thread."""
    await _write(tx, workspace, "introduce", key, people, card, options)


async def follow_up(
    tx: Transaction,
    workspace: str,
    key: str,
    after: str,
    people: tuple[str, ...],
    card: Drawing | None,
    **options: Unpack[MessageOptions],
) -> None:
    """Write a message for the conversation that the message with the key `after` opens."""
    await _write(tx, workspace, "post", key, people, card, options, after)


async def announce_event(
    tx: Transaction,
    workspace: str,
    key: str,
    channel: str,
    **options: Unpack[MessageOptions],
) -> None:
    """Write the announcement of the event that the live card `subject` shows, with its entry."""
    await _write(tx, workspace, "announce", key, (channel,), None, options)


async def send_dms(
    tx: Transaction,
    workspace: str,
    messages: Sequence[OutgoingMessage],
    **options: Unpack[BatchOptions],
) -> None:
    """Write many direct messages, in two statements."""
    await _write_many(tx, workspace, "whisper", messages, options)


async def introduce_many(
    tx: Transaction,
    workspace: str,
    messages: Sequence[OutgoingMessage],
    **options: Unpack[BatchOptions],
) -> None:
    """Write many introductions, each to a conversation of its own, in two statements."""
    await _write_many(tx, workspace, "introduce", messages, options)


async def request_member_sync(
    tx: Transaction, workspace: str, key: str, channel: str, now: datetime
) -> None:
    """Ask the platform for a channel's members; `jobs/channel_members.py` saves the answer."""
    options = MessageOptions(reason=_CENSUS, due=now, solicited=True)
    await _write(tx, workspace, "census", key, (channel,), None, options)


async def _write(
    tx: Transaction,
    workspace: str,
    kind: str,
    key: str,
    recipients: tuple[str, ...],
    card: Drawing | None,
    options: MessageOptions,
    after: str | None = None,
) -> None:
    """Insert one row, or do nothing where its key is taken; create the live card it shows."""
    message = OutgoingMessage(key, recipients, card, options.get("subject"))
    for drawn in await _draw(tx, workspace, [message]):
        await tx.insert_or_ignore(outbox_message, **_row(workspace, kind, drawn, options, after))

    if message.subject:
        await tx.insert_or_ignore(live_card, **_fresh_live_card(workspace, message.subject))
    tx.request_wake()


async def _write_many(
    tx: Transaction,
    workspace: str,
    kind: str,
    messages: Sequence[OutgoingMessage],
    options: BatchOptions,
) -> None:
    drawn = await _draw(tx, workspace, messages)
    rows = [_row(workspace, kind, message, options) for message in drawn]
    await tx.insert_or_ignore_many(outbox_message, rows)

    subjects = [message.subject for message in messages if message.subject]
    live_cards = [_fresh_live_card(workspace, subject) for subject in subjects]
    await tx.insert_or_ignore_many(live_card, live_cards)
    tx.request_wake()


async def _draw(
    tx: Transaction, workspace: str, messages: Sequence[OutgoingMessage]
) -> list[OutgoingMessage]:
    """Return messages with their cards drawn, each in the language of its readers.

    What there is nothing to say in is left out.
    """
    drawn = []
    for message in messages:
        if not callable(message.card):
            drawn.append(message)
            continue
        with speaking(await language_for(tx, workspace, message.recipients)):
            card = message.card()
        if card is not None:
            drawn.append(structs.replace(message, card=card))
    return drawn


def _row(
    workspace: str,
    kind: str,
    message: OutgoingMessage,
    options: BatchOptions | MessageOptions,
    after: str | None = None,
) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "key": message.key,
        "token": str(uuid.uuid5(_NAMESPACE, f"{workspace}\n{message.key}")),
        "kind": kind,
        "recipients": message.recipients,
        "card": message.card,
        "subject": message.subject,
        "state": _first_state.get(),
        "reason": str(options["reason"]),
        "due": options["due"],
        "expires": options.get("expires"),
        "solicited": options.get("solicited", False),
        "asked_by": message.asked_by,
        "purpose": options["reason"].purpose,
        "hours_of": options.get("hours_of"),
        "after": after,
    }


def _fresh_live_card(workspace: str, subject: Subject) -> dict[str, Any]:
    return {"workspace": workspace, "subject": subject, "version": 0, "rendered_version": 0}


_CHANGED = (
    update(live_card)
    .where(
        live_card.c.workspace == bindparam("here"),
        live_card.c.subject.in_(bindparam("subjects", expanding=True)),
    )
    .values(version=live_card.c.version + 1)
)


async def invalidate(tx: Transaction, workspace: str, *subjects: Subject) -> None:
    """Mark live cards as changed, and the cards that depend on them (`bot/core/live_cards.py`).

    Each message that shows one is rendered again and edited, at most once per change seen.
    """
    stale = {*subjects, *await dependent_subjects(tx, workspace, subjects)}
    await tx.execute(_CHANGED, here=workspace, subjects=list(stale))
    mark_tabs(tx, workspace)
    tx.request_wake()


async def cancel_messages(tx: Transaction, workspace: str, *keys: str) -> int:
    """Cancel messages that are still `ready`; return how many were."""
    return await tx.execute(_CANCELLED, here=workspace, keys=keys) if keys else 0


_CANCELLED = (
    update(outbox_message)
    .where(
        outbox_message.c.workspace == bindparam("here"),
        outbox_message.c.key.in_(bindparam("keys", expanding=True)),
        outbox_message.c.state == "ready",
    )
    .values(state="cancelled")
)


async def cancel_about(tx: Transaction, workspace: str, subjects: Sequence[Subject]) -> None:
    """Cancel the messages with these live cards that are still `ready`."""
    await _cancel(tx, workspace, outbox_message.c.subject.in_(subjects))


async def _cancel(tx: Transaction, workspace: str, which: ColumnElement[bool]) -> int:
    waiting = update(outbox_message).where(
        outbox_message.c.workspace == workspace, which, outbox_message.c.state == "ready"
    )
    return await tx.execute(waiting.values(state="cancelled"))


async def send_again(
    tx: Transaction, workspace: str, key: str, recipients: tuple[str, ...], now: datetime
) -> None:
    """Send a message that was refused, cancelled or expired to these recipients, once more."""
    unsent = update(outbox_message).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.key == key,
        outbox_message.c.state.in_(("failed", "cancelled", "expired")),
    )
    await tx.execute(unsent.values(state="ready", recipients=recipients, due=now))
    tx.request_wake()
