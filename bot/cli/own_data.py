"""`mingle data` and `mingle erase`: what is kept about one person, for whoever runs the server."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import features  # noqa: F401 – it connects who hears that somebody is gone
from bot.cli import output, runtime, trouble
from bot.cli.runtime import ConfigOption, real_now
from bot.own_data.records import OwnData, collect_data, write_json
from bot.people.erasure import erase_person
from bot.store.migrate import open_current

PersonArgument = Annotated[str, typer.Argument(help="their id, such as slack:T0123ABC/U0456DEF")]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask")]


def data(person: PersonArgument, file: Path, config: ConfigOption = None) -> None:
    """Write what is kept about somebody to a JSON file that this user alone may read."""
    url = runtime.settings_or_exit(config).database.url
    found: OwnData = runtime.run_async(collect(url, person, real_now()))
    if not found.tables:
        runtime.give_up(trouble.no_such_person(person))
    runtime.write_text_or_exit(file, write_json(found))


def erase(person: PersonArgument, yes: Yes = False, config: ConfigOption = None) -> None:
    """Erase somebody, after asking once."""
    url = runtime.settings_or_exit(config).database.url
    if not yes:
        typer.confirm(output.ask_to_erase(person), abort=True)
    if not runtime.run_async(forget(url, person, real_now())):
        runtime.give_up(trouble.no_such_person(person))
    output.print_erased(person)


async def collect(url: str, person: str, now: datetime) -> OwnData:
    """Return what is kept about somebody."""
    async with open_current(url) as database, database.read_transaction() as tx:
        return await collect_data(tx, _workspace_of(person), person, now)


async def forget(url: str, person: str, now: datetime) -> bool:
    """Erase somebody; return False if nobody has this id."""
    async with open_current(url) as database, database.transaction() as tx:
        workspace = _workspace_of(person)
        await tx.lock_workspace(workspace)
        return await erase_person(tx, workspace, person, now, asked=True)


def _workspace_of(person: str) -> str:
    return person.rpartition("/")[0]
