"""The lines of anybody's CSV table: its encoding, its separator, its cells. Pure."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from bot.people.views import problems

MAX_BYTES = 10_000_000

# Cells that spreadsheets run as a formula; an apostrophe in front prevents it.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_GUARD = "'"

_DELIMITERS = ",;\t|"
_SAMPLE = 20  # lines by which the separator is known
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls


class WorkbookGivenError(ValueError):
    """The file is a spreadsheet program's own, not a table as text."""


def decode_table(data: bytes) -> str:
    """Return the text of a table: UTF-8, UTF-16 or UTF-32, else as Windows writes it."""
    if data.startswith(_WORKBOOKS):
        raise WorkbookGivenError

    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    head = data[:2000]
    if head.count(0) > len(head) // 4:
        return data.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def guard_cell(cell: str) -> str:
    """Return the cell with an apostrophe in front if a spreadsheet would run it as a formula."""
    return _GUARD + cell if cell.lstrip(_GUARD).startswith(_FORMULA) else cell


def unguard_cell(cell: str) -> str:
    """Return the cell without the apostrophe of `guard_cell`."""
    guarded = cell.startswith(_GUARD) and cell.lstrip(_GUARD).startswith(_FORMULA)
    return cell[1:] if guarded else cell


def read_rows(
    text: str,
    allowed: Sequence[str],
    needed: str,
    wrong_columns: str,
    refused: list[tuple[int, str]],
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of a CSV file with their numbers, each as a dict of cells by column.

    Lines that cannot be read are appended to `refused`. A wrong header or a file over `MAX_BYTES`
    ends the reading.
    """
    lines = read_lines(text, refused)
    number, header = next(lines, (1, []))
    if refused and not header:
        return
    columns = [column.strip().lower() for column in header]
    if not _are_columns(columns, allowed, needed):
        refused.append((number, wrong_columns))
        return

    for number, cells in fitting_lines(lines, len(columns), refused):
        yield number, dict(zip(columns, cells, strict=True))


def fitting_lines(
    lines: Iterator[tuple[int, list[str]]], width: int, refused: list[tuple[int, str]]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of so many cells that are not empty; name the others."""
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue

        if len(cells) >= width and not any(cell.strip() for cell in cells[width:]):
            yield number, [unguard_cell(cell) for cell in cells[:width]]
        else:
            refused.append((number, problems.wrong_width(len(cells), width)))


def _are_columns(columns: Sequence[str], allowed: Sequence[str], needed: str) -> bool:
    names = set(columns)
    return needed in names and names <= set(allowed) and len(names) == len(columns)


def read_lines(text: str, refused: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of every line that is CSV, with its number; name the other lines."""
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        refused.append((1, problems.table_too_large(MAX_BYTES // 1_000_000)))
        return

    text, before = text.removeprefix("\ufeff"), 0
    delimiter = find_delimiter(text)
    if _names_delimiter(text):
        text, before = text.partition("\n")[2], 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        number = before + reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            refused.append((number, problems.unreadable_line()))


def find_delimiter(text: str) -> str:
    """Return what stands between the cells: what parts most lines into as many as the first."""
    if _names_delimiter(text):
        return text[4]
    return max(_DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _names_delimiter(text: str) -> bool:
    """Whether the first line is Excel's own hint, such as “sep=;”."""
    first = text.partition("\n")[0].strip(" \r")
    return first[:4].lower() == "sep=" and len(first) == 5


def _agreement(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many lines have the usual number of cells, and that number."""
    widths: list[int] = []
    reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
            if len(widths) == _SAMPLE:
                break
    except csv.Error:
        pass
    wide = [width for width in widths if width > 1]
    usual = max(wide, key=wide.count, default=0)
    return wide.count(usual), usual
