"""Comparisons that are copied from the first of their kind say what SQLAlchemy's own say."""

import operator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import and_, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import operators

from bot.core.tables import occurrence
from bot.store.comparisons import QuickColumn

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
COMPARISONS: list[tuple[str, Any, Any]] = [
    (name, compare, value)
    for name, value in (("workspace", "w"), ("id", 7), ("due", NOON), ("subject", "a 'b' %"))
    for compare in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
] + [
    (name, compare, values)
    for name, values in (("workspace", ["a", "b"]), ("id", (1, 2, 3)), ("due", {NOON}))
    for compare in (operators.in_op, operators.not_in_op)
]
ODD: list[Any] = [None, True, [], ["a", 1], occurrence.c.kind]


def say(condition: Any) -> tuple[str, dict[str, Any]]:
    made = condition.compile(dialect=sqlite.dialect())
    return str(made), made.params


def plain_column(name: str) -> Any:
    """Return the same column as SQLAlchemy makes it."""
    table = sqlalchemy.Table("occurrence", sqlalchemy.MetaData())
    column = sqlalchemy.Column(name, occurrence.c[name].type)
    table.append_column(column)
    return column


@pytest.mark.parametrize(("name", "compare", "value"), COMPARISONS)
def test_a_copied_comparison_reads_as_the_first(name: str, compare: Any, value: Any) -> None:
    assert isinstance(occurrence.c.workspace, QuickColumn)
    own = say(compare(plain_column(name), value))
    assert say(compare(occurrence.c[name], value)) == own
    assert say(compare(occurrence.c[name], value)) == own


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_is_no_plain_value_is_compared_as_ever(odd: Any) -> None:
    compare = operators.in_op if isinstance(odd, list) else operator.eq
    assert say(compare(occurrence.c.kind, odd)) == say(compare(plain_column("kind"), odd))


def test_two_values_of_one_column_stay_apart() -> None:
    both = and_(occurrence.c.id > 3, occurrence.c.id > 5, occurrence.c.kind == "a")
    assert sorted(map(str, say(both)[1].values())) == ["3", "5", "a"]


def test_a_column_of_an_alias_is_compared_as_its_own() -> None:
    assert occurrence.c.kind == occurrence.c.kind
    _ = occurrence.c.kind == "a"
    later = occurrence.alias("later")
    query = select(later.c.id).where(later.c.kind == "a", later.c.kind == "b")
    assert "later.kind = " in say(query)[0]
    assert "occurrence.kind" not in say(query)[0]


def test_a_value_is_found_anew_in_a_statement_of_the_same_shape() -> None:
    keys = []
    for value in ("a", "b"):
        cached = select(occurrence.c.id).where(occurrence.c.kind == value)._generate_cache_key()
        assert cached
        keys.append((cached.key, [bound.value for bound in cached.bindparams]))
    (one, values), (other, others) = keys
    assert one == other
    assert (values, others) == (["a"], ["b"])
