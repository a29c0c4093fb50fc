"""What every command needs: settings, files, the clock, the event loop, and calm ends."""

import errno
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
import uvloop

from bot.cli import output
from bot.config import ConfigError, Settings, load_settings
from bot.core.platform import PermanentError
from bot.logs import configure_logging

DEFAULT_WORKSPACE = "playground"  # the workspace that is meant where none is named

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="settings file; see config.example.toml")
]
WorkspaceOption = Annotated[str, typer.Option(help="the workspace that is meant")]


def real_now() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)


def read_text_or_exit(file: Path) -> str:
    """Return the text of a file, or exit with a sentence."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        give_up(output.unreadable_file(file, error))


def settings_or_exit(path: Path | None) -> Settings:
    """Load the settings and configure the log, or exit with a sentence."""
    try:
        found = load_settings(
            path or (Path("config.toml") if Path("config.toml").is_file() else None)
        )
    except ConfigError as error:
        give_up(str(error))
    configure_logging(found.log)
    return found


def run_async(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end on uvloop; exit with a sentence where the environment is at
    fault."""
    try:
        return uvloop.run(work)
    except KeyboardInterrupt:
        return None
    except PermanentError as error:
        give_up(str(error))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        give_up(output.PORT_TAKEN)


def give_up(words: str) -> NoReturn:
    """Print what is wrong and what to do, and exit with 2."""
    output.print_error(words)
    raise typer.Exit(2)
