"""What the Monday note to organisers says: one paragraph, or nothing at all."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import utc_instant
from bot.home.overview import Activity, ClosedChannel, Kind, Overview
from bot.ui.cards import Actions, Button, Card, Paragraph
from bot.ui.text import Instant, Node, Text

WHY = "You organise here. On Mondays I say in a paragraph what runs this week and what needs you."
_TITLE = "Your week in short"
_AS_OF = "As of this Monday morning; the overview has what holds now."
_MUTED = "organisers.monday"
_MAX_RUNS, _MAX_NEEDS = 5, 3
_REPORT_DAYS = range(4, 11)  # on the first Monday from the fourth on, last month can be read
_WHAT: dict[Kind, str] = {
    "rounds": "the lunch round in ",
    "prompts": "the prompt in ",
    "digest": "the digest in ",
    "happy_hour": "the happy hour poll in ",
    "poll": "the end of a poll in ",
}


def note_card(overview: Overview, monday: dt.date, zone: str) -> Card | None:
    """Return the note for the week that begins on a Monday; None where there is nothing to say."""
    runs, needs = _runs(overview.activities, monday, zone), _needs(overview)
    has_report = monday.day in _REPORT_DAYS and bool(overview.activities)
    if not (runs or needs or has_report):
        return None

    buttons = [Button("overview.page", "See the overview", "0", "main")]
    if has_report:
        buttons.append(Button("report.show", "See last month's report"))
    buttons.append(Button("attention.mute", "Turn these notes off", _MUTED))
    text = (*(runs or ("Nothing is due this week.",)), *needs)
    return Card("note", _TITLE, (Paragraph(text), Actions(tuple(buttons))), (_AS_OF,))


def _runs(activities: Sequence[Activity], monday: dt.date, zone: str) -> Text:
    """Return what comes in the week, the soonest first."""
    until = utc_instant(monday + dt.timedelta(days=7), dt.time.min, zone)
    soon = [(one.next_at, one) for one in activities if one.next_at and one.next_at < until]
    soon.sort(key=lambda each: each[0])
    nodes: list[Node] = []
    for at, one in soon[:_MAX_RUNS]:
        nodes += ["; " if nodes else "This week: ", _WHAT[one.kind], one.channel]
        nodes += [" on ", Instant(at, zone)]
    if len(soon) > _MAX_RUNS:
        nodes.append(f"; and {len(soon) - _MAX_RUNS} more")
    return (*nodes, ".") if nodes else ()


def _needs(overview: Overview) -> Text:
    """Return what needs an organiser, in a sentence."""
    needs = [f"{_name(place)} is on hold" for place in overview.closed]
    needs += [f"something is missing in {_name(place)}" for place in overview.lacking]
    needs += [f"the lunches in #{each.program.channel_name} dwindle" for each in overview.programs]
    if overview.matters:
        needs.append(
            _count(overview.matters, "thing is held or set aside", "things are held or set aside")
        )
    if overview.sources:
        needs.append(_count(len(overview.sources), "source fails", "sources fail"))
    if overview.suggestions:
        needs.append(
            _count(overview.suggestions, "suggested prompt waits", "suggested prompts wait")
        )
    if not needs:
        return ()
    hidden = len(needs) - _MAX_NEEDS
    shown = needs[:_MAX_NEEDS] + ([f"{hidden} more"] if hidden > 0 else [])
    return (f" Needs a hand: {', '.join(shown)}.",)


def _name(place: ClosedChannel) -> str:
    return f"#{place.channel_name}" if place.channel_name else "a channel"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
