"""Column types for SQLite's strict tables and for PostgreSQL alike."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Boolean, DateTime, Dialect, Integer, Text
from sqlalchemy import Date as SqlDate
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine


class Moment(TypeDecorator[datetime]):
    """An aware UTC instant; on SQLite fixed-width ISO text, so that it sorts as time does."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own instants where it has them."""
        return dialect.type_descriptor(
            DateTime(timezone=True) if dialect.name == "postgresql" else Text()
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return UTC; raise ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are aware")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware UTC instant."""
        return (
            value
            if value is None or dialect.name == "postgresql"
            else datetime.fromisoformat(value)
        )


class Day(TypeDecorator[date]):
    """A local calendar date."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own dates where it has them."""
        return dialect.type_descriptor(SqlDate() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Return ISO text on SQLite."""
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Return a date."""
        return value if value is None or dialect.name == "postgresql" else date.fromisoformat(value)


class _YesOrNo(TypeDecorator.Comparator[bool]):
    def is_(self, other: Any) -> Any:
        # PostgreSQL takes no parameter after IS, and a type of ours always sends one.
        return self.operate(operators.eq, other)


class Flag(TypeDecorator[bool]):
    """Yes or no; SQLite's strict tables know only integers."""

    impl = Integer
    cache_ok = True
    comparator_factory = _YesOrNo

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own booleans where it has them."""
        return dialect.type_descriptor(Boolean() if dialect.name == "postgresql" else Integer())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        """Return 0 or 1 on SQLite."""
        return value if value is None or dialect.name == "postgresql" else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """Return True, False or None."""
        return None if value is None else bool(value)


class Unreadable(Struct, frozen=True):
    """Stands for a value that this version cannot decode, in a column that is read leniently."""

    text: str


class Json(TypeDecorator[Any]):
    """A value of a given type, stored as JSON text by msgspec: `Json(tuple[str, ...])`.

    Where it is `lenient`, a value of another shape is read as `Unreadable`, so that the other rows
    of the query are read all the same.
    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any = Any, *, lenient: bool = False) -> None:
        super().__init__()
        self.kind = kind
        self.lenient = lenient
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the value as JSON text; one that could not be read stays as it was."""
        if isinstance(value, Unreadable):
            return value.text
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return the decoded value; msgspec checks its type."""
        if value is None:
            return None
        try:
            return self._decoder.decode(value)
        except msgspec.DecodeError:
            if self.lenient:
                return Unreadable(value)
            raise


class Parsed(TypeDecorator[Any]):
    """A value stored as its `str`, and read back by its parser: `Parsed(Subject.parse)`.

    Where it is `lenient`, what the parser refuses is read as `Unreadable`.
    """

    impl = Text
    cache_ok = True

    def __init__(self, parse: Callable[[str], Any], *, lenient: bool = False) -> None:
        super().__init__()
        self.parse = parse
        self.lenient = lenient

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text of the value."""
        if isinstance(value, Unreadable):
            return value.text
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return the parsed value."""
        if value is None:
            return None
        try:
            return self.parse(value)
        except ValueError:
            if self.lenient:
                return Unreadable(value)
            raise
