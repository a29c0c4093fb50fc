"""Columns that are quick to compare with values.

SQLAlchemy finds out for each comparison what the value's type makes of it. That is the same for
all values of one type, so the first comparison of its kind is kept and the others are copies of it.
"""

import datetime as dt
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ColumnElement, _anonymous_label

_PLAIN = frozenset({str, int, dt.datetime, dt.date})
_COMPARE_ONE = frozenset(
    {operators.eq, operators.ne, operators.lt, operators.le, operators.gt, operators.ge}
)
_COMPARE_MANY = frozenset({operators.in_op, operators.not_in_op})
_MEMOIZED = ("_cloned_set", "_is_clone_of", "_memoized_keys")  # of one parameter alone


class _First(NamedTuple):
    """The attributes of a column's first comparison of a kind, and of its parameter."""

    column: "QuickColumn"
    comparison: dict[str, Any]
    parameter: dict[str, Any]


class QuickColumn(sqlalchemy.Column[Any]):
    """A column whose comparisons with plain values are copied from the first of their kind."""

    inherit_cache = True

    _firsts: dict[Any, _First] | None = None

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        """Return an expression of this column."""
        value: Any = other[0] if len(other) == 1 and not kwargs else None
        kind = _kind_of(op, value)
        if kind is None:
            return super().operate(op, *other, **kwargs)

        first = (self._firsts or {}).get((op, kind))
        if first is None or first.column is not self:  # a copy of a column has its own
            made: Any = super().operate(op, value)
            if isinstance(made, BinaryExpression) and isinstance(made.right, BindParameter):
                self._keep((op, kind), made)
            return made  # type: ignore[no-any-return]
        return _copy(first, value if op in _COMPARE_ONE else list(value))

    def _keep(self, key: Any, made: BinaryExpression[Any]) -> None:
        firsts = {} if self._firsts is None else self._firsts
        own = {each: first for each, first in firsts.items() if first.column is self}
        parameter = {
            name: value for name, value in vars(made.right).items() if name not in _MEMOIZED
        }
        self._firsts = {**own, key: _First(self, dict(vars(made)), parameter)}


def _kind_of(op: Any, value: Any) -> type | None:
    """Return the type of a value, or of all values of a list; None where it is no plain one."""
    if op in _COMPARE_ONE:
        return type(value) if type(value) in _PLAIN else None
    if op in _COMPARE_MANY and type(value) in (list, tuple, set, frozenset):
        kinds = {type(each) for each in value}
        return kinds.pop() if len(kinds) == 1 and kinds <= _PLAIN else None
    return None


def _copy(first: _First, value: Any) -> BinaryExpression[Any]:
    parameter: Any = BindParameter.__new__(BindParameter)
    parameter.__dict__.update(first.parameter)
    key, parameter._anon_map_key = _anonymous_label.safe_construct_with_key(
        id(parameter), parameter._orig_key, sanitize_key=True
    )
    parameter.key = parameter._identifying_key = key
    parameter.value = value

    comparison: Any = BinaryExpression.__new__(BinaryExpression)
    comparison.__dict__.update(first.comparison)
    comparison.right = parameter
    comparison._orig = (comparison.left.__hash__(), parameter.__hash__())
    return comparison  # type: ignore[no-any-return]
