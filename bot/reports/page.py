"""The report of a month as a page to print, and as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from html import escape

from bot.pairings.views.picture import HEADING, OTHERS
from bot.people.csv_lines import guard_cell
from bot.reports import views
from bot.reports.records import MonthlyReport
from bot.ui.speech import reader_language, say
from bot.ui.text import flatten_text

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#22252b}table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}"
    "th,td{border-bottom:1px solid #ccc;padding:.4rem .6rem;text-align:left;vertical-align:top}"
    "th{font-weight:600;width:45%}p{color:#444}"
    "@media print{body{margin:0;max-width:none}table{page-break-inside:avoid}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(report: MonthlyReport) -> str:
    """Return the page, which a browser shows without asking anybody for anything."""
    return "".join(_page(report))


def write_csv(report: MonthlyReport) -> str:
    """Return the table: a month, a figure and its value in each line; numbers are lower bounds."""
    figures, written = report.figures, io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow((say("month"), say("figure"), say("at least")))
    month = f"{report.month:%Y-%m}"
    for name, number in (
        (say("in a lunch round"), figures.drawn),
        (say("said they met"), figures.met),
        (say("signed up for something together"), figures.together),
        (say("events with nine or more signed up"), figures.events),
        (say("shared what they learned"), figures.learned),
    ):
        lines.writerow((month, name, number or say(views.TOO_FEW)))
    for what, pairs in (
        (say("teams that met"), views.team_pairs(figures)),
        (say("towns that met"), figures.towns),
    ):
        for one, other in pairs:
            lines.writerow((month, what, guard_cell(views.pair_text(one, other))))
    return written.getvalue()


def _page(report: MonthlyReport) -> Iterator[str]:
    title = escape(views.report_title(report.month))
    yield f'<!doctype html><html lang="{reader_language()}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1><table>"
    for label, text in views.figure_rows(report.figures):
        yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(flatten_text(text))}</td></tr>'
    yield "</table>"
    yield from _teams(report)
    yield f"<p>{escape(flatten_text(views.how_counted(report)))}</p></body></html>"


def _teams(report: MonthlyReport) -> Iterator[str]:
    teams = report.figures.teams
    if teams is None:
        return
    labels = [node.label or say(OTHERS) for node in teams.nodes]
    yield f"<h2>{escape(say(HEADING))}</h2><table>"
    yield f'<tr><th scope="col">{escape(say("Teams"))}</th>'
    yield f'<th scope="col">{escape(say("How often"))}</th></tr>'
    for tie in sorted(teams.ties, key=lambda tie: (-tie.strength, tie.one, tie.other)):
        pair = views.pair_text(labels[tie.one], labels[tie.other])
        yield f"<tr><td>{escape(pair)}</td>"
        yield f"<td>{escape(say(views.HOW_OFTEN[tie.strength]))}</td></tr>"
    yield "</table>"
