"""What the monthly report says: figures that tell of no single person."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import local_date
from bot.pairings.views.picture import HEADING, OTHERS, network_picture
from bot.reports.records import MonthlyReport
from bot.reports.rules import LEAST, MonthFigures
from bot.ui.cards import Actions, Button, Card, Facts, File, Heading, Paragraph, Part
from bot.ui.crowds import Crowd
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Text

CSV_NAME, PAGE_NAME = "mingle-{:%Y-%m}.csv", "mingle-{:%Y-%m}.html"
TOO_FEW = "too few to say"
LEGEND = (
    "The larger a circle, the more of a team met somebody; the thicker a line, the more often. "
    "Teams and lines of fewer than five people stay out."
)
NOTHING = (
    "There's nothing I can say about this month without telling of single people. Reports get "
    "fuller as more of you meet."
)
HOW = (
    "Counted once, on {}, and not again. Numbers of people go down to a multiple of five, and I "
    "say none below ten."
)
_MAX_NAMED = 6  # pairs of teams or towns in one line
NOT_A_MONTH = "I can't tell which month that is. Write it like 2026-02, or leave it out."

Row = tuple[str, Text]


def month_name(month: dt.date) -> str:
    """Return a month as people say it, with its year."""
    return f"{month:%B} {month.year}"


def report_card(report: MonthlyReport, earlier: dt.date | None) -> Card:
    """Return the report of a month; `earlier` is the month before where there is one."""
    buttons = []
    if not report.figures.is_empty:
        buttons.append(
            Button("report.send", "Send me the picture and files", f"{report.month:%Y-%m}", "main")
        )
    if earlier:
        buttons.append(Button("report.show", f"See {month_name(earlier)}", f"{earlier:%Y-%m}"))
    buttons.append(Button("overview.page", "See what runs now", "0"))
    parts = [*figure_parts(report.figures), Actions(tuple(buttons))]
    return Card("note", f"{month_name(report.month)} in short", tuple(parts), how_counted(report))


def files_card(report: MonthlyReport, csv: str, page: str) -> Card:
    """Return the message with the report as figures, a picture, a table and a page to print."""
    parts = figure_parts(report.figures)
    teams = report.figures.teams
    if teams:
        legend = Paragraph((LEGEND,), soft=True)
        parts += [Heading(HEADING), network_picture(teams), legend]
    parts += [
        File(PAGE_NAME.format(report.month), "text/html", page),
        File(CSV_NAME.format(report.month), "text/csv", csv),
    ]
    title = f"{month_name(report.month)} in short"
    return Card("note", title, tuple(parts), how_counted(report))


def figure_parts(figures: MonthFigures) -> list[Part]:
    """Return the figures of a month, or why there are none."""
    if figures.is_empty:
        return [Paragraph((NOTHING,))]
    return [Facts(tuple(figure_rows(figures)))]


def figure_rows(figures: MonthFigures) -> list[Row]:
    """Return each figure with what it is about."""
    events = ""
    if figures.events:
        events = f"{figures.events} with nine or more signed up"
    return [
        ("In a lunch round", people_text(figures.drawn)),
        ("Said they met", people_text(figures.met)),
        ("Teams that met", (pairs_text(team_pairs(figures)),)),
        ("Towns that met", (pairs_text(figures.towns),)),
        ("Signed up for something together", people_text(figures.together)),
        ("Events", (events or TOO_FEW,)),
        ("Shared what they learned", people_text(figures.learned)),
    ]


def people_text(number: int) -> Text:
    """Return a number of people that was counted once."""
    return ("at least ", Crowd(number), " people") if number >= LEAST else (TOO_FEW,)


def team_pairs(figures: MonthFigures) -> list[tuple[str, str]]:
    """Return the pairs of teams whose people met, the most often first."""
    if figures.teams is None:
        return []
    labels = [node.label or OTHERS for node in figures.teams.nodes]
    strongest = sorted(figures.teams.ties, key=lambda tie: (-tie.strength, tie.one, tie.other))
    return [(labels[tie.one], labels[tie.other]) for tie in strongest]


def pairs_text(pairs: Sequence[tuple[str, str]]) -> str:
    """Return pairs of teams or towns in one line."""
    if not pairs:
        return TOO_FEW
    named = [f"{one} and {other}" for one, other in pairs[:_MAX_NAMED]]
    hidden = len(pairs) - _MAX_NAMED
    if hidden > 0:
        named.append(f"{hidden} more pairs" if hidden > 1 else "one more pair")
    return "; ".join(named)


def none_yet_card(ready: dt.date) -> Card:
    """Say when the first report can be had."""
    return note_card(
        "No report yet",
        f"The first one can be had from {ready:%A}, {ready.day} {ready:%B} on: a month has to end "
        "first, and people get a few days to say how their lunches went.",
    )


def not_settled_text(month: dt.date, ready: dt.date) -> Text:
    """Say when the report of a month can be had."""
    return (
        f"There's no report of {month_name(month)} yet: it can be had from {ready.day} "
        f"{ready:%B} {ready.year} on. ",
        CommandMention("mingle report"),
        " shows the latest.",
    )


def before_us_text(month: dt.date) -> Text:
    """Say that nobody used Mingle in a month."""
    return (
        f"Nobody used me here in {month_name(month)}. ",
        CommandMention("mingle report"),
        " shows the latest month.",
    )


def on_its_way_card(month: dt.date) -> Card:
    """Confirm that the files of a report are about to be sent."""
    return note_card(
        "On its way",
        f"In a moment I'll send you {month_name(month)} as a picture, a page to print and a table "
        "for spreadsheets. Only you get it.",
    )


def how_counted(report: MonthlyReport) -> Text:
    """Return when and how the figures were counted."""
    day = local_date(report.counted_at, report.zone)
    return (HOW.format(f"{day.day} {day:%B}"),)
