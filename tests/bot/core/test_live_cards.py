"""Live cards: what depends on a card is invalidated with it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.core import live_cards, outbox
from bot.core.tables import live_card
from bot.store.engine import Database, ReadTransaction

NOW = datetime(2026, 3, 9, 10, tzinfo=UTC)


async def list_shelves(_tx: ReadTransaction, _workspace: str, books: Sequence[str]) -> list[str]:
    """Return the shelf that each book stands on: that of its first digit."""
    return [f"shelf:{book[0]}" for book in books]


async def list_rooms(_tx: ReadTransaction, _workspace: str, _shelves: Sequence[str]) -> list[str]:
    """Return the one room."""
    return ["room:1"]


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what is registered: shelves depend on books, and rooms on shelves."""
    monkeypatch.setattr(live_cards, "_dependents", {})
    live_cards.register_dependents("book", list_shelves)
    live_cards.register_dependents("shelf", list_rooms)


async def test_each_dependent_is_named_once_and_only_one_level_deep(database: Database) -> None:
    async with database.read_transaction() as tx:
        found = await live_cards.dependent_subjects(tx, "W", ["book:11", "book:12", "cup:3"])
    assert found == ["shelf:1"]


async def test_a_card_is_invalidated_with_what_it_shows(database: Database) -> None:
    async with database.transaction() as tx:
        for subject in ("book:21", "shelf:1", "shelf:2", "room:1"):
            await outbox.post(
                tx, "W", subject, "W/c", None, subject=subject, reason="test", due=NOW
            )
        await outbox.invalidate(tx, "W", "book:21")
    async with database.read_transaction() as tx:
        rows = await tx.all(select(live_card.c.subject, live_card.c.version))
    versions = {row.subject: row.version for row in rows}
    assert versions == {"book:21": 1, "shelf:1": 0, "shelf:2": 1, "room:1": 0}
