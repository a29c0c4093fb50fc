"""Words that organisers hid, taken out of messages that were written once and never drawn again.

A message that shows a live card follows what it shows. Any other keeps its card in the outbox: here
that card loses the words, and becomes the live card `message:ID`, so that where it was sent, it is
edited.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Text, or_, select, type_coerce, update

from bot.core.message_records import BEGUN
from bot.core.outbox import invalidate
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

KIND = "message"
HIDDEN = "(hidden)"
MIN_LETTERS = 3  # of words that are taken out of messages about the same thing
_TELLING = 20  # characters that are taken out of any message: so long, no two texts agree by chance
_KEPT_KEYS = frozenset({"type", "kind", "action", "value", "person", "channel", "media_type"})


async def take_words_back(
    tx: Transaction, workspace: str, about: Sequence[Subject], words: Iterable[str]
) -> None:
    """Take words out of the messages about these subjects, and whole sentences out of all."""
    pieces = sorted({word for word in words if len(word) >= MIN_LETTERS}, key=len, reverse=True)
    if not pieces:
        return
    said = type_coerce(outbox_message.c.card, Text)
    columns = (outbox_message.c[name] for name in ("id", "key", "card", "state"))
    query = select(*columns).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.card.is_not(None),
        or_(*(said.contains(_in_json(piece), autoescape=True) for piece in pieces)),
    )
    for row in await tx.all(query):
        is_about = any(f"{row.key}:".startswith(f"{subject}:") for subject in about)
        found = [piece for piece in pieces if is_about or len(piece) >= _TELLING]
        if isinstance(row.card, Card) and found:
            await _replace_card(tx, workspace, row, without_words(row.card, found))


async def find_sent_card(tx: ReadTransaction, workspace: str, number: int) -> Card | None:
    """Return the card of a message as it reads now, or None if it is no longer kept."""
    query = select(outbox_message.c.card).where(
        outbox_message.c.workspace == workspace, outbox_message.c.id == number
    )
    card = await tx.scalar(query)
    return card if isinstance(card, Card) else None


def without_words(card: Card, pieces: Sequence[str]) -> Card:
    """Return a card without these words, and without the files that may hold them."""
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(piece)}(?!\w)" for piece in pieces))
    told = _rewrite(msgspec.to_builtins(card), pattern)
    told["parts"] = [part for part in told.get("parts", ()) if part["type"] != "file"]
    return msgspec.convert(told, Card)


def _rewrite(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(HIDDEN, value)
    if isinstance(value, list | tuple):
        return [_rewrite(each, pattern) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "link" and pattern.search(f"{value}"):
        return HIDDEN
    return {
        name: each if name in _KEPT_KEYS else _rewrite(each, pattern)
        for name, each in value.items()
    }


async def _replace_card(tx: Transaction, workspace: str, row: Row[Any], card: Card) -> None:
    """Store a card; what was sent with it, or may have been, is edited."""
    if card == row.card:
        return
    subject = Subject(KIND, row.id) if row.state in BEGUN else None
    changed = update(outbox_message).where(outbox_message.c.id == row.id)
    await tx.execute(changed.values(card=card, subject=subject))
    if subject:
        new = {"workspace": workspace, "subject": subject, "version": 0, "rendered_version": 0}
        await tx.insert_or_ignore(live_card, **new)
        await invalidate(tx, workspace, subject)


def _in_json(piece: str) -> str:
    return msgspec.json.encode(piece).decode()[1:-1]
