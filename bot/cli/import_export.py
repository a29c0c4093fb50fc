"""`mingle export` and `mingle import`: people and venues as CSV files."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import output, runtime, table_output
from bot.cli.runtime import ConfigOption, WorkspaceOption
from bot.config import Settings
from bot.people import csv as people
from bot.people.headings import read_choice
from bot.people.people_tables import list_addresses
from bot.store.engine import Database
from bot.store.migrate import open_current
from bot.venues import csv as venues


class TableKind(StrEnum):
    """What a CSV file holds."""

    PEOPLE = "people"
    VENUES = "venues"


ColumnsOption = Annotated[
    str, typer.Option(help="which column holds what, such as name=Vorname,email=E-Mail")
]
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
    columns: ColumnsOption = "",
    config: ConfigOption = None,
) -> None:
    """Read people or venues from a table; columns that a line lacks stay as they were."""
    settings, words = runtime.settings_or_exit(config), runtime.read_table_or_exit(file)
    if what is TableKind.PEOPLE:
        report = runtime.run_async(_import_people(settings, workspace, words, read_choice(columns)))
        table_output.print_columns(report.columns, report.by_name)
    else:
        report = runtime.run_async(transfer_table(settings.database.url, workspace, what, words))
    table_output.print_imported(report.added, report.changed, report.refused)
    if report.refused:
        raise typer.Exit(1)


async def _import_people(
    settings: Settings, workspace: str, words: str, chosen: Mapping[str, str]
) -> people.ImportReport:
    """Import anybody's table of people, whom the platform knows by their e-mail addresses."""
    url, keys = settings.database.url, settings.database.key_list
    async with open_current(url, keys=keys) as database:
        found = await _find_by_address(settings, database, workspace, words, chosen)
        async with database.transaction() as tx:
            return await people.import_people(
                tx,
                workspace,
                words,
                runtime.real_now(),
                chosen=chosen,
                by_email=found,
                names_new=workspace == runtime.DEFAULT_WORKSPACE,
            )


async def _find_by_address(
    settings: Settings, database: Database, workspace: str, words: str, chosen: Mapping[str, str]
) -> dict[str, str]:
    addresses = list_addresses(words, chosen) if workspace.startswith("slack:") else []
    if not addresses:
        return {}

    from adapters.slack.addresses import find_people

    sections = settings.slack_sections.values()
    found = await find_people(sections, database, workspace, addresses)
    if found is None:
        output.print_error(table_output.addresses_untold())
    return found or {}


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
