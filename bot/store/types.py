"""Give columns the types Mingle thinks in, on SQLite's strict tables and on PostgreSQL alike."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
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
        """Refuse naive times; write UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are aware")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read UTC back."""
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
        """Write ISO text on SQLite."""
        return value if value is None or dialect.name == "postgresql" else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Read a date back."""
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
        """Write 0 or 1 on SQLite."""
        return value if value is None or dialect.name == "postgresql" else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """Read yes or no back."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A value of a given type, kept as JSON text by msgspec: `Json(tuple[str, ...])`."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any = Any) -> None:
        super().__init__()
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Encode."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Decode and check."""
        return None if value is None else self._decoder.decode(value)
