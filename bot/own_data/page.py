"""Somebody's data as a page that a browser shows without asking anybody for anything."""

from collections.abc import Iterator
from html import escape
from typing import Any

from bot.own_data.records import OwnData, OwnTable

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}p{color:#444}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(data: OwnData) -> str:
    """Return the page."""
    return "".join(_page(data))


def _page(data: OwnData) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>What Mingle keeps about you</title><style>{_STYLE}</style></head><body>"
    yield "<h1>What Mingle keeps about you</h1>"
    yield f"<p>As of {data.at:%d %B %Y, %H:%M} UTC. Others are called “a colleague” here. "
    yield "What is not listed is not kept.</p>"
    for table in data.tables:
        yield from _table(table)
    yield "</body></html>"


def _table(table: OwnTable) -> Iterator[str]:
    yield f"<h2>{escape(table.what)}</h2><p>Kept {escape(table.why)}. "
    yield f"Who sees it: {escape(table.seen_by)}. How long: {escape(table.kept)}. "
    yield f"When you are forgotten: {escape(table.when_forgotten)}.</p><table><tr>"
    used = [name for name in table.columns if any(name in row for row in table.rows)]
    for name in used:
        yield f"<th>{escape(table.columns[name])}</th>"
    yield "</tr>"
    for row in table.rows:
        cells = "".join(f"<td>{escape(_words(row.get(name)))}</td>" for name in used)
        yield f"<tr>{cells}</tr>"
    yield "</table>"


def _words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_words(each) for each in value)
        case dict():
            return ", ".join(_words(each) for each in value.values())
    return str(value)
