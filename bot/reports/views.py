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
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    CommandMention,
    Text,
    format_date_year,
    format_day_month,
    format_long_day,
    format_month_year,
    tell,
)

CSV_NAME, PAGE_NAME = "mingle-{:%Y-%m}.csv", "mingle-{:%Y-%m}.html"
TOO_FEW = mark("too few to say")
LEGEND = mark(
    "The larger a circle, the more of a team met somebody; the thicker a line, the more often. "
    "Teams and lines of fewer than five people stay out."
)
NOTHING = mark(
    "There's nothing I can say about this month without telling of single people. Reports get "
    "fuller as more of you meet."
)
HOW = mark(
    "Counted once, on {day}, and not again. Numbers of people go down to a multiple of five, and I "
    "say none below ten."
)
_MAX_NAMED = 6  # pairs of teams or towns in one line
NOT_A_MONTH = mark("I can't tell which month that is. Write it like 2026-02, or leave it out.")
WHY_SENT = mark("You asked for the report of a month.")
HOW_OFTEN = {3: mark("often"), 2: mark("now and then"), 1: mark("once in a while")}

Row = tuple[str, Text]


def report_title(month: dt.date) -> str:
    """Return what the report of a month is called."""
    return say("{month} in short", month=format_month_year(month))


def report_card(report: MonthlyReport, earlier: dt.date | None) -> Card:
    """Return the report of a month; `earlier` is the month before where there is one."""
    buttons = []
    if not report.figures.is_empty:
        buttons.append(
            Button(
                "report.send",
                say("Send me the picture and files"),
                f"{report.month:%Y-%m}",
                "main",
            )
        )
    if earlier:
        see_earlier = say("See {month}", month=format_month_year(earlier))
        buttons.append(Button("report.show", see_earlier, f"{earlier:%Y-%m}"))
    buttons.append(Button("overview.page", say("See what runs now"), "0"))
    parts = [*figure_parts(report.figures), Actions(tuple(buttons))]
    return Card("note", report_title(report.month), tuple(parts), how_counted(report))


def files_card(report: MonthlyReport, csv: str, page: str) -> Card:
    """Return the message with the report as figures, a picture, a table and a page to print."""
    parts = figure_parts(report.figures)
    teams = report.figures.teams
    if teams:
        legend = Paragraph((say(LEGEND),), soft=True)
        parts += [Heading(say(HEADING)), network_picture(teams), legend]
    parts += [
        File(PAGE_NAME.format(report.month), "text/html", page),
        File(CSV_NAME.format(report.month), "text/csv", csv),
    ]
    return Card("note", report_title(report.month), tuple(parts), how_counted(report))


def figure_parts(figures: MonthFigures) -> list[Part]:
    """Return the figures of a month, or why there are none."""
    if figures.is_empty:
        return [Paragraph((say(NOTHING),))]
    return [Facts(tuple(figure_rows(figures)))]


def figure_rows(figures: MonthFigures) -> list[Row]:
    """Return each figure with what it is about."""
    events = say(TOO_FEW)
    if figures.events:
        events = say("{count} with nine or more signed up", count=figures.events)
    return [
        (say("In a lunch round"), people_text(figures.drawn)),
        (say("Said they met"), people_text(figures.met)),
        (say("Teams that met"), (pairs_text(team_pairs(figures)),)),
        (say("Towns that met"), (pairs_text(figures.towns),)),
        (say("Signed up for something together"), people_text(figures.together)),
        (say("Events"), (events,)),
        (say("Shared what they learned"), people_text(figures.learned)),
    ]


def people_text(number: int) -> Text:
    """Return a number of people that was counted once."""
    if number < LEAST:
        return (say(TOO_FEW),)
    return tell("at least {count} people", count=Crowd(number))


def team_pairs(figures: MonthFigures) -> list[tuple[str, str]]:
    """Return the pairs of teams whose people met, the most often first."""
    if figures.teams is None:
        return []
    labels = [node.label or say(OTHERS) for node in figures.teams.nodes]
    strongest = sorted(figures.teams.ties, key=lambda tie: (-tie.strength, tie.one, tie.other))
    return [(labels[tie.one], labels[tie.other]) for tie in strongest]


def pairs_text(pairs: Sequence[tuple[str, str]]) -> str:
    """Return pairs of teams or towns in one line."""
    if not pairs:
        return say(TOO_FEW)
    named = [pair_text(one, other) for one, other in pairs[:_MAX_NAMED]]
    hidden = len(pairs) - _MAX_NAMED
    if hidden > 0:
        named.append(say_many("one more pair", "{count} more pairs", hidden))
    return "; ".join(named)


def pair_text(one: str, other: str) -> str:
    """Return two teams or towns that met."""
    return say("{one} and {other}", one=one, other=other)


def none_yet_card(ready: dt.date) -> Card:
    """Return when the first report is ready."""
    return note_card(
        say("No report yet"),
        say(
            "The first one is ready on {day}: a month has to end first, and people get a few days "
            "to say how their lunches went.",
            day=format_long_day(ready),
        ),
    )


def not_settled_text(month: dt.date, ready: dt.date) -> Text:
    """Return the refusal of a report that is not ready, with when it is."""
    return tell(
        "There's no report of {month} yet; it's ready on {day}. {command} shows the latest.",
        month=format_month_year(month),
        day=format_date_year(ready),
        command=CommandMention("mingle report"),
    )


def before_us_text(month: dt.date) -> Text:
    """Return the refusal of a month in which nobody used Mingle."""
    return tell(
        "Nobody used me here in {month}. {command} shows the latest month.",
        month=format_month_year(month),
        command=CommandMention("mingle report"),
    )


def on_its_way_card(month: dt.date) -> Card:
    """Confirm that the files of a report are about to be sent."""
    return note_card(
        say("On its way"),
        say(
            "In a moment I'll send you {month} as a picture, a page to print and a table for "
            "spreadsheets. Only you get it.",
            month=format_month_year(month),
        ),
    )


def how_counted(report: MonthlyReport) -> Text:
    """Return when and how the figures were counted."""
    day = local_date(report.counted_at, report.zone)
    return (say(HOW, day=format_day_month(day)),)
