"""What the terminal says of tables of people and venues."""

from collections.abc import Iterable
from pathlib import Path

from bot.cli.output import print_error, print_line
from bot.people.headings import Columns


def workbook_given(file: Path) -> str:
    """Return the sentence for a spreadsheet program's own file."""
    return (
        f"{file} is a spreadsheet program's own file. Save it there as CSV, with any separator "
        "and encoding, and give me that."
    )


def print_columns(columns: Columns | None, by_name: int) -> None:
    """Print which column was read as what, and which were left out."""
    if columns is None:
        return
    read = ", ".join(f"{name} from “{columns.headings[name]}”" for name in columns.places)
    print_line(f"Read: {read}.")
    if columns.unread:
        named = ", ".join(f"“{heading}”" for heading in columns.unread)
        print_line(f"Not read: {named}. `--columns` reads a column as another field.")
    if by_name:
        lines = "line was" if by_name == 1 else "lines were"
        print_line(f"{by_name} {lines} matched by the name alone.")


def addresses_untold() -> str:
    """Return the hint where a platform does not tell people's e-mail addresses."""
    return (
        "People were looked for by name only: Slack tells e-mail addresses to an app with the "
        "scope users:read.email."
    )


def print_imported(added: int, changed: int, lines: Iterable[tuple[int, str]]) -> None:
    """Print what an import added, changed and left out."""
    print_line(f"{added} added, {changed} changed.")
    print_refused(lines)


def print_refused(lines: Iterable[tuple[int, str]]) -> None:
    """Print why lines of a CSV file were left out."""
    for line, sentence in lines:
        print_error(f"Line {line}: {sentence}")
