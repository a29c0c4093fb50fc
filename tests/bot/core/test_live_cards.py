"""Live cards: what depends on a card is invalidated with it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.core import live_cards, outbox
from bot.core.reasons import MessageReason, Purpose
from bot.core.subjects import Subject
from bot.core.tables import live_card
from bot.store.engine import Database, ReadTransaction

REASON = MessageReason("test", Purpose.ADDED)
NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)


async def list_shelves(
    _tx: ReadTransaction, _workspace: str, books: Sequence[Subject]
) -> list[Subject]:
    """Return the shelf that each book stands on: that of its first digit."""
    return [Subject("shelf", book.id // 10) for book in books]


async def list_rooms(
    _tx: ReadTransaction, _workspace: str, _shelves: Sequence[Subject]
) -> list[Subject]:
    """Return the one room."""
    return [Subject("room", 1)]


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what is registered: shelves depend on books, and rooms on shelves."""
    monkeypatch.setattr(live_cards, "_dependents", {})
    live_cards.register_dependents("book", list_shelves)
    live_cards.register_dependents("shelf", list_rooms)


async def test_each_dependent_is_named_once_and_only_one_level_deep(database: Database) -> None:
    async with database.read_transaction() as tx:
        changed = [Subject("book", 11), Subject("book", 12), Subject("cup", 3)]
        found = await live_cards.dependent_subjects(tx, "W", changed)
    assert found == [Subject("shelf", 1)]


async def test_a_card_is_invalidated_with_what_it_shows(database: Database) -> None:
    async with database.transaction() as tx:
        for text in ("book:21", "shelf:1", "shelf:2", "room:1"):
            subject = Subject.parse(text)
            await outbox.post(tx, "W", text, "W/c", None, subject=subject, reason=REASON, due=NOW)
        await outbox.invalidate(tx, "W", Subject("book", 21))
    async with database.read_transaction() as tx:
        rows = await tx.all(select(live_card.c.subject, live_card.c.version))
    versions = {f"{row.subject}": row.version for row in rows}
    assert versions == {"book:21": 1, "shelf:1": 0, "shelf:2": 1, "room:1": 0}
