"""Find the plan of a statement: by its shape, or by what it is where a module keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache

from bot.store.plans import Parameters, Plan, value_of
from bot.store.repeats import Bound, Repeated

MAX_PLANS = 4000  # shapes of statements, of which there are fewer


class Wording(Protocol):
    """How a statement is worded for SQLite with the values that are given by name."""

    def bind(self, given: Parameters, /) -> Bound:
        """Return the text and what its question marks stand for."""

    def bind_rows(self, rows: Sequence[Parameters], /) -> tuple[str, Sequence[Any]]:
        """Return the text and what its question marks stand for in each row."""

    def workspace_of(self, given: Parameters, /) -> str | None:
        """Return the workspace in which it writes, if it says so."""


@dataclass(frozen=True)
class Anew:
    """The wording of a statement that may come once: all its values are bound."""

    plan: Plan
    extracted: Sequence[Any]
    own: Parameters

    def bind(self, given: Parameters) -> Bound:
        """Return the text and what its question marks stand for."""
        return self.plan.bind(self.extracted, {**self.own, **given} if self.own else given)

    def bind_rows(self, rows: Sequence[Parameters]) -> tuple[str, Sequence[Any]]:
        """Return the text and what its question marks stand for in each row."""
        return self.plan.text, self.plan.bind_rows(self.extracted, rows)

    def workspace_of(self, given: Parameters) -> str | None:
        """Return the workspace in which it writes, if it says so."""
        if self.plan.workspace is None:
            return None
        source = self.plan.sources[self.plan.workspace]
        values = {**self.own, **given} if self.own else given
        found: str | None = value_of(source, self.extracted, values)
        return found


Found = tuple[Plan, Wording]


class PlanCache:
    """The plans of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._plans: LRUCache[Any, Plan] = LRUCache(MAX_PLANS)
        self._kept: WeakKeyDictionary[Any, dict[Any, Found | None]] = WeakKeyDictionary()

    def find(self, statement: Any, given: Parameters, *, many: bool) -> Found:
        """Return the plan of a statement, and its wording.

        One that a module keeps is looked up by what it is: its cache key takes longer to write than
        most statements take to run. What comes a second time is kept for sure, so that what is the
        same in it may be written into its text.
        """
        kept = self._kept.get(statement)
        if kept is None:
            kept = self._kept[statement] = {}
        shape = (*given, many)
        found = kept.get(shape)
        if found is None:
            found = self._find(statement, given, many=many, repeats=shape in kept)
            kept[shape] = found if shape in kept else None
        return found

    def _find(
        self, statement: Any, given: Parameters, *, many: bool, repeats: bool = False
    ) -> Found:
        names = sorted(given) if given else []
        cached = statement._generate_cache_key()
        key = (cached.key, tuple(names), many) if cached else None
        plan = self._plans.get(key) if key else None
        if plan is None:
            compiled = statement._compiler(
                self.dialect, cache_key=cached, column_keys=names, for_executemany=many
            )
            plan = Plan(compiled, self.dialect)
            if key:
                self._plans[key] = plan
        extracted: Sequence[Any] = cached.bindparams if cached else ()
        own: Parameters = cached.params if cached else {}
        if repeats and not own and not any(value.callable for value in extracted):
            return plan, Repeated(plan, extracted, names)
        return plan, Anew(plan, extracted, own)
