"""What the Monday note to organisers says: one paragraph, or nothing at all."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import utc_instant
from bot.home.overview import Activity, ClosedChannel, Kind, Overview
from bot.home.views.organisers import newcomers_text
from bot.ui.cards import Actions, Button, Card, Paragraph
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Instant, Node, Text, merge_words, tell

WHY = mark(
    "You organise here. On Mondays I say in a paragraph what runs this week and what needs you."
)
_MUTED = "organisers.monday"
_MAX_RUNS, _MAX_NEEDS = 5, 3
_REPORT_DAYS = range(4, 11)  # on the first Monday from the fourth on, last month can be read
_HOSTED = mark("the lunch round in {channel} on {time}, hosted by {host}")
_WHAT: dict[Kind, str] = {
    "rounds": mark("the lunch round in {channel} on {time}"),
    "prompts": mark("the prompt in {channel} on {time}"),
    "digest": mark("the digest in {channel} on {time}"),
    "happy_hour": mark("the happy hour poll in {channel} on {time}"),
    "poll": mark("the end of a poll in {channel} on {time}"),
}


def note_card(overview: Overview, monday: dt.date, zone: str) -> Card | None:
    """Return the note for the week that begins on a Monday; None where there is nothing to say."""
    runs, needs = _runs(overview.activities, monday, zone), _needs(overview)
    has_report = monday.day in _REPORT_DAYS and bool(overview.activities)
    if not (runs or needs or has_report):
        return None

    buttons = [Button("overview.page", say("See the overview"), "0", "main")]
    if has_report:
        buttons.append(Button("report.show", say("See last month's report")))
    buttons.append(Button("attention.mute", say("Turn these notes off"), _MUTED))
    text = runs or (say("Nothing is due this week."),)
    planned = newcomers_text(overview.newcomers)
    if planned:
        text = merge_words((*text, " ", *planned))
    if needs:
        text = merge_words((*text, " ", needs))
    as_of = say("As of this Monday morning; the overview has what holds now.")
    title = say("Your week in short")
    return Card("note", title, (Paragraph(text), Actions(tuple(buttons))), (as_of,))


def _runs(activities: Sequence[Activity], monday: dt.date, zone: str) -> Text:
    """Return what comes in the week, the soonest first."""
    until = utc_instant(monday + dt.timedelta(days=7), dt.time.min, zone)
    soon = [(one.next_at, one) for one in activities if one.next_at and one.next_at < until]
    soon.sort(key=lambda each: each[0])
    nodes: list[Node] = []
    for at, one in soon[:_MAX_RUNS]:
        nodes.append("; " if nodes else "")
        nodes += _describe(one, Instant(at, zone))
    if len(soon) > _MAX_RUNS:
        nodes += ["; ", say_many("and {count} more", "and {count} more", len(soon) - _MAX_RUNS)]
    return tell("This week: {things}.", things=tuple(nodes)) if nodes else ()


def _describe(one: Activity, at: Instant) -> Text:
    host = one.host
    if host and host.host and host.until is None:
        return tell(_HOSTED, channel=one.channel, time=at, host=host.host)
    return tell(_WHAT[one.kind], channel=one.channel, time=at)


def _needs(overview: Overview) -> str:
    """Return what needs an organiser, in a sentence; an empty one where nothing does."""
    needs = [say("{channel} is on hold", channel=_name(place)) for place in overview.closed]
    needs += [
        say("something is missing in {channel}", channel=_name(place)) for place in overview.lacking
    ]
    needs += [
        say("the lunches in #{channel} dwindle", channel=each.program.channel_name)
        for each in overview.programs
    ]
    needs += [
        say("nobody hosts the lunches in #{channel}", channel=each.channel.name)
        for each in overview.hostless
    ]
    if overview.matters:
        needs.append(
            say_many(
                "{count} thing is held or set aside",
                "{count} things are held or set aside",
                overview.matters,
            )
        )
    if overview.sources:
        needs.append(
            say_many("{count} source fails", "{count} sources fail", len(overview.sources))
        )
    if overview.suggestions:
        needs.append(
            say_many(
                "{count} suggested prompt waits",
                "{count} suggested prompts wait",
                overview.suggestions,
            )
        )
    if not needs:
        return ""
    hidden = len(needs) - _MAX_NEEDS
    shown = needs[:_MAX_NEEDS] + (
        [say_many("{count} more", "{count} more", hidden)] if hidden > 0 else []
    )
    return say("Needs a hand: {things}.", things=", ".join(shown))


def _name(place: ClosedChannel) -> str:
    return f"#{place.channel_name}" if place.channel_name else say("a channel")
