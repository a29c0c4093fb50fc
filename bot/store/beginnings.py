"""Find texts by their beginning in an index, whatever the collation of the database."""

from typing import Any

from sqlalchemy import ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class begins_with(FunctionElement[bool]):  # noqa: N801
    """Whether a text has this beginning; upper and lower case differ.

    SQLite uses no index for LIKE, which takes them for the same, so it is asked for all texts from
    the beginning to the one after it. It has no type: of a Boolean SQLite would be asked whether it
    is 1, and for that it uses no index either.
    """

    inherit_cache = True

    def __init__(self, text: ColumnElement[str], beginning: str) -> None:
        following = beginning[:-1] + chr(ord(beginning[-1]) + 1)
        super().__init__(text, literal(beginning), literal(following))


@compiles(begins_with)
def _compile(element: Any, compiler: Any, **options: Any) -> str:
    text, beginning = (compiler.process(each, **options) for each in list(element.clauses)[:2])
    return f"starts_with({text}, {beginning})"


@compiles(begins_with, "sqlite")
def _compile_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    text, beginning, following = (compiler.process(each, **options) for each in element.clauses)
    return f"({text} >= {beginning} AND {text} < {following})"
