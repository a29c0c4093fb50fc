"""What every command needs: settings, files, the clock, the event loop, and calm ends."""

from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import structlog
import typer
import uvloop

from bot.cli import output, table_output, trouble
from bot.config import ConfigError, Settings, find_version, load_settings
from bot.logs import configure_logging
from bot.people.csv_lines import WorkbookGivenError, decode_table
from bot.store.files import write_private_text

DEFAULT_WORKSPACE = "playground"  # the workspace that is meant where none is named

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="settings file; see config.example.toml")
]
WorkspaceOption = Annotated[str, typer.Option(help="the workspace that is meant")]

log = structlog.get_logger()


def real_now() -> datetime:
    """Return the real time, aware, in UTC."""
    return datetime.now(UTC)


def instant_or_exit(words: str, zone: str = "UTC") -> datetime:
    """Return an instant in ISO form, of `zone` where it names none; exit with a sentence."""
    if not words.strip():
        return real_now()
    try:
        moment = datetime.fromisoformat(words.strip())
        local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        give_up(output.not_an_instant(words))


def read_text_or_exit(file: Path) -> str:
    """Return the text of a file, or exit with a sentence."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        give_up(output.unreadable_file(file, error))


def read_table_or_exit(file: Path) -> str:
    """Return the text of a table in whatever encoding, or exit with a sentence."""
    try:
        return decode_table(file.read_bytes())
    except OSError as error:
        give_up(output.unreadable_file(file, error))
    except WorkbookGivenError:
        give_up(table_output.workbook_given(file))


def write_text_or_exit(file: Path, words: str) -> None:
    """Write a file that this user alone may read, or exit with a sentence."""
    try:
        write_private_text(file, words)
    except OSError as error:
        give_up(trouble.cannot_write(file, error))


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
    """Run a coroutine to its end on uvloop; exit with one sentence where it fails.

    What only a developer can mend is in the log besides, with its trace.
    """
    try:
        return uvloop.run(work)
    except KeyboardInterrupt:
        return None
    except typer.Exit:
        raise
    except Exception as error:
        if not trouble.is_known(error):
            log.exception("stopped by an error", action="cli.failed")
        give_up(trouble.describe_error(error))


def show_version(wanted: bool) -> None:
    """Print the version and exit, if that is wanted."""
    if wanted:
        output.print_line(f"mingle {find_version()}")
        raise typer.Exit


def give_up(words: str) -> NoReturn:
    """Print what is wrong and what to do, and exit with 2."""
    output.print_error(words)
    raise typer.Exit(2)
