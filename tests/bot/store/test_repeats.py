"""What is the same each time stands in the text of a statement that a module keeps."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import BindParameter, bindparam, event, literal, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.tables import occurrence
from bot.store.engine import Database

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
ODD = 'who\'s "there" -- here; or not'
ASKING = "which?"

_numbers: BindParameter[int] = bindparam("numbers", expanding=True)


def keep_query(*kinds: str) -> Any:
    """Build a query once, with values of each type in it."""
    return (
        select(occurrence.c.id, literal(-3).label("less"), literal(ODD).label("odd"))
        .where(
            occurrence.c.workspace == bindparam("workspace"),
            occurrence.c.state == "waiting",
            occurrence.c.kind.in_(kinds),
            occurrence.c.passed_over.is_(False),
            occurrence.c.due > NOON,
            occurrence.c.id.in_(_numbers),
        )
        .order_by(occurrence.c.kind != kinds[0], occurrence.c.id)
        .limit(7)
    )


@pytest.fixture
async def filled(database: Database) -> Database:
    kinds = (ODD, ASKING, "other")
    rows = [
        {
            "workspace": "w",
            "kind": kinds[number % 3],
            "subject": f"number:{number}",
            "local_date": date(2026, 3, 10 + number),
            "due": NOON.replace(day=10 + number),
            "state": "waiting" if number % 4 else "done",
        }
        for number in range(12)
    ]
    async with database.transaction() as tx:
        await tx.insert_many(occurrence, rows)
    return database


def hear(database: Database) -> list[str]:
    """Return the texts that SQLite is asked from now on."""
    heard: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            heard.append(statement)

    return heard


@pytest.mark.parametrize("kinds", [(ODD,), (ODD, "other"), (ASKING, "other", ODD)])
async def test_the_same_rows_come_back_with_its_values_written_out(
    filled: Database, kinds: tuple[str, ...]
) -> None:
    kept = keep_query(*kinds)
    for numbers in ([2], [1, 2, 3, 4, 5], list(range(1, 13)), []):
        async with filled.read_transaction() as tx:
            given = {"workspace": "w", "numbers": numbers}
            built_anew = await tx.all(keep_query(*kinds), **given)
            for _ in range(3):
                assert await tx.all(kept, **given) == built_anew
                assert all((row.less, row.odd) == (-3, ODD) for row in built_anew)


async def test_only_what_is_given_is_bound_once_a_statement_repeats(filled: Database) -> None:
    kept = keep_query(ODD)
    heard = hear(filled)
    async with filled.read_transaction() as tx:
        for _ in range(3):
            await tx.all(kept, workspace="w", numbers=[1, 2, 3])
    first, second, third = heard
    assert first.count("?") > second.count("?") == 1 + 4  # a list has 1, 2, 4 … elements
    assert second == third
    assert "state = 'waiting'" in second
    assert "who''s" in second


async def test_words_with_a_question_mark_are_bound_in_their_place(filled: Database) -> None:
    kept = keep_query(ASKING, "other")
    async with filled.read_transaction() as tx:
        found = [await tx.all(kept, workspace="w", numbers=[6, 2, 3, 8]) for _ in range(3)]
    assert [[row.id for row in rows] for rows in found] == [[2, 8, 3, 6]] * 3


async def test_an_error_tells_nobody_what_is_written_out(filled: Database) -> None:
    kept = update(occurrence).where(occurrence.c.id == bindparam("number")).values(kind="Ada's")
    broken = update(occurrence).where(occurrence.c.kind == "Ada's").values(state=bindparam("to"))
    async with filled.transaction() as tx:
        for number in (1, 2):
            assert await tx.execute(kept, number=number)
        for state in ("done", "waiting"):
            assert await tx.execute(broken, to=state) == 2
        with pytest.raises(IntegrityError) as failed:
            await tx.execute(broken, to=None)
    assert "Ada" not in str(failed.value)


async def test_rows_are_updated_by_values_of_some_columns_and_lists_of_others(
    either_database: Database,
) -> None:
    rows = [
        {"workspace": "w", "kind": kind, "subject": "s:1", "due": NOON, "state": "waiting"}
        for kind in (ODD, ASKING, "other")
    ]
    async with either_database.transaction() as tx:
        await tx.insert_many(occurrence, rows)
        mine = {"workspace": "w", "kind": [ODD, ASKING]}
        for state in ("done", "waiting", "skipped"):
            assert await tx.update(occurrence, mine, state=state, local_date=None) == 2
        assert await tx.update(occurrence, {"workspace": "w", "kind": []}, state="done") == 0
        states = await tx.scalars(select(occurrence.c.state).order_by(occurrence.c.id))
    assert states == ["skipped", "skipped", "waiting"]
