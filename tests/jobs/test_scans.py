"""Every statement of a world with history is explained: none goes through a table that grows.

The planner decides as in a house that has grown for years, among many others in the same database.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.features import ROUTER
from bot.store.schema import metadata
from tests.databases import create_sqlite
from tests.lived_world import LIVED
from tests.world import ADA, BEN, World

TWO_WEEKS = timedelta(days=15)  # digests, draws, what follows them, and fifteen nights
ROWS, ROWS_OF_WORKSPACE, ROWS_OF_SUBJECT, ROWS_DUE = 10_000_000, 100_000, 10, 100

# They read all there is about one person, when that person asks for it and confirms.
_ALL_OF_ONE_PERSON = {"mingle data", "mingle forget"}

# Tables of which a workspace has few rows, however long it lives: all of its own may be read.
_PER_PERSON = "some for each person, gone or replaced with them"
_SET_UP = "some for each thing that organisers set up"
_MONTHLY = "twelve a year"
FEW = {
    "association": _SET_UP,
    "avoidance": _PER_PERSON,
    "busy_calendar": _PER_PERSON,
    "channel_member": _PER_PERSON,
    "digest": _SET_UP,
    "duplicate_ruling": _SET_UP,
    "erasure": _PER_PERSON,
    "happy_hour": _SET_UP,
    "hidden_prompt": _SET_UP,
    "hidden_text": _SET_UP,
    "hide_request": _SET_UP,
    "home_tab": _PER_PERSON,
    "introduction_request": "what few people ask for, gone a while after",
    "membership": _PER_PERSON,
    "monthly_recap": _MONTHLY,
    "monthly_report": _MONTHLY,
    "named_expert": _PER_PERSON,
    "newcomer": _PER_PERSON,
    "opening": _SET_UP,
    "own_kit": _SET_UP,
    "pairing_program": _SET_UP,
    "person": _PER_PERSON,
    "plan": _SET_UP,
    "poll": "one a month or so",
    "prompt": _SET_UP,
    "prompt_channel": _SET_UP,
    "question": "one a week or so",
    "restore": "one each time that a backup is put back",
    "setting": _PER_PERSON,
    "source": _SET_UP,
    "swap": _SET_UP,
    "swap_member": _PER_PERSON,
    "trip": _PER_PERSON,
    "trusted_person": _PER_PERSON,
    "usual_lunch": _PER_PERSON,
    "venue": _SET_UP,
    "venue_thumb": "one for each guest of a few evenings a year",
    "venue_visit": "a few evenings a year",
    "welcomer": _PER_PERSON,
    # The playground's own, in which one person tries Mingle out.
    "playground_channel": _SET_UP,
    "playground_colleague": _PER_PERSON,
    "playground_member": _PER_PERSON,
}
# What a night keeps: the messages behind which others are still to be said.
FOLLOWED = "WHERE other.workspace = ? AND other.state = 'ready'"

_READS = re.compile(r"(?P<how>SCAN|SEARCH) (?P<name>\w+)(?: USING (?P<by>.+))?")
_BY_WORKSPACE = re.compile(r"\(workspace=\?\)$")
_INDEX = re.compile(r"INDEX (\w+)")
_STRING = re.compile(r"'[^']*'")
_NAMED = re.compile(r'(?:FROM|JOIN|UPDATE|,)\s+"?(\w+)"?(?: AS (\w+))?')


class Explainer:
    """Explains statements as a database that has grown for years would run them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("ANALYZE")
        connection.execute("DELETE FROM sqlite_stat1")
        connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", self._statistics())
        connection.execute("ANALYZE sqlite_master")  # which reads them
        self.partial = {
            index.name
            for table in metadata.tables.values()
            for index in table.indexes
            if index.dialect_kwargs.get("sqlite_where") is not None
        }

    def _statistics(self) -> Iterator[tuple[str, str | None, str]]:
        for table in metadata.tables:
            yield table, None, f"{ROWS}"
            for _, name, unique, _, partial in self._connection.execute(
                f"PRAGMA index_list('{table}')"
            ).fetchall():
                columns = self._connection.execute(f"PRAGMA index_info('{name}')").fetchall()
                numbers = _numbers(columns[0][2], len(columns), unique=unique, partial=partial)
                yield table, name, numbers

    def walks(self, statement: str) -> list[str]:
        """Return the steps that go through a table that grows, or through all of a workspace's."""
        values = [None] * _STRING.sub("", statement).count("?")
        plan = self._connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        steps: Sequence[str] = [row[3] for row in plan]
        stops_soon = " LIMIT " in statement and not any("ORDER BY" in step for step in steps)
        if FOLLOWED in statement:
            # SQLite takes the index of what is ready here, or now and then another one
            steps = [step for step in steps if not step.startswith("SEARCH other ")]
        return [] if stops_soon else [s for s in steps if self._is_walk(s, _aliases(statement))]

    def _is_walk(self, step: str, aliases: dict[str, str]) -> bool:
        found = _READS.match(step)
        table = aliases.get(found["name"], found["name"]) if found else ""
        if not found or table not in metadata.tables:
            return False
        index = _INDEX.search(found["by"] or "")
        if index and index[1] in self.partial:
            return False
        return found["how"] == "SCAN" or (
            bool(_BY_WORKSPACE.search(found["by"] or "")) and table not in FEW
        )


def _numbers(first: str | None, columns: int, *, unique: int, partial: int) -> str:
    """Return how many rows an index has, and how many with the same first column, first two…"""
    if partial:
        return " ".join(map(str, [ROWS_DUE] * (columns + 1)))
    numbers = [ROWS_OF_WORKSPACE if first == "workspace" else ROWS_OF_SUBJECT]
    numbers += [ROWS_OF_SUBJECT] * (columns - 1)
    if unique:
        numbers[-1] = 1
    return " ".join(map(str, (ROWS, *numbers)))


def _aliases(statement: str) -> dict[str, str]:
    return {alias or name: name for name, alias in _NAMED.findall(statement)}


@pytest.fixture
def explainer(tmp_path: Path) -> Iterator[Explainer]:
    create_sqlite(tmp_path / "grown.db")
    with closing(sqlite3.connect(tmp_path / "grown.db")) as connection:
        yield Explainer(connection)


def hear(world: World) -> set[str]:
    """Collect the statements that a world runs from now on."""
    heard: set[str] = set()

    @event.listens_for(world.database.engine.sync_engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.split(maxsplit=1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            heard.add(statement)

    return heard


async def test_no_turn_and_no_command_goes_through_a_table_that_grows(
    lived_world: World, explainer: Explainer
) -> None:
    heard = hear(lived_world)
    for command in ROUTER.commands:
        for person in (ADA, BEN) if command not in _ALL_OF_ONE_PERSON else ():
            await lived_world.say(person, f"/{command}")
    await lived_world.until(LIVED + TWO_WEEKS)

    assert len(heard) > 400
    walks = {
        statement: walks for statement in sorted(heard) if (walks := explainer.walks(statement))
    }
    assert not walks, "\n".join(f"{each}: {statement}" for statement, each in walks.items())


def test_a_walk_through_what_grows_is_seen(explainer: Explainer) -> None:
    everywhere = "SELECT * FROM event_change WHERE words = ?"
    of_workspace = "SELECT * FROM outbox_message AS other WHERE other.workspace = ? AND tries > 1"
    assert explainer.walks(everywhere) == ["SCAN event_change"]
    assert len(explainer.walks(of_workspace)) == 1
    assert not explainer.walks("SELECT * FROM event_change WHERE event = ?")
    assert not explainer.walks("SELECT * FROM outbox_message WHERE state = 'ready' AND due < ?")


def test_every_table_of_which_there_are_few_is_a_table() -> None:
    assert FEW.keys() <= metadata.tables.keys()
