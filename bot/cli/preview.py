"""`mingle preview`: a round solved on trial, of a channel or of a CSV file."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli import output, runtime, table_output
from bot.cli.import_export import ColumnsOption
from bot.cli.runtime import ConfigOption, WorkspaceOption
from bot.config import Settings
from bot.matching import Rules
from bot.pairings.insights import estimate
from bot.pairings.rounds.participants import Participants
from bot.people import csv as table
from bot.people.headings import read_choice
from bot.store.migrate import open_current
from bot.store.problems import NoDatabase


def preview(
    source: Annotated[
        str, typer.Argument(help="a channel with lunch pairings, or a CSV table of people")
    ],
    size: Annotated[int, typer.Option(min=2, max=8, help="people in a group, for a file")] = 2,
    same_office: Annotated[bool, typer.Option(help="offices do not mix, for a file")] = False,
    teams: Annotated[
        Literal["any", "across", "within"], typer.Option(help="who comes first, for a file")
    ] = "any",
    mentors: Annotated[
        bool, typer.Option(help="whoever wants to learn meets a mentor first, for a file")
    ] = False,
    host: Annotated[
        str, typer.Option(help="who sits with people drawn by lot, by name or id, for a file")
    ] = "",
    to: Annotated[Path | None, typer.Option(help="write the groups to this CSV file")] = None,
    seed: Annotated[str, typer.Option(help="the same seed gives the same groups")] = "1",
    columns: ColumnsOption = "",
    workspace: WorkspaceOption = runtime.DEFAULT_WORKSPACE,
    config: ConfigOption = None,
) -> None:
    """Solve a round on trial and print its figures; nothing is stored."""
    settings, file = runtime.settings_or_exit(config), Path(source)
    if file.is_file():
        words, chosen = runtime.read_table_or_exit(file), read_choice(columns)
        news = table.read_csv(words, workspace, (), chosen=chosen, names_new=True)
        table_output.print_columns(news.columns, 0)
        table_output.print_refused(news.refused)
        named = _find_host_or_exit(news, host)
        rules = Rules(size=size, same_office=same_office, teams=teams, mentors=mentors, host=named)
        everybody = estimate.imported_participants(news, rules, runtime.real_now())
    else:
        everybody = runtime.run_async(_load_participants(settings, workspace, source))
    with output.progress_bar("People matched", len(everybody.people)) as tell:
        figures, groups = estimate.estimate_round(everybody, seed, output.cumulative_progress(tell))
    output.print_figures(figures, "If the round were drawn now")
    if to:
        runtime.write_text_or_exit(to, estimate.groups_as_csv(groups, everybody))


def _find_host_or_exit(news: table.TableChanges, name: str) -> str:
    """Return the id of the host among the people of a file; empty where nobody is named."""
    words = name.strip().casefold()
    ids = [person for person in news.added if person.casefold() == words]
    named = [person for person, row in news.added.items() if str(row["name"]).casefold() == words]
    found = ids or named
    if words and len(found) != 1:
        runtime.give_up(_no_such_host(name, several=bool(found)))
    return found[0] if words else ""


def _no_such_host(name: str, *, several: bool) -> str:
    """Return the sentence for a host who is not in a table, or whose name several people have."""
    if several:
        return f"Several people in this table are called “{name}”. Name the host by their id."
    return f"Nobody in this table is called “{name}”, nor has this id."


async def _load_participants(settings: Settings, workspace: str, channel: str) -> Participants:
    try:
        async with (
            open_current(settings.database.url) as database,
            database.read_transaction() as tx,
        ):
            found = await estimate.channel_participants(tx, workspace, channel, runtime.real_now())
    except NoDatabase:
        found = None
    return found or runtime.give_up(output.no_such_program(channel))
