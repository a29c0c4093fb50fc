"""Export venues as CSV, and import such a file: a line with an error is reported, not imported."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime

from msgspec import convert

from bot.people.csv import ImportReport
from bot.people.csv_lines import guard_cell, read_rows
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import form_input, records, views
from bot.venues.rules import Venue

COLUMNS = (
    "name", "good_for", "part", "address", "map_link", "capacity", "price", *form_input.FEATURES,
    "diets", "opening", "town"
)  # fmt: skip
_YES, _NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "")


async def export_venues(tx: ReadTransaction, workspace: str) -> str:
    """Return the venues on the list as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for venue in await records.list_open_venues(tx, workspace):
        writer.writerow([guard_cell(_cell(venue, name)) for name in COLUMNS])
    return out.getvalue()


async def import_venues(tx: Transaction, workspace: str, text: str, now: datetime) -> ImportReport:
    """Add and update venues from CSV; fields without a column stay as they are."""
    report = ImportReport()
    venues = await records.venues_by_name(tx, workspace)
    rows = read_rows(text, COLUMNS, "name", views.table_columns(COLUMNS), report.refused)
    for number, row in rows:
        values, errors = form_input.read_venue(row)
        values |= _read_features(row, errors)
        if errors:
            report.refused.append((number, views.wrong_cell(*next(iter(errors.items())))))
            continue

        folded = records.fold_name(str(values["name"]))
        values["state"] = "open"
        if folded not in venues:
            values = {"good_for": "evening", **values}
            added = await records.upsert_venue(tx, workspace, "", now, **values)
            venues[folded] = convert({"id": added, **values}, Venue)
            report.added += 1
        elif _differs(venues[folded], values):
            await records.update_venue(tx, workspace, venues[folded].id, **values)
            report.changed += 1
    return report


def _differs(venue: Venue, values: Mapping[str, object]) -> bool:
    return any(getattr(venue, name) != value for name, value in values.items())


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


def _read_features(row: Mapping[str, str], errors: dict[str, str]) -> dict[str, bool]:
    features = {}
    for name in form_input.FEATURES:
        if name not in row:
            continue

        cell = row[name].strip().lower()
        features[name] = cell in _YES
        if cell not in (*_YES, *_NO):
            errors[name] = views.not_yes(name)
    return features
