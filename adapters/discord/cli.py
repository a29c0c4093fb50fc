"""The command `mingle invite`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output, runtime


def invite(
    platform: Annotated[str, typer.Argument(help="discord")],
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="settings file; see config.example.toml")
    ] = None,
) -> None:
    """Print the link that lets Mingle into a server, and what each permission is for."""
    settings = runtime.settings_or_exit(config)
    if refusal := output.no_invitation(platform, settings):
        runtime.give_up(refusal)
    from adapters.discord.invite import build_invitation  # takes long to import

    output.print_line(runtime.run_async(build_invitation(settings.discord)))
