"""The command line: every command of `mingle`, declared in one place."""

from typing import Annotated

import typer

from adapters.discord.cli import invite
from adapters.slack.cli import manifest
from bot.cli import database, help_texts, runtime, swap
from bot.cli.audit import audit
from bot.cli.backup import backup, restore
from bot.cli.check import check
from bot.cli.demo import demo
from bot.cli.held import held
from bot.cli.import_export import export_table, import_table
from bot.cli.own_data import data, erase
from bot.cli.preview import preview
from bot.cli.read import read
from bot.cli.serve import run
from bot.cli.simulate import simulate
from bot.cli.understand import understand

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=help_texts.HELP, pretty_exceptions_enable=False
)


def global_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help=help_texts.VERSION_HELP, callback=runtime.show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


app.callback(help=help_texts.HELP)(global_options)
app.command(help=help_texts.RUN_HELP)(run)
app.command(help=help_texts.DEMO_HELP)(demo)
app.command(help=help_texts.SIMULATE_HELP)(simulate)
app.command(help=help_texts.CHECK_HELP)(check)
app.command(help=help_texts.HELD_HELP)(held)
app.command(help=help_texts.AUDIT_HELP)(audit)
app.command(help=help_texts.DATA_HELP)(data)
app.command(help=help_texts.ERASE_HELP)(erase)
app.command(help=help_texts.MANIFEST_HELP)(manifest)
app.command(help=help_texts.INVITE_HELP)(invite)
app.command("export", help=help_texts.EXPORT_HELP)(export_table)
app.command("import", help=help_texts.IMPORT_HELP)(import_table)
app.command(help=help_texts.BACKUP_HELP)(backup)
app.command(help=help_texts.RESTORE_HELP)(restore)
app.add_typer(database.app, name="db")
app.add_typer(swap.app, name="swap")
app.command(help=help_texts.PREVIEW_HELP)(preview)
app.command(help=help_texts.READ_HELP)(read)
app.command(help=help_texts.UNDERSTAND_HELP)(understand)
