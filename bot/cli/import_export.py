"""Take people and venues out of the database as a table, and in again, from the command line."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import output, runtime
from bot.cli.runtime import ConfigOption, WorkspaceOption
from bot.people import csv as people
from bot.store.migrate import current
from bot.venues import csv as venues


class What(StrEnum):
    """What a table holds."""

    PEOPLE = "people"
    VENUES = "venues"


WhatOption = Annotated[What, typer.Option(help="what the table holds")]


def export_table(
    file: Path,
    workspace: WorkspaceOption = runtime.PLAYGROUND,
    what: WhatOption = What.PEOPLE,
    config: ConfigOption = None,
) -> None:
    """Write the people, or the venues, of a workspace to a CSV file."""
    file.write_text(
        runtime.loop(transfer(runtime.settings(config).database.url, workspace, what, None)), encoding="utf-8"
    )


def import_table(
    file: Path,
    workspace: WorkspaceOption = runtime.PLAYGROUND,
    what: WhatOption = What.PEOPLE,
    config: ConfigOption = None,
) -> None:
    """Read people, or venues, from a CSV file; whatever a line lacks stays as it was."""
    url, words = runtime.settings(config).database.url, runtime.text(file)
    report = runtime.loop(transfer(url, workspace, what, words))
    output.imported(report.added, report.changed, report.refused)
    if report.refused:
        raise typer.Exit(1)


async def transfer(url: str, workspace: str, what: What, words: str | None) -> Any:
    """Take in a table and report on it; without one, write one."""
    async with current(url) as database, database.transaction() as tx:
        match what, words:
            case What.PEOPLE, None:
                return await people.export_people(tx, workspace)
            case What.VENUES, None:
                return await venues.export_venues(tx, workspace)
            case What.PEOPLE, str(table):
                return await people.import_people(tx, workspace, table, runtime.wall())
            case _, table:
                return await venues.import_venues(tx, workspace, table or "", runtime.wall())
