"""Somebody's data as a page that a browser shows without asking anybody for anything.

What is declared of the data, `bot/store/kept`, is said in its reader's language as the rest is.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from bot.own_data.records import SOMEBODY, YOURSELF, OwnData, OwnTable
from bot.ui.speech import find_message, reader_language, say
from bot.ui.text import format_date_year

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}p{color:#444}"
)
_DECLARED = "kept"  # the context of what is declared of kept data, in catalogues
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(data: OwnData) -> str:
    """Return the page."""
    return "".join(_page(data))


def _page(data: OwnData) -> Iterator[str]:
    title = escape(say("What Mingle keeps about you"))
    yield f'<!doctype html><html lang="{reader_language()}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
    intro = say(
        "As of {day}, {time} UTC. Others are called “a colleague” here. What is not listed is not "
        "kept.",
        day=format_date_year(data.at.date()),
        time=f"{data.at:%H:%M}",
    )
    yield f"<p>{escape(intro)}</p>"
    for table in data.tables:
        yield from _table(table)
    yield "</body></html>"


def _table(table: OwnTable) -> Iterator[str]:
    about = say(
        "Kept {why}. Who sees it: {seen_by}. How long: {kept}. When you are forgotten: {end}.",
        why=_declared(table.why),
        seen_by=_declared(table.seen_by),
        kept=_declared(table.kept),
        end=_declared(table.when_forgotten),
    )
    yield f"<h2>{escape(_declared(table.what))}</h2><p>{escape(about)}</p><table><tr>"
    used = [name for name in table.columns if any(name in row for row in table.rows)]
    for name in used:
        yield f"<th>{escape(_declared(table.columns[name]))}</th>"
    yield "</tr>"
    for row in table.rows:
        cells = "".join(f"<td>{escape(_words(row.get(name)))}</td>" for name in used)
        yield f"<tr>{cells}</tr>"
    yield "</table>"


def _declared(words: str) -> str:
    return find_message(words, _DECLARED)


def _words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return say("yes") if value else say("no")
        case list():
            return ", ".join(_words(each) for each in value)
        case dict():
            return ", ".join(_words(each) for each in value.values())
        case str() if value in (SOMEBODY, YOURSELF):
            return _declared(value)
    return str(value)
