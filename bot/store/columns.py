"""The one `metadata`, and helpers that declare tables keyed by workspace."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *columns: Any) -> Table:
    """Return a strict table whose rows have an id and belong to one workspace."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("workspace", Text, nullable=False),
        *columns,
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )


def required(name: str, kind: Any = Text, **options: Any) -> Column[Any]:
    """Return a column that is never NULL."""
    return Column(name, kind, nullable=False, **options)


def reference(name: str, target: str, *, nullable: bool = False, **options: Any) -> Column[Any]:
    """Return a foreign key whose row is deleted with the row it points at."""
    return Column(
        name,
        ForeignKey(f"{target}.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
        **options,
    )


def pointer(name: str, target: str) -> Column[Any]:
    """Return a foreign key that becomes NULL when the row it points at is deleted."""
    return Column(name, ForeignKey(f"{target}.id", ondelete="SET NULL"), index=True)
