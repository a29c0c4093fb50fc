"""Write people as a table for spreadsheets, and read such a table back, one calm sentence for each
line that fails."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.people import records, views
from bot.people.records import Person
from bot.people.rules import MAX_LINE, read_line, read_profile
from bot.store.engine import Transaction

COLUMNS = (
    "person",
    "name",
    "zone",
    "team",
    "manager",
    "office",
    "mode",
    "interests",
    "slots",
    "offers",
    "wants",
)
MAX_BYTES = 10_000_000

# What spreadsheets take for a formula; an apostrophe in front makes them leave it alone.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_GUARD = "'"


@dataclass
class ImportReport:
    """What became of a table: `refused` holds the number of a line and why it was left out."""

    added: int = 0
    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class TableChanges:
    """What a table tells.

    The values of people who are new, those that changed by id, and the lines that fail.
    """

    added: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)


class _Refused(ValueError):
    pass


async def export_people(tx: Transaction, workspace: str) -> str:
    """Write everybody who is here as CSV.

    Whom they would rather not meet is nobody's business and stays out.
    """
    return write_csv(await records.list_people(tx, workspace))


async def import_people(tx: Transaction, workspace: str, text: str, now: datetime) -> ImportReport:
    """Take in people from CSV; a column that is missing leaves what it would say as it was."""
    news = read_csv(text, workspace, await records.list_people(tx, workspace, include_left=True))
    await records.add_people(
        tx, workspace, [{"person": who, **values} for who, values in news.added.items()], now
    )
    for who, values in news.changed.items():
        await records.update_person(tx, workspace, who, **values, profile_at=now)
    return ImportReport(len(news.added), len(news.changed), news.refused)


def write_csv(people: Iterable[Person]) -> str:
    """Write people as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([guard_cell(cell) for cell in _cells(person)] for person in people)
    return out.getvalue()


def read_csv(text: str, workspace: str, people: Iterable[Person]) -> TableChanges:
    """Read from CSV what is new about these people and who is new among them."""
    news = TableChanges()
    known = {person.id: person for person in people}
    seen: dict[str, int] = {}
    for number, row in read_rows(
        text, COLUMNS, "person", views.wrong_columns(COLUMNS), news.refused
    ):
        who = row.pop("person").strip()
        person = known.get(who)
        try:
            values = _read(who, row, person, workspace, seen)
        except _Refused as refused:
            news.refused.append((number, str(refused)))
            continue
        seen[who] = number
        if person is None:
            news.added[who] = values
        elif any(getattr(person, name) != value for name, value in values.items()):
            news.changed[who] = values
    return news


def _cells(person: Person) -> Iterator[str]:
    for name in COLUMNS:
        value = person.id if name == "person" else getattr(person, name)
        yield value if isinstance(value, str) else ", ".join(value)


def guard_cell(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def _unguard_cell(cell: str) -> str:
    return (
        cell[1:] if cell.startswith(_GUARD) and cell.lstrip(_GUARD).startswith(_FORMULA) else cell
    )


def read_rows(
    text: str, known: Sequence[str], needed: str, wrong_columns: str, refused: list[tuple[int, str]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the lines of a table by column, each with its number.

    What cannot be read is noted in `refused`.
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        refused.append((1, views.table_too_large(MAX_BYTES // 1_000_000)))
        return
    lines = _lines(text.removeprefix("\ufeff"), refused)
    number, head = next(lines, (1, []))
    columns = [column.strip().lower() for column in head]
    if needed not in columns or not set(columns) <= set(known) or len(set(columns)) < len(columns):
        refused.append((number, wrong_columns))
        return
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(columns):
            yield number, dict(zip(columns, map(_unguard_cell, cells), strict=True))
        else:
            refused.append((number, views.wrong_width(len(cells), len(columns))))


def _lines(text: str, refused: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    head = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if ";" in head and "," not in head else ","
    )
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            refused.append((number, views.unreadable_line()))


def _read(
    who: str, row: Mapping[str, str], person: Person | None, workspace: str, seen: Mapping[str, int]
) -> dict[str, Any]:
    if person is None and not _is_id(who, workspace):
        raise _Refused(views.foreign_id(workspace))
    if who in seen:
        raise _Refused(views.named_twice(seen[who]))
    # What stands there already needs no second look: a name from the platform may be longer than
    # one typed.
    before = dict(zip(COLUMNS, _cells(person), strict=True)) if person else {}
    news = {name: cell for name, cell in row.items() if person is None or cell != before[name]}
    values, wrong = read_profile(news)
    try:
        values |= {"name": name} if (name := read_line(news.get("name", ""))) else {}
    except ValueError as error:
        wrong["name"] = error
    if wrong:
        raise _Refused(views.wrong_cell(*next(iter(wrong.items()))))
    if person is None and "name" not in values:
        raise _Refused(views.missing_name())
    return values if person else {"zone": "UTC", **values}


def _is_id(who: str, workspace: str) -> bool:
    native = who.removeprefix(f"{workspace}/")
    return (
        native != who and 0 < len(native) <= MAX_LINE and native.isprintable() and " " not in native
    )
