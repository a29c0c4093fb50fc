"""Remember what a query found until one of its tables is written.

Within a transaction that is exact, whoever else writes. A database that one process has to itself,
such as a rehearsal's, is remembered from one transaction to the next: each state of a table has a
number, and a transaction sees those of the moment at which it began, and its own.
"""

import itertools
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.store.columns import metadata

MAX_ANSWERS = 20_000  # remembered of one database; then it begins anew

P = ParamSpec("P")
T = TypeVar("T")

Answers = dict[Any, tuple[dict[str, int], Any]]

_WORD = re.compile(r"\w+")
_COLUMN = re.compile(r"\.\w+| AS \w+")  # of a table, or a name that is given to one
_numbers = itertools.count(1)  # of states, no two alike


class Memory:
    """What was found in one database, each with the states of the tables it was read from.

    Where it is not `lasting`, only a `Reading` outlives the transaction that read it.
    """

    def __init__(self, *, lasting: bool) -> None:
        self.lasting = lasting
        self.states: dict[str, int] = {}
        self.answers: Answers = {}
        self.commits = 0
        # The last commit to the rows of a table that a workspace has, or that somebody has.
        self._last: dict[tuple[str, str | None], int] = {}
        self._all_before = 0  # commits of which it is not known any more what they wrote

    def note_commit(self, written: Iterable[tuple[str, str | None]]) -> None:
        """Note a commit with the tables that it wrote, and in which workspace if that is known."""
        self.commits += 1
        if len(self._last) >= MAX_ANSWERS:
            self._last.clear()
            self._all_before = self.commits
        self._last |= dict.fromkeys(written, self.commits)

    def is_changed_since(self, commits: int, workspace: str, tables: Iterable[str]) -> bool:
        """Return whether a workspace's rows of any of these tables may have changed since."""
        if self._all_before > commits:
            return True
        keys = ((table, where) for table in tables for where in (workspace, None))
        return any(self._last.get(key, 0) > commits for key in keys)


class Reading:
    """What was read of a workspace in a part of one transaction, for a later one to rely on."""

    def __init__(self, memory: Memory, workspace: str, others: int) -> None:
        self.memory = memory
        self.workspace = workspace
        self.others = others
        self.tables: set[str] = set()
        self.commits = 0
        self.answers: Answers = {}


class View:
    """What one transaction may remember, and which states it sees.

    `count_others` tells how often another process, such as `mingle erase`, has written so far.
    """

    def __init__(self, memory: Memory, count_others: Callable[[], int]) -> None:
        self._memory = memory
        self._count_others = count_others
        self._states: dict[str, int] | None = None  # since its first statement
        self._commits = memory.commits  # until its first statement
        self._written: dict[str, int] = {}
        self._written_in: set[tuple[str, str | None]] = set()
        self._own: Answers = {}  # found by this transaction
        self._readings: list[set[str]] = []  # the tables of each query under way

    def note(self, tables: frozenset[str], *, writes: bool, workspace: str | None = None) -> None:
        """Note a statement before it is run; of one that writes, in which workspace if known."""
        self._begin()
        if writes:
            self._written |= dict.fromkeys(tables, next(_numbers))
            self._written_in.update((table, workspace) for table in tables)
        for reading in self._readings:
            reading.update(tables)

    def _begin(self) -> None:
        if self._states is None:
            self._states, self._commits = self._memory.states, self._memory.commits

    @property
    def has_written(self) -> bool:
        """Whether anything was written in this transaction."""
        return bool(self._written)

    def undo(self) -> None:
        """Note that some of what was written is undone; which of it does not matter."""
        self._written = dict.fromkeys(self._written, next(_numbers))

    def publish(self) -> None:
        """Show what was written to the transactions that begin from now on."""
        if self._written:
            self._memory.states = self._memory.states | self._written
            self._memory.note_commit(self._written_in)
            if self._memory.lasting:
                self._memory.answers |= self._own

    async def recall(self, key: Any, find: Callable[[], Awaitable[T]]) -> T:
        """Return what was found before, or find it."""
        for answers in (self._own, self._memory.answers):
            known = answers.get(key)
            if known and self._still_holds(known[0]):
                for reading in self._readings:
                    reading.update(known[0])
                return known[1]  # type: ignore[no-any-return]
        return await self._find(key, find)

    def _still_holds(self, seen: dict[str, int]) -> bool:
        states = self._memory.states if self._states is None else self._states
        return all(
            (self._written.get(table) or states.get(table, 0)) == state
            for table, state in seen.items()
        )

    async def _find(self, key: Any, find: Callable[[], Awaitable[T]]) -> T:
        reading: set[str] = set()
        self._readings.append(reading)
        written = self._written.copy()
        try:
            found = await find()
        finally:
            self._readings = [each for each in self._readings if each is not reading]
        if self._written == written:
            self._keep(key, reading, found)
        return found

    def _keep(self, key: Any, tables: Iterable[str], found: Any) -> None:
        if len(self._memory.answers) >= MAX_ANSWERS:
            self._memory.answers.clear()
        shared = self._memory.lasting and self._written.keys().isdisjoint(tables)
        answers = self._memory.answers if shared else self._own
        answers[key] = self._states_of(tables), found

    def _states_of(self, tables: Iterable[str]) -> dict[str, int]:
        states = self._states or {}
        return {table: self._written.get(table) or states.get(table, 0) for table in tables}

    @contextmanager
    def reading(self, workspace: str) -> Iterator[Reading]:
        """Collect what is read in the block, which is of one workspace."""
        reading = Reading(self._memory, workspace, self._count_others())
        self._readings.append(reading.tables)
        yield reading
        self._readings = [each for each in self._readings if each is not reading.tables]
        reading.commits = self._commits
        reading.answers = self._own.copy()

    def holds(self, reading: Reading) -> bool:
        """Return whether nothing has changed since; if so in part, let that part be recalled.

        The database must be this process's own, and this transaction the one that writes.
        """
        if reading.memory is not self._memory or reading.others != self._count_others():
            return False
        self._begin()
        self._own |= reading.answers
        return self._written.keys().isdisjoint(reading.tables) and not (
            self._memory.is_changed_since(reading.commits, reading.workspace, reading.tables)
        )


class Remembering(Protocol):
    """A transaction that may remember."""

    view: View | None  # None where it has to ask each time


R = TypeVar("R", bound=Remembering)


def remembered(
    find: Callable[Concatenate[R, P], Awaitable[T]],
) -> Callable[Concatenate[R, P], Awaitable[T]]:
    """Let a query that only reads, and whose arguments are hashable, be remembered.

    Lists, dictionaries and sets are copied for each who asks; what is in them must not be changed.
    """

    @wraps(find)
    async def look(tx: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if tx.view is None:
            return await find(tx, *args, **kwargs)
        key = (find, args, tuple(kwargs.items()))
        found: Any = await tx.view.recall(key, lambda: find(tx, *args, **kwargs))
        return found.copy() if type(found) in (list, dict, set) else found  # type: ignore[no-any-return]

    return look


def tables_in(text: str) -> frozenset[str]:
    """Return the tables that a query names, and perhaps some whose names only stand in it."""
    return frozenset(_WORD.findall(_COLUMN.sub(" ", text))) & metadata.tables.keys()


def tables_changed_with(tables: Iterable[str]) -> frozenset[str]:
    """Return these tables and those whose rows are deleted or changed with theirs."""
    changed = set(tables)
    waiting = list(changed)
    while waiting:
        new = _dependants().get(waiting.pop(), set()) - changed
        changed |= new
        waiting += new
    return frozenset(changed)


@cache
def _dependants() -> dict[str, set[str]]:
    dependants: dict[str, set[str]] = {}
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.ondelete:
                dependants.setdefault(key.column.table.name, set()).add(table.name)
    return dependants
