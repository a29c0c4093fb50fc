"""A table of people that anybody made: which line is its header, and what each line says."""

from collections.abc import Mapping
from itertools import chain, islice

from msgspec import Struct

from bot.people.csv_lines import fitting_lines, read_lines
from bot.people.headings import (
    Columns,
    check_choice,
    find_columns,
    fold_heading,
    twice_named,
)
from bot.people.profile_fields import PROFILE_FIELDS
from bot.people.views import problems

_HEADER_WITHIN = 10  # lines that may stand above the header, such as a title
_NAMES = {"name", "first", "last"}
_OWN = {"person", "name", *(declared.name for declared in PROFILE_FIELDS)}


class Table(Struct):
    """The lines of a table with their numbers, each as cells by field.

    `is_own` is a table with the headings of an export: its empty cells empty a field.
    """

    columns: Columns
    rows: list[tuple[int, dict[str, str]]]
    is_own: bool


def read_table(
    text: str, chosen: Mapping[str, str], refused: list[tuple[int, str]]
) -> Table | None:
    """Read a table of people; return None where its columns say too little, which is named."""
    lines = read_lines(text, refused)
    above = list(islice(lines, _HEADER_WITHIN))
    if refused and not above:
        return None

    start = _find_header([cells for _, cells in above], chosen)
    number, header = above[start] if above else (1, [])
    if problem := _column_problem(header, chosen):
        refused[:] = [(number, problem)]
        return None

    columns = find_columns(header, chosen)
    folded = {fold_heading(heading) for heading in header}
    is_own = "person" in folded and folded <= _OWN and not chosen
    rows = []
    for line, cells in fitting_lines(chain(above[start + 1 :], lines), len(header), refused):
        row = {name: cells[place] for name, place in columns.places.items()}
        rows.append((line, row if is_own else _joined(row)))
    return Table(columns, rows, is_own)


def list_addresses(text: str, chosen: Mapping[str, str]) -> list[str]:
    """Return the e-mail addresses in a table, each once, in small letters."""
    table = read_table(text, chosen, [])
    rows = table.rows if table else []
    said = (row.get("email", "").strip().casefold() for _, row in rows)
    return list(dict.fromkeys(address for address in said if "@" in address))


def _find_header(lines: list[list[str]], chosen: Mapping[str, str]) -> int:
    """Return which of the first lines is the header, or looks most like one."""
    for number, cells in enumerate(lines):
        if _is_header(cells, chosen):
            return number
    filled = [sum(1 for cell in cells if cell.strip()) for cells in lines]
    return filled.index(max(filled)) if filled else 0


def _is_header(cells: list[str], chosen: Mapping[str, str]) -> bool:
    if check_choice(cells, chosen):
        return False
    return find_columns(cells, chosen).says_enough


def _column_problem(header: list[str], chosen: Mapping[str, str]) -> str:
    headings = [heading.strip() for heading in header if heading.strip()]
    if wrong := check_choice(header, chosen):
        return problems.wrong_choice(wrong.fields, wrong.headings, headings)

    columns = find_columns(header, chosen)
    if not columns.says_enough:
        return problems.unknown_columns(headings)
    if twice := twice_named(header, columns):
        return problems.heading_twice(twice)
    return ""


def _joined(row: dict[str, str]) -> dict[str, str]:
    """Put a name of several columns together, in the order in which it is said."""
    if {"first", "last"} & row.keys():
        parts = (row.get("first", ""), row.get("last", ""))
        whole = " ".join(part.strip() for part in parts if part.strip())
        row = {**row, "name": whole or row.get("name", "")}
    elif "name" in row:
        last, comma, first = row["name"].partition(",")
        if comma and last.strip() and first.strip() and "," not in first:
            row = {**row, "name": f"{first.strip()} {last.strip()}"}
    return {name: cell for name, cell in row.items() if name not in _NAMES - {"name"}}
