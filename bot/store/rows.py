"""Structs from rows: the columns of a query that carry the names of a struct's fields."""

from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Row, Table

S = TypeVar("S", bound=Struct)


def read_struct(
    kind: type[S],
    row: Row[Any],
    table: Table | None = None,
    given: Mapping[str, object] | None = None,
) -> S:
    """Return a struct from a row; `table` tells apart columns that several tables share.

    The fields in `given` are no columns of the row.
    """
    values = dict(given or {})
    found = row._mapping
    for name in kind.__struct_fields__:
        if name not in values:
            values[name] = found[table.c[name] if table is not None else name]
    return kind(**values)
