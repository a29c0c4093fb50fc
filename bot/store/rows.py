"""Structs from rows: the columns of a query that carry the names of a struct's fields."""

from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Row, Table

S = TypeVar("S", bound=Struct)


def read_struct(kind: type[S], row: Row[Any], table: Table | None = None) -> S:
    """Return a struct from a row; `table` tells apart columns that several tables share."""
    names = kind.__struct_fields__
    columns = [table.c[name] for name in names] if table is not None else names
    return kind(*(row._mapping[column] for column in columns))
