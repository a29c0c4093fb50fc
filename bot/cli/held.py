"""`mingle held`: what is held or was set aside, with a way to send it again or let it go."""

from collections.abc import Sequence
from typing import Annotated

import typer

from bot.cli import output, runtime
from bot.cli.runtime import ConfigOption, real_now
from bot.config import LogSection
from bot.held_messages import records, views
from bot.held_messages.decisions import settle_matter
from bot.held_messages.records import Matter
from bot.logs import configure_logging
from bot.restores.records import OPERATOR
from bot.store.migrate import open_current

WorkspaceName = Annotated[str, typer.Option(help="only what is in this workspace")]
Again = Annotated[list[str] | None, typer.Option(help="send this again; may be given repeatedly")]
LetGo = Annotated[list[str] | None, typer.Option(help="let this go; may be given repeatedly")]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object a line")]


def held(
    workspace: WorkspaceName = "",
    again: Again = None,
    let_go: LetGo = None,
    as_json: AsJson = False,
    config: ConfigOption = None,
) -> None:
    """List what is held or set aside, of all workspaces; settle what is named before."""
    settings = runtime.settings_or_exit(config)
    configure_logging(LogSection(level="error"))
    url = settings.database.url
    unknown, matters = runtime.run_async(settle_and_list(url, workspace, again or (), let_go or ()))
    output.print_matters(
        [(matter, views.matter_line(matter), views.why_text(matter)) for matter in matters],
        as_json=as_json,
    )
    if unknown:
        runtime.give_up(output.no_such_matters(unknown))


async def settle_and_list(
    url: str, workspace: str, again: Sequence[str], let_go: Sequence[str]
) -> tuple[list[str], list[Matter]]:
    """Settle the matters that are named; return the names that are none, and what is left."""
    async with open_current(url) as database, database.transaction() as tx:
        known = {matter.name: matter for matter in await records.list_matters(tx, workspace)}
        for name in (*again, *let_go):
            if name in known:
                await settle_matter(tx, known[name], OPERATOR, real_now(), again=name in again)
        unknown = [name for name in (*again, *let_go) if name not in known]
        return unknown, await records.list_matters(tx, workspace)
