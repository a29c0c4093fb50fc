"""Hold the one catalogue of tables, and make tables that belong to a workspace."""

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
    """Make a strict table whose rows have a number of their own and belong to one workspace."""
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
    """Make a column that is never empty."""
    return Column(name, kind, nullable=False, **options)


def reference(name: str, target: str, *, nullable: bool = False, **options: Any) -> Column[Any]:
    """Make a column that points at a row of another table and goes when that row goes."""
    return Column(
        name,
        ForeignKey(f"{target}.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
        **options,
    )


def pointer(name: str, target: str) -> Column[Any]:
    """Make a column that points at a row of another table and is empty once that row has gone."""
    return Column(name, ForeignKey(f"{target}.id", ondelete="SET NULL"), index=True)
