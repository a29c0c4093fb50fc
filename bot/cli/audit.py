"""`mingle audit`: what organisers changed in a workspace."""

from typing import Annotated

import typer

from bot.cli import output, runtime
from bot.cli.runtime import DEFAULT_WORKSPACE, ConfigOption, WorkspaceOption
from bot.config import LogSection
from bot.home import records
from bot.home.records import AuditEntry
from bot.logs import configure_logging
from bot.store.migrate import open_current


def audit(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    limit: Annotated[int, typer.Option(min=1, help="how many changes")] = 50,
    config: ConfigOption = None,
) -> None:
    """Print what organisers changed, the newest first."""
    settings = runtime.settings_or_exit(config)
    configure_logging(LogSection(level="error"))
    entries = runtime.run_async(_read(settings.database.url, workspace, limit))
    output.print_audit(entries)


async def _read(url: str, workspace: str, limit: int) -> list[AuditEntry]:
    async with open_current(url) as database, database.read_transaction() as tx:
        return list(await records.latest_entries(tx, workspace, limit))
