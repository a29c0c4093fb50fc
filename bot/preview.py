"""Draw a round on the command line to see how it would come out."""

from pathlib import Path
from typing import Annotated

import typer

from bot import console, shell
from bot.config import Settings
from bot.lunch import estimate
from bot.lunch.matching import Rules
from bot.lunch.party import Party
from bot.people import csv as table
from bot.shell import ConfigOption, WorkspaceOption
from bot.store.migrate import current


def preview(
    source: Annotated[str, typer.Argument(help="a channel with lunch pairings, or a CSV file as export writes it")],
    size: Annotated[int, typer.Option(min=2, max=6, help="people in a group, for a file")] = 2,
    same_office: Annotated[bool, typer.Option(help="offices do not mix, for a file")] = False,
    to: Annotated[Path | None, typer.Option(help="write the groups to this CSV file")] = None,
    seed: Annotated[str, typer.Option(help="the same seed gives the same groups")] = "1",
    workspace: WorkspaceOption = shell.PLAYGROUND,
    config: ConfigOption = None,
) -> None:
    """Draw a round to see how it would come out, of a channel or of any number of people; nothing is kept."""
    settings, file = shell.settings(config), Path(source)
    if file.is_file():
        news = table.read(shell.text(file), workspace, ())
        console.refused(news.refused)
        everybody = estimate.of_table(news, Rules(size=size, same_office=same_office), shell.wall())
    else:
        everybody = shell.loop(_party(settings, workspace, source))
    with console.progress("People matched", len(everybody.people)) as tell:
        figures, groups = estimate.draw(everybody, seed, console.adding(tell))
    console.figures(figures, "If the round were drawn now")
    if to:
        estimate.write(to, groups, everybody)


async def _party(settings: Settings, workspace: str, channel: str) -> Party:
    async with current(settings.database.url) as database, database.reading() as tx:
        found = await estimate.of_channel(tx, workspace, channel, shell.wall())
    return found or shell.give_up(console.no_such_circle(channel))
