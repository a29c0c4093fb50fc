"""The command line: every command of `mingle`, declared in one place."""

from typing import Annotated

import typer

from adapters.discord.cli import invite
from adapters.slack.cli import manifest
from bot.cli import database, output, runtime
from bot.cli.audit import audit
from bot.cli.backup import backup, restore
from bot.cli.check import check
from bot.cli.demo import demo
from bot.cli.held import held
from bot.cli.import_export import export_table, import_table
from bot.cli.preview import preview
from bot.cli.read import read
from bot.cli.serve import run
from bot.cli.simulate import simulate

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=output.HELP, pretty_exceptions_enable=False
)


def global_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help=output.VERSION_HELP, callback=runtime.show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


app.callback(help=output.HELP)(global_options)
app.command(help=output.RUN_HELP)(run)
app.command(help=output.DEMO_HELP)(demo)
app.command(help=output.SIMULATE_HELP)(simulate)
app.command(help=output.CHECK_HELP)(check)
app.command(help=output.HELD_HELP)(held)
app.command(help=output.AUDIT_HELP)(audit)
app.command(help=output.MANIFEST_HELP)(manifest)
app.command(help=output.INVITE_HELP)(invite)
app.command("export", help=output.EXPORT_HELP)(export_table)
app.command("import", help=output.IMPORT_HELP)(import_table)
app.command(help=output.BACKUP_HELP)(backup)
app.command(help=output.RESTORE_HELP)(restore)
app.add_typer(database.app, name="db")
app.command(help=output.PREVIEW_HELP)(preview)
app.command(help=output.READ_HELP)(read)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
