"""Check that texts are found by their beginning, to the letter, and by an index."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from bot.core.tables import processed_interaction
from bot.store.beginnings import begins_with
from bot.store.engine import Database

HOME, NOW = "acme", datetime(2026, 3, 10, 9, tzinfo=UTC)
COLUMN = processed_interaction.c.interaction
TEXTS = (
    "table:1",
    "table:1:",
    "table:1:a",
    "table:1:ü",
    "table:1;",
    "Table:1:a",
    "table:12:a",
    "t%",
)


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("table:1:", {"table:1:", "table:1:a", "table:1:ü"}),
        ("T", {"Table:1:a"}),
        ("t%", {"t%"}),
        ("table_", set()),
    ],
)
async def test_a_beginning_is_found_to_the_letter(
    either_database: Database, beginning: str, found: set[str]
) -> None:
    async with either_database.transaction() as tx:
        for words in TEXTS:
            await tx.insert(processed_interaction, workspace=HOME, interaction=words, at=NOW)
        query = select(COLUMN).where(begins_with(COLUMN, beginning))
        assert set(await tx.scalars(query)) == found


async def test_sqlite_finds_it_in_an_index(database: Database) -> None:
    query = select(COLUMN).where(
        processed_interaction.c.workspace == HOME, begins_with(COLUMN, "table:")
    )
    words = query.compile(database.engine, compile_kwargs={"literal_binds": True})
    async with database.engine.connect() as connection:
        rows = await connection.execute(text(f"EXPLAIN QUERY PLAN {words}"))
        plan = " ".join(row.detail for row in rows)
    assert "interaction>? AND interaction<?" in plan
