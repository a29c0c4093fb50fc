"""`mingle audit`: what organisers changed in a workspace."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cli import output, runtime
from bot.cli.runtime import DEFAULT_WORKSPACE, ConfigOption, WorkspaceOption
from bot.config import LogSection
from bot.home import records
from bot.home.records import AuditEntry
from bot.home.views import audit as words
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
    _print_entries(entries)


async def _read(url: str, workspace: str, limit: int) -> list[AuditEntry]:
    async with open_current(url) as database, database.read_transaction() as tx:
        return list(await records.latest_entries(tx, workspace, limit))


def _print_entries(entries: Sequence[AuditEntry]) -> None:
    """Print when, who, what, where, and the row it was about."""
    if not entries:
        output.print_line(words.NOTHING_YET)
        return
    rows = [
        (
            f"{entry.at:%Y-%m-%d %H:%M}",
            entry.name or entry.person,
            words.describe_action(entry),
            f"#{entry.channel_name}" if entry.channel_name else "",
            entry.about,
        )
        for entry in entries
    ]
    output.print_rows(("when (UTC)", "who", "what", "where", "about"), rows)
