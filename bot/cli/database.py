"""`mingle db`: the state of the database, its migrations, and moving it to another server."""

from typing import Annotated

import typer

from bot.cli import help_texts, output, runtime
from bot.cli.runtime import ConfigOption
from bot.store import backups
from bot.store.copies import find_filled
from bot.store.files import database_file, is_same_file
from bot.store.hold import holding_file, refuse_others
from bot.store.migrate import (
    SchemaState,
    known_revisions,
    open_current,
    open_migrated,
    read_state,
)
from bot.store.problems import InUse, NotEmpty, name_place

app = typer.Typer(no_args_is_help=True, help=help_texts.DB_HELP)


@app.command(help=help_texts.DB_STATUS_HELP)
def status(config: ConfigOption = None) -> None:
    """Print where the database is and how it stands to this version; exit with 1 unless well."""
    url = runtime.settings_or_exit(config).database.url
    state, revision, counts = runtime.run_async(_read_status(url))
    output.print_database(name_place(url), state.value, revision, known_revisions()[0], counts)
    if state is not SchemaState.CURRENT:
        raise typer.Exit(1)


async def _read_status(url: str) -> tuple[SchemaState, str, dict[str, int]]:
    state, revision = await read_state(url)
    if state is not SchemaState.CURRENT:
        return state, revision, {}
    async with open_current(url) as database, database.engine.connect() as connection:
        return state, revision, await backups.count_tables(connection)


@app.command(help=help_texts.DB_MIGRATE_HELP)
def migrate(config: ConfigOption = None) -> None:
    """Apply the missing migrations; nothing that runs may be using the database."""
    url = runtime.settings_or_exit(config).database.url
    before, after = runtime.run_async(_migrate(url))
    output.print_line(output.migrated(before, after))


async def _migrate(url: str) -> tuple[str, str]:
    async with holding_file(url):
        _, before = await read_state(url)
        async with open_migrated(url):
            return before, known_revisions()[0]


@app.command(help=help_texts.DB_MOVE_HELP)
def move(
    target: Annotated[str, typer.Argument(help="the address of an empty database")],
    config: ConfigOption = None,
) -> None:
    """Copy everything into another, empty database, and compare the counts."""
    url = runtime.settings_or_exit(config).database.url
    counts = runtime.run_async(move_database(url, target))
    output.print_moved(name_place(target), counts)


async def move_database(url: str, target: str) -> dict[str, int]:
    """Copy every row into an empty database in one transaction; return the counts of both.

    Raise StoreProblem where either is in use, or the target is not empty.
    """
    if _is_same(url, target):
        raise InUse(name_place(target))
    async with holding_file(url), holding_file(target), open_current(url) as source:
        await refuse_others(source, url)
        async with open_migrated(target) as other:
            await refuse_others(other, target)
            async with source.engine.connect() as read, other.engine.begin() as write:
                filled = find_filled(await backups.count_tables(write))
                if filled:
                    raise NotEmpty(name_place(target), filled[0])
                return await backups.copy_between(read, write)


def _is_same(url: str, target: str) -> bool:
    one, other = database_file(url), database_file(target)
    if one and other:
        return is_same_file(one, other)
    return url == target
