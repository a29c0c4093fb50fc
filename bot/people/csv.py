"""Export people as CSV, and import such a file: a line with an error is reported, not imported."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core import outbox
from bot.people import records
from bot.people.erasure_records import find_absent
from bot.people.profile_fields import PROFILE_FIELDS, join_value, read_profile
from bot.people.records import Person
from bot.people.rules import MAX_LINE, read_line
from bot.people.views import problems
from bot.store.engine import ReadTransaction, Transaction

_IN_FILE = sorted(PROFILE_FIELDS, key=lambda declared: declared.column)
COLUMNS = ("person", "name", *(declared.name for declared in _IN_FILE))
MAX_BYTES = 10_000_000

# Cells that spreadsheets run as a formula; an apostrophe in front prevents it.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_GUARD = "'"


@dataclass
class ImportReport:
    """Counts of people added and changed, and the refused lines: number and why."""

    added: int = 0
    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class TableChanges:
    """The changes in a CSV file: profile values and line by person id, and the refused lines."""

    added: dict[str, dict[str, object]] = field(default_factory=dict)
    changed: dict[str, dict[str, object]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict, compare=False)


class _Refused(ValueError):
    pass


async def export_people(tx: ReadTransaction, workspace: str) -> str:
    """Return everybody who has not left as CSV. Avoid lists stay out."""
    return write_csv(await records.list_people(tx, workspace))


async def import_people(tx: Transaction, workspace: str, text: str, now: datetime) -> ImportReport:
    """Add and update people from CSV; fields without a column stay as they are."""
    people = await records.list_people(tx, workspace, include_left=True)
    changes = read_csv(text, workspace, people)
    absent = await find_absent(tx, workspace, changes.added)
    for person_id in sorted(absent):
        number = changes.lines[person_id]
        changes.refused.append((number, problems.asked_to_be_forgotten()))
        del changes.added[person_id]

    rows = [{"person": person_id, **values} for person_id, values in changes.added.items()]
    await records.add_people(tx, workspace, rows, now)
    for person_id, values in changes.changed.items():
        await records.update_person(tx, workspace, person_id, **values, profile_at=now)
    changed = [person.subject for person in people if person.id in changes.changed]
    await outbox.invalidate(tx, workspace, *changed)
    return ImportReport(len(changes.added), len(changes.changed), changes.refused)


def write_csv(people: Iterable[Person]) -> str:
    """Return people as CSV, formulas guarded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([guard_cell(cell) for cell in _cells(person)] for person in people)
    return out.getvalue()


def read_csv(text: str, workspace: str, people: Iterable[Person]) -> TableChanges:
    """Compare a CSV file with the people of a workspace; return who is new and what differs."""
    changes = TableChanges()
    people_by_id = {person.id: person for person in people}
    seen = changes.lines
    rows = read_rows(text, COLUMNS, "person", problems.wrong_columns(COLUMNS), changes.refused)
    for number, row in rows:
        person_id = row.pop("person").strip()
        person = people_by_id.get(person_id)
        try:
            values = _read_values(person_id, row, person, workspace, seen)
        except _Refused as refused:
            changes.refused.append((number, str(refused)))
            continue

        seen[person_id] = number
        if person is None:
            changes.added[person_id] = values
        elif any(getattr(person, name) != value for name, value in values.items()):
            changes.changed[person_id] = values
    return changes


def _cells(person: Person) -> Iterator[str]:
    yield from (person.id, person.name)
    for declared in _IN_FILE:
        yield join_value(declared.value_of(person))


def guard_cell(cell: str) -> str:
    """Return the cell with an apostrophe in front if a spreadsheet would run it as a formula."""
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def _unguard_cell(cell: str) -> str:
    guarded = cell.startswith(_GUARD) and cell.lstrip(_GUARD).startswith(_FORMULA)
    return cell[1:] if guarded else cell


def read_rows(
    text: str,
    allowed: Sequence[str],
    needed: str,
    wrong_columns: str,
    refused: list[tuple[int, str]],
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of a CSV file with their numbers, each as a dict of cells by column.

    Lines that cannot be read are appended to `refused`. A wrong header or a file over `MAX_BYTES`
    ends the reading.
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        refused.append((1, problems.table_too_large(MAX_BYTES // 1_000_000)))
        return

    lines = _lines(text.removeprefix("\ufeff"), refused)
    number, header = next(lines, (1, []))
    columns = [column.strip().lower() for column in header]
    if not _are_columns(columns, allowed, needed):
        refused.append((number, wrong_columns))
        return

    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue

        if len(cells) == len(columns):
            yield number, dict(zip(columns, map(_unguard_cell, cells), strict=True))
        else:
            refused.append((number, problems.wrong_width(len(cells), len(columns))))


def _are_columns(columns: Sequence[str], allowed: Sequence[str], needed: str) -> bool:
    names = set(columns)
    return needed in names and names <= set(allowed) and len(names) == len(columns)


def _lines(text: str, refused: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    header = text.partition("\n")[0]
    delimiter = ";" if ";" in header and "," not in header else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)

    while True:
        number = reader.line_num + 1

        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            refused.append((number, problems.unreadable_line()))


def _read_values(
    person_id: str,
    row: Mapping[str, str],
    person: Person | None,
    workspace: str,
    seen: Mapping[str, int],
) -> dict[str, object]:
    if person is None and not _is_id(person_id, workspace):
        raise _Refused(problems.foreign_id(workspace))
    if person_id in seen:
        raise _Refused(problems.named_twice(seen[person_id]))

    # Unchanged cells are not validated: a name from the platform may be longer than one typed.
    changed = dict(row)
    if person is not None:
        stored = dict(zip(COLUMNS, _cells(person), strict=True))
        changed = {name: cell for name, cell in row.items() if cell != stored[name]}
    values, errors = read_profile(changed)

    try:
        name = read_line(changed.get("name", ""))
    except ValueError as error:
        errors["name"] = error
    else:
        if name:
            values["name"] = name

    if errors:
        raise _Refused(problems.wrong_cell(*next(iter(errors.items()))))
    if person is None and "name" not in values:
        raise _Refused(problems.missing_name())
    return values if person else {"zone": "UTC", **values}


def _is_id(person_id: str, workspace: str) -> bool:
    native = person_id.removeprefix(f"{workspace}/")
    has_prefix = native != person_id
    is_short_word = 0 < len(native) <= MAX_LINE and native.isprintable() and " " not in native
    return has_prefix and is_short_word
