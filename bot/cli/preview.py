"""Draw a round on the command line to see how it would come out."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output, runtime
from bot.cli.runtime import ConfigOption, WorkspaceOption
from bot.config import Settings
from bot.matching import Rules
from bot.pairings.insights import estimate
from bot.pairings.rounds.participants import Party
from bot.people import csv as table
from bot.store.migrate import current


def preview(
    source: Annotated[str, typer.Argument(help="a channel with lunch pairings, or a CSV file as export writes it")],
    size: Annotated[int, typer.Option(min=2, max=6, help="people in a group, for a file")] = 2,
    same_office: Annotated[bool, typer.Option(help="offices do not mix, for a file")] = False,
    to: Annotated[Path | None, typer.Option(help="write the groups to this CSV file")] = None,
    seed: Annotated[str, typer.Option(help="the same seed gives the same groups")] = "1",
    workspace: WorkspaceOption = runtime.PLAYGROUND,
    config: ConfigOption = None,
) -> None:
    """Draw a round to see how it would come out, of a channel or of any number of people; nothing is kept."""
    settings, file = runtime.settings(config), Path(source)
    if file.is_file():
        news = table.read(runtime.text(file), workspace, ())
        output.refused(news.refused)
        everybody = estimate.of_table(news, Rules(size=size, same_office=same_office), runtime.wall())
    else:
        everybody = runtime.loop(_party(settings, workspace, source))
    with output.progress("People matched", len(everybody.people)) as tell:
        figures, groups = estimate.draw(everybody, seed, output.adding(tell))
    output.figures(figures, "If the round were drawn now")
    if to:
        estimate.write(to, groups, everybody)


async def _party(settings: Settings, workspace: str, channel: str) -> Party:
    async with current(settings.database.url) as database, database.reading() as tx:
        found = await estimate.of_channel(tx, workspace, channel, runtime.wall())
    return found or runtime.give_up(output.no_such_circle(channel))
