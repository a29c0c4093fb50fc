"""`mingle backup` and `mingle restore`: everything in one file, and back."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output, runtime, trouble
from bot.cli.restoration import restore_backup
from bot.cli.runtime import ConfigOption, real_now
from bot.store import backups
from bot.store.files import database_file, is_same_file
from bot.store.migrate import SchemaState, open_current, read_state
from bot.store.problems import NoDatabase, name_place

FileArgument = Annotated[Path, typer.Argument(help="the backup's file")]


def backup(
    file: FileArgument,
    replace: Annotated[bool, typer.Option(help="write over a file that is there")] = False,
    config: ConfigOption = None,
) -> None:
    """Write a checked copy of the database to a file, also while Mingle runs."""
    url = runtime.settings_or_exit(config).database.url
    if _is_database(url, file):
        runtime.give_up(trouble.BACKUP_ONTO_DATABASE)
    counts = runtime.run_async(back_up(url, file, real_now(), replace=replace))
    output.print_line(output.backed_up(file, sum(counts.values()), len(counts)))


def _is_database(url: str, file: Path) -> bool:
    own = database_file(url)
    return own is not None and is_same_file(own, file)


async def back_up(url: str, file: Path, now: datetime, *, replace: bool = False) -> dict[str, int]:
    """Back a database up into a file; return the row counts, which were compared.

    A database on a server has to have this version's tables; a file is copied whatever it has.
    """
    own = database_file(url)
    if own is None:
        async with open_current(url) as database:
            with backups.written_beside(file, replace=replace) as part:
                counts = await backups.copy_server(database, part)
                backups.write_note(part, now)
            return counts

    state, _ = await read_state(url)
    if state is SchemaState.EMPTY:
        raise NoDatabase(name_place(url))
    with backups.written_beside(file, replace=replace) as part:
        counts = await asyncio.to_thread(backups.copy_file, own, part)
        backups.write_note(part, now)
    return counts


def restore(
    file: FileArgument,
    replace: Annotated[bool, typer.Option(help="replace what is in the database now")] = False,
    config: ConfigOption = None,
) -> None:
    """Put a backup in the place of the database; hold what was due since, and have it asked about.

    Nothing that runs may be using the database.
    """
    url = runtime.settings_or_exit(config).database.url
    if not file.is_file():
        runtime.give_up(trouble.no_backup(file))
    report = runtime.run_async(restore_backup(url, file, real_now(), replace=replace))
    output.print_restored(report)
