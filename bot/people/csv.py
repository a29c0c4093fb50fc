"""Export people as CSV, and import any table of people: a line with an error is reported."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core import outbox
from bot.people import newcomers, records
from bot.people.csv_lines import guard_cell
from bot.people.erasure_records import find_absent
from bot.people.headings import STARTED, Columns
from bot.people.identities import Identities, Refused
from bot.people.people_tables import Table, read_table
from bot.people.profile_fields import PROFILE_FIELDS, join_value, read_profile
from bot.people.records import Person
from bot.people.rules import read_line
from bot.people.views import problems
from bot.store.engine import ReadTransaction, Transaction

_IN_FILE = sorted(PROFILE_FIELDS, key=lambda declared: declared.column)
COLUMNS = ("person", "name", *(declared.name for declared in _IN_FILE))

# Cells with which other programs say that nothing is known.
_NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "null", "k.a.", "k. a.", "#n/a"}
_MODES = {
    "hybrid": "either", "remoto": "remote", "home office": "remote", "homeoffice": "remote",
    "office": "person", "on site": "person", "onsite": "person", "on-site": "person",
    "büro": "person", "vor ort": "person", "oficina": "person", "presencial": "person",
    "híbrido": "either",
}  # fmt: skip
_BLANK: dict[str, object] = {declared.name: declared.default for declared in PROFILE_FIELDS}


@dataclass
class ImportReport:
    """Counts of people added and changed, and the refused lines: number and why.

    Of people also which columns were read, and how many are known by their name alone.
    """

    added: int = 0
    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    columns: Columns | None = field(default=None, compare=False)
    by_name: int = field(default=0, compare=False)


@dataclass
class TableChanges:
    """The changes in a CSV file: profile values and line by person id, and the refused lines."""

    added: dict[str, dict[str, object]] = field(default_factory=dict)
    changed: dict[str, dict[str, object]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict, compare=False)
    columns: Columns | None = field(default=None, compare=False)
    by_name: int = field(default=0, compare=False)
    started: dict[str, date] = field(default_factory=dict, compare=False)


async def export_people(tx: ReadTransaction, workspace: str) -> str:
    """Return everybody who has not left as CSV. Avoid lists stay out."""
    return write_csv(await records.list_people(tx, workspace))


async def import_people(
    tx: Transaction,
    workspace: str,
    text: str,
    now: datetime,
    *,
    chosen: Mapping[str, str] | None = None,
    by_email: Mapping[str, str] | None = None,
    names_new: bool = False,
) -> ImportReport:
    """Add and update people from any table; fields without a column stay as they are."""
    people = await records.list_people(tx, workspace, include_left=True)
    changes = read_csv(
        text, workspace, people, chosen=chosen, by_email=by_email, names_new=names_new
    )
    absent = await find_absent(tx, workspace, changes.added)
    for person_id in sorted(absent):
        number = changes.lines[person_id]
        changes.refused.append((number, problems.asked_to_be_forgotten()))
        del changes.added[person_id]
        changes.started.pop(person_id, None)

    rows = [{"person": person_id, **values} for person_id, values in changes.added.items()]
    await records.add_people(tx, workspace, rows, now)
    for person_id, values in changes.changed.items():
        await records.update_person(tx, workspace, person_id, **values, profile_at=now)
    changed = [person.subject for person in people if person.id in changes.changed]
    await outbox.invalidate(tx, workspace, *changed)
    started = await newcomers.import_starts(tx, workspace, changes.started, now)
    counts = len(changes.added), len(changes.changed.keys() | started - changes.added.keys())
    return ImportReport(*counts, changes.refused, changes.columns, changes.by_name)


def write_csv(people: Iterable[Person]) -> str:
    """Return people as CSV, formulas guarded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([guard_cell(cell) for cell in _cells(person)] for person in people)
    return out.getvalue()


def read_csv(
    text: str,
    workspace: str,
    people: Iterable[Person],
    *,
    chosen: Mapping[str, str] | None = None,
    by_email: Mapping[str, str] | None = None,
    names_new: bool = False,
) -> TableChanges:
    """Compare anybody's table with the people of a workspace; return who is new and what differs.

    `chosen` are the headings that somebody named for fields, `by_email` the ids of people by their
    e-mail addresses where the platform tells them. With `names_new` people whom nobody knows get
    an id of their own, as in the playground and on trial.
    """
    changes, everybody = TableChanges(), list(people)
    table = read_table(text, chosen or {}, changes.refused)
    if table is None:
        return changes

    changes.columns = table.columns
    identities = Identities(workspace, everybody, table.rows, by_email or {}, names_new=names_new)
    people_by_id = {person.id: person for person in everybody}
    seen = changes.lines
    for number, row in table.rows:
        try:
            person_id = identities.find(number, row, is_own=table.is_own)
            person = people_by_id.get(person_id)
            values = _read_values(person_id, identities.fill(row), person, table, seen)
        except Refused as refused:
            changes.refused.append((number, str(refused)))
            continue

        seen[person_id] = number
        _note_start(changes, number, person_id, row)
        if person is None:
            changes.added[person_id] = values
        elif any(getattr(person, name) != value for name, value in values.items()):
            changes.changed[person_id] = values
    changes.by_name = identities.by_name
    changes.refused.sort()
    return changes


def _cells(person: Person) -> Iterator[str]:
    yield from (person.id, person.name)
    for declared in _IN_FILE:
        yield join_value(declared.value_of(person))


def _read_values(
    person_id: str,
    row: Mapping[str, str],
    person: Person | None,
    table: Table,
    seen: Mapping[str, int],
) -> dict[str, object]:
    if person_id in seen:
        raise Refused(problems.named_twice(seen[person_id]))

    # Unchanged cells are not validated: a name from the platform may be longer than one typed.
    changed = {name: cell for name, cell in row.items() if name in COLUMNS}
    if not table.is_own:
        changed = {name: _tidy(name, cell) for name, cell in changed.items() if _says(cell)}
    if person is not None:
        stored = dict(zip(COLUMNS, _cells(person), strict=True))
        changed = {name: cell for name, cell in changed.items() if cell != stored[name]}
    values, errors = read_profile(changed)

    try:
        name = read_line(changed.get("name", ""))
    except ValueError as error:
        errors["name"] = error
    else:
        if name:
            values["name"] = name

    if errors:
        column, wrong = next(iter(errors.items()))
        raise Refused(problems.wrong_cell(table.columns.headings.get(column, column), wrong))
    if person is None and "name" not in values:
        raise Refused(problems.missing_name())
    return values if person else {**_BLANK, **values}


def _note_start(changes: TableChanges, number: int, person_id: str, row: Mapping[str, str]) -> None:
    """Note on which day a line says that somebody started; say so where it cannot be read."""
    cell = row.get(STARTED, "")
    if not _says(cell):
        return
    day = newcomers.read_dated(cell)
    if day:
        changes.started[person_id] = day
    else:
        changes.refused.append((number, problems.start_left_out(cell)))


def _says(cell: str) -> bool:
    return cell.strip().casefold() not in _NOTHING


def _tidy(name: str, cell: str) -> str:
    return _MODES.get(cell.strip().casefold(), cell) if name == "mode" else cell
