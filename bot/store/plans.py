"""Run statements of SQLAlchemy on SQLite's own driver.

SQLAlchemy writes a statement's text once for all of one shape. What it would do around each of
their executions takes ten times as long as SQLite does; values and rows are the same without it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import Column, Dialect, Row, Table
from sqlalchemy.engine.cursor import CursorResultMetaData
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList

from bot.store.memory import tables_changed_with, tables_in

MAX_FILLED = 64  # elements of a list that is filled up to the next power of two
MAX_LENGTHS = 100  # lengths of lists in one statement

Convert = Callable[[Any], Any]
Parameters = Mapping[str, Any]


class Source(NamedTuple):
    """Where a parameter's value comes from: by one of its names, or out of the statement."""

    name: str
    key: str
    place: int | None  # among the values in the statement
    written: Any
    convert: Convert | None


class Slot(NamedTuple):
    """A question mark: the number of its source, and the place in a list that comes from there."""

    source: int
    element: int | None
    convert: Convert | None


class Rows:
    """What a statement led to; its rows have all been read."""

    def __init__(self, plan: "Plan", cursor: sqlite3.Cursor, statement: Any) -> None:
        self._plan, self._statement = plan, statement
        self._columns = cursor.description
        self._found = cursor.fetchall() if self._columns else []
        self.rowcount = cursor.rowcount

    def partitions(self, size: int) -> Iterator[list[Row[Any]]]:
        """Return the rows, so many at a time."""
        if not self._found:
            return
        shape = self._plan.shape_of_rows(self._columns, self._statement)
        for start in range(0, len(self._found), size):
            yield [Row(*shape, values) for values in self._found[start : start + size]]

    def first(self) -> Row[Any] | None:
        """Return the first row, or None."""
        if not self._found:
            return None
        return Row(*self._plan.shape_of_rows(self._columns, self._statement), self._found[0])

    def scalars(self) -> list[Any]:
        """Return the first column of every row."""
        if not self._found:
            return []
        convert = self._plan.first_conversion(self._columns)
        if convert is None:
            return [values[0] for values in self._found]
        return [convert(values[0]) for values in self._found]

    def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return next(iter(self.scalars()), None)

    def scalar_one(self) -> Any:
        """Return the first column of the only row."""
        (value,) = self.scalars()
        return value


class Plan:
    """How statements of one shape are run: their text, parameters and columns."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        if compiled.insert_prefetch or compiled.update_prefetch or compiled.literal_execute_params:
            raise InvalidRequestError("a value that is made outside the database")
        self._compiled, self._dialect = compiled, dialect
        names = compiled.positiontup or []
        self._numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        self.sources = [self._source(name) for name in self._numbers]
        self.text = compiled.string
        self.writes = compiled.isinsert or compiled.isupdate or compiled.isdelete
        self.tables = tables_in(self.text)
        if self.writes:
            written = frozenset({compiled.statement.table.name})  # type: ignore[union-attr]
            self.tables = tables_changed_with(written) if compiled.isdelete else written
        name = _name_of_workspace(compiled)
        # the number of the source that says in which workspace it writes
        self.workspace = self._numbers.get(name) if name else None
        self._slots = [self._slot(name, None) for name in names]
        self.lists = [
            self._numbers[name]
            for name in self._numbers
            if compiled.binds[name] in compiled.post_compile_params
        ]
        self._by_lengths: dict[tuple[int, ...], tuple[str, list[Slot]]] = {}
        self._described: CursorResultMetaData | None = None

    def _source(self, name: str) -> Source:
        bound = self._compiled.binds[name]
        places = {}
        if self._compiled.cache_key and self._compiled._cache_key_bind_match:
            matches, _ = self._compiled._cache_key_bind_match
            for place, extracted in enumerate(self._compiled.cache_key[1]):
                places.update(dict.fromkeys(matches[extracted], place))
        convert = self._compiled._bind_processors.get(name)
        if bound.type._is_tuple_type:
            raise InvalidRequestError("a list of pairs")
        return Source(name, bound.key, places.get(bound), bound, convert)  # type: ignore[arg-type]

    def _slot(self, name: str, element: int | None) -> Slot:
        number = self._numbers[name]
        return Slot(number, element, self.sources[number].convert)

    def bind(self, extracted: Sequence[Any], given: Parameters) -> tuple[str, list[Any]]:
        """Return the text and what its question marks stand for."""
        values = [value_of(source, extracted, given) for source in self.sources]
        text, slots = self._expand(values) if self.lists else (self.text, self._slots)
        return text, [
            value if convert is None else convert(value)
            for value, convert in (
                (values[number] if element is None else values[number][element], convert)
                for number, element, convert in slots
            )
        ]

    def bind_rows(self, extracted: Sequence[Any], rows: Sequence[Parameters]) -> list[Any]:
        """Return what the question marks stand for in each of many rows."""
        if self.lists:
            return [self.bind(extracted, row)[1] for row in rows]
        columns = []
        for number, _, convert in self._slots:
            source = self.sources[number]
            if source.key in rows[0]:
                column = [row[source.key] for row in rows]
            else:
                column = [value_of(source, extracted, row) for row in rows]
            columns.append(convert_column(column, convert) if convert else column)
        return list(zip(*columns, strict=True))

    def _expand(self, values: list[Any]) -> tuple[str, list[Slot]]:
        """Return text and slots for lists of these lengths."""
        for number in self.lists:
            values[number] = fill_up(list(values[number]))
        lengths = tuple(len(values[number]) for number in self.lists)
        known = self._by_lengths.get(lengths)
        if known is None:
            if len(self._by_lengths) >= MAX_LENGTHS:
                self._by_lengths.clear()
            known = self._by_lengths[lengths] = self.write_out(values)
        return known

    def write_out(self, values: Sequence[Any]) -> tuple[str, list[Slot]]:
        """Return text and slots for the lists among these values, as long as they are."""
        if not self.lists:
            return self.text, self._slots
        named = {name: values[number] for name, number in self._numbers.items()}
        written = self._compiled._process_parameters_for_postcompile(named)
        elements = {
            each: (name, place)
            for name, names in written.parameter_expansion.items()
            for place, each in enumerate(names)
        }
        slots = [
            self._slot(*elements.get(name, (name, None))) for name in written.positiontup or ()
        ]
        return written.statement, slots

    def rows_of(self, cursor: sqlite3.Cursor, statement: Any) -> Rows:
        """Read the rows that an execution led to."""
        return Rows(self, cursor, statement)

    def shape_of_rows(self, columns: Any, statement: Any) -> tuple[Any, Any, Any]:
        """Return what SQLAlchemy's rows need: their description, conversions and index."""
        described = self._describe(columns)
        if self._adapts and statement is not self._compiled.statement:
            described = described._adapt_to_context(self._context(statement))
        return described, described._effective_processors, described._key_to_index

    def first_conversion(self, columns: Any) -> Convert | None:
        """Return what converts the first column, or None."""
        convert: Convert | None = self._describe(columns)._processors[0]
        return convert

    def _describe(self, columns: Any) -> CursorResultMetaData:
        if self._described is None:
            context = self._context(self._compiled.statement)
            described = CursorResultMetaData(SimpleNamespace(context=context), columns)  # type: ignore[arg-type]
            # A column of an alias is another object in each statement, and can be asked for.
            self._adapts = not all(
                isinstance(column, Column) and isinstance(column.table, Table)
                for _, _, (column, *_), _ in self._compiled._result_columns
            )
            if not described._safe_for_cache:  # the order may change, as in SELECT *
                return described
            self._described = described
        return self._described

    _adapts = False

    def _context(self, statement: Any) -> Any:
        """Return as much of SQLAlchemy's context as describes rows."""
        compiled = self._compiled
        context: Any = self._dialect.execution_ctx_cls.__new__(self._dialect.execution_ctx_cls)
        context.dialect, context.compiled = self._dialect, compiled
        context.invoked_statement, context.execution_options = statement, {}
        context.result_column_struct = (
            compiled._result_columns,
            compiled._ordered_columns,
            compiled._textual_ordered_columns,
            compiled._ad_hoc_textual,
            compiled._loose_column_name_matching,
        )
        return context


def _name_of_workspace(compiled: SQLCompiler) -> str | None:
    """Return the parameter that says in which workspace a statement writes, if there is one."""
    if compiled.isinsert:
        return "workspace"
    if not (compiled.isupdate or compiled.isdelete):
        return None
    statement: Any = compiled.statement
    conditions: list[Any] = list(statement._where_criteria)
    while conditions:
        condition = conditions.pop()
        if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
            conditions += condition.clauses
        elif isinstance(condition, BinaryExpression) and condition.operator is operators.eq:
            value = condition.right
            is_own = condition.left is statement.table.c.workspace
            if is_own and isinstance(value, BindParameter):
                return compiled.bind_names.get(value)
    return None


def value_of(source: Source, extracted: Sequence[Any], given: Parameters) -> Any:
    """Return the value of a parameter: one that is given, or the one in the statement."""
    name, key, place, written, _ = source
    if given:
        if key in given:
            return given[key]
        if name in given:
            return given[name]
    if written.required:
        raise InvalidRequestError(f"A value is required for bind parameter {key!r}")
    if place is not None:
        written = extracted[place]
    return written.effective_value if written.callable else written.value


def convert_column(column: list[Any], convert: Convert) -> list[Any]:
    """Return converted values; most of a column are the same object, such as when it is due."""
    converted = []
    last: Any = object()
    result: Any = None
    for value in column:
        if value is not last:
            last, result = value, convert(value)
        converted.append(result)
    return converted


def fill_up(elements: list[Any]) -> list[Any]:
    """Return a list of 1, 2, 4 … elements, the last of them repeated: fewer texts to be parsed.

    A list of which something is (or is not) an element means the same.
    """
    if len(elements) > MAX_FILLED or not elements:
        return elements
    length = 1 << (len(elements) - 1).bit_length()
    return elements + elements[-1:] * (length - len(elements))
