"""`mingle export` and `mingle import`: people and venues as CSV files."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import output, runtime
from bot.cli.runtime import ConfigOption, WorkspaceOption
from bot.people import csv as people
from bot.store.migrate import open_current
from bot.venues import csv as venues


class TableKind(StrEnum):
    """What a CSV file holds."""

    PEOPLE = "people"
    VENUES = "venues"


TableKindOption = Annotated[TableKind, typer.Option(help="what the table holds")]


def export_table(
    file: Path,
    workspace: WorkspaceOption = runtime.DEFAULT_WORKSPACE,
    what: TableKindOption = TableKind.PEOPLE,
    config: ConfigOption = None,
) -> None:
    """Write a workspace's people or venues to a CSV file."""
    url = runtime.settings_or_exit(config).database.url
    runtime.write_text_or_exit(file, runtime.run_async(transfer_table(url, workspace, what, None)))


def import_table(
    file: Path,
    workspace: WorkspaceOption = runtime.DEFAULT_WORKSPACE,
    what: TableKindOption = TableKind.PEOPLE,
    config: ConfigOption = None,
) -> None:
    """Read people or venues from a CSV file; columns that a line lacks stay as they were."""
    url, words = runtime.settings_or_exit(config).database.url, runtime.read_text_or_exit(file)
    report = runtime.run_async(transfer_table(url, workspace, what, words))
    output.print_imported(report.added, report.changed, report.refused)
    if report.refused:
        raise typer.Exit(1)


async def transfer_table(url: str, workspace: str, what: TableKind, words: str | None) -> Any:
    """Import CSV text and return a report on it; without text, return the CSV."""
    async with open_current(url) as database, database.transaction() as tx:
        match what, words:
            case TableKind.PEOPLE, None:
                return await people.export_people(tx, workspace)
            case TableKind.VENUES, None:
                return await venues.export_venues(tx, workspace)
            case TableKind.PEOPLE, str(table):
                return await people.import_people(tx, workspace, table, runtime.real_now())
            case _, table:
                return await venues.import_venues(tx, workspace, table or "", runtime.real_now())
