"""Statements that a module keeps, with what is the same in all their executions written out.

SQLite reads a statement anew each time a value is bound that may decide whether one of its partial
indexes can be used, such as the state in `state = ?`: that takes longer than most statements take
to run. A value that stands in the text needs no binding, either.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from bot.store.plans import MAX_LENGTHS, Plan, Slot, convert_column, fill_up, value_of

Bound = tuple[str, Sequence[Any]]  # a text, and what its question marks stand for


class Given(NamedTuple):
    """A value that each execution gives, by name; `is_list` where it is one of several."""

    name: str
    convert: Callable[[Any], Any] | None
    is_list: bool


class Blank(NamedTuple):
    """A question mark that is left: a place among the values that are given, and in a list.

    Where `place` is None, what it stands for is the same each time and cannot be written out.
    """

    place: int | None
    element: int | None
    same: Any = None


class Repeated:
    """A kept statement that is given these names."""

    def __init__(self, plan: Plan, extracted: Sequence[Any], names: Sequence[str]) -> None:
        self._plan = plan
        self._given: dict[int, Given] = {}  # by the number of its source
        self._same: dict[int, Any] = {}
        for number, source in enumerate(plan.sources):
            is_list = number in plan.lists
            name = source.key if source.key in names else source.name
            if name in names:
                self._given[number] = Given(name, source.convert, is_list)
            else:
                self._same[number] = value_of(source, extracted, {})
        self._places = {number: place for place, number in enumerate(self._given)}
        self._values = list(self._given.values())
        self._has_lists = any(value.is_list for value in self._values)
        self._texts: dict[tuple[int, ...], tuple[str, list[Blank] | None]] = {}

    def bind(self, given: Mapping[str, Any]) -> Bound:
        """Return the text and what its question marks stand for."""
        values = [
            _convert_list(given[name], convert)
            if is_list
            else given[name]
            if convert is None
            else convert(given[name])
            for name, convert, is_list in self._values
        ]
        lengths: tuple[int, ...] = ()
        if self._has_lists:
            lengths = tuple(
                len(value)
                for value, source in zip(values, self._values, strict=True)
                if source.is_list
            )
        known = self._texts.get(lengths)
        if known is None:
            known = self._write(lengths, values)
        text, blanks = known
        if blanks is None:
            return text, values
        return text, [
            same if place is None else values[place] if element is None else values[place][element]
            for place, element, same in blanks
        ]

    def bind_rows(self, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
        """Return the text and what its question marks stand for in each of many rows."""
        if self._has_lists:
            bound = [self.bind(row) for row in rows]
            return bound[0][0], [values for _, values in bound]
        columns = [[row[name] for row in rows] for name, _, _ in self._values]
        columns = [
            convert_column(column, convert) if convert else column
            for column, (_, convert, _) in zip(columns, self._values, strict=True)
        ]
        text, blanks = self._texts.get(()) or self._write((), columns)
        if blanks is not None:
            columns = [
                [same] * len(rows) if place is None else columns[place] for place, _, same in blanks
            ]
        return text, list(zip(*columns, strict=True))

    def workspace_of(self, given: Mapping[str, Any]) -> str | None:
        """Return the workspace in which it writes, if it says so."""
        number = self._plan.workspace
        if number is None:
            return None
        known = self._given.get(number)
        found: str | None = given[known.name] if known else self._same[number]
        return found

    def _write(
        self, lengths: tuple[int, ...], values: Sequence[Any]
    ) -> tuple[str, list[Blank] | None]:
        """Return the text for lists of these lengths; no blanks where they are what is given."""
        if len(self._texts) >= MAX_LENGTHS:
            self._texts.clear()
        every = dict(self._same)
        every.update({number: values[place] for number, place in self._places.items()})
        text, slots = self._plan.write_out([every[number] for number in range(len(every))])
        text, blanks = self._fill_in(text, slots)
        is_plain = blanks == [Blank(place, None) for place in range(len(values))]
        self._texts[lengths] = text, None if is_plain else blanks
        return self._texts[lengths]

    def _fill_in(self, text: str, slots: Sequence[Slot]) -> tuple[str, list[Blank]]:
        between = text.split("?")
        is_clear = len(between) == len(slots) + 1  # no question mark stands in a name or word
        blanks: list[Blank] = []
        written = [between[0]]
        for number, (source, element, convert) in enumerate(slots):
            literal = "?"
            if source in self._places:
                blanks.append(Blank(self._places[source], element))
            else:
                value = self._same[source] if element is None else self._same[source][element]
                value = value if convert is None else convert(value)
                literal = _literal(value) if is_clear else "?"
                if literal == "?":
                    blanks.append(Blank(None, None, value))
            if is_clear:
                written += [literal, between[number + 1]]
        return "".join(written) if is_clear else text, blanks


def _convert_list(elements: Any, convert: Callable[[Any], Any] | None) -> list[Any]:
    filled = fill_up(list(elements))
    return filled if convert is None else [convert(element) for element in filled]


def _literal(value: Any) -> str:
    """Return a value as SQLite reads it in a text; a question mark where it has to be bound."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return f"({int(value)})" if value < 0 else str(int(value))
    if isinstance(value, str) and "\0" not in value:
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    return "?"
