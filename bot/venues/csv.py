"""Write venues as a table for spreadsheets, and read such a table back, one calm sentence for each
line that fails."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.people.csv import ImportReport, guard_cell, read_rows
from bot.store.engine import Transaction
from bot.venues import form_input, records, views
from bot.venues.rules import Venue

COLUMNS = (
    "name", "good_for", "part", "address", "map_link", "capacity", "price", *form_input.FEATURES,
    "diets", "opening"
)  # fmt: skip
_YES, _NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "")


async def export_venues(tx: Transaction, workspace: str) -> str:
    """Write the venues on the list as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(
        [guard_cell(_cell(venue, name)) for name in COLUMNS]
        for venue in await records.list_open_venues(tx, workspace)
    )
    return out.getvalue()


async def import_venues(tx: Transaction, workspace: str, text: str, now: datetime) -> ImportReport:
    """Take in venues from CSV; a column that is missing leaves what it would say as it was."""
    report = ImportReport()
    known = await records.venues_by_name(tx, workspace)
    for number, row in read_rows(
        text, COLUMNS, "name", views.table_columns(COLUMNS), report.refused
    ):
        values, wrong = form_input.read_venue(row)
        values |= _flags(row, wrong)
        if wrong:
            report.refused.append((number, views.wrong_cell(*next(iter(wrong.items())))))
            continue
        before = known.get(records.fold_name(values["name"]))
        if before is None:
            values = {"good_for": "evening", **values}
            added = await records.upsert_venue(tx, workspace, "", now, **values)
            known[records.fold_name(values["name"])] = Venue(added, **values)
            report.added += 1
        elif any(
            getattr(before, name) != value for name, value in {**values, "state": "open"}.items()
        ):
            await records.update_venue(tx, workspace, before.id, **values, state="open")
            report.changed += 1
    return report


def _cell(venue: Venue, name: str) -> str:
    match getattr(venue, name):
        case bool(flag):
            return "yes" if flag else "no"
        case tuple(words):
            return ", ".join(words)
        case None | 0:
            return ""
        case value:
            return str(value)


def _flags(row: Mapping[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    found = {name: row[name].strip().lower() for name in form_input.FEATURES if name in row}
    wrong |= {
        name: views.not_yes(name) for name, cell in found.items() if cell not in (*_YES, *_NO)
    }
    return {name: cell in _YES for name, cell in found.items()}
