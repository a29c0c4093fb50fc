"""The cards of a newcomer's first ninety days."""

import datetime as dt

from bot.first_days.rules import AFTER_EVENTS
from bot.know_how.rules import Evidence
from bot.know_how.views.answers import expert_parts
from bot.next_step.event_steps import EventStep
from bot.next_step.views import describe_event
from bot.people.newcomers import FIRST_DAYS, FIRST_WEEKS
from bot.people.records import Person
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, clean_text, format_day_month, tell

WHY_STEP = mark("You're new here, and asked me to plan your first ninety days.")
TITLE = mark("Your first ninety days")
_SHOWN = 80


def spread_card(
    started_on: dt.date, today: dt.date, *, has_lunches: bool, has_team: bool, has_wants: bool
) -> Card:
    """Return what is ahead in a newcomer's first ninety days, and what there is already."""
    parts: list[Part] = []
    if today < started_on + FIRST_WEEKS:
        parts += _lunch_parts(started_on + FIRST_WEEKS, has_lunches=has_lunches, has_team=has_team)
    if today < started_on + AFTER_EVENTS:
        day = format_day_month(max(started_on + FIRST_WEEKS, today))
        words = say("From {day}: an event that suits you and has company.", day=day)
        parts.append(Paragraph((words,)))

    day = format_day_month(max(started_on + AFTER_EVENTS, today))
    words = say("From {day}: someone to ask about something you'd like to learn.", day=day)
    parts.append(Paragraph((words,)))
    if not has_wants:
        parts.append(
            Paragraph((say("For that, your profile has to say what you'd like to learn."),))
        )
    buttons = [_stop()]
    if not (has_team and has_wants):
        buttons.insert(0, Button("profile.open", say("Change my profile"), "", "main"))
    ends = say(
        "Where nothing fits, I stay quiet. I write nothing of it while you pause, and it ends by "
        "itself on {day}.",
        day=format_day_month(started_on + FIRST_DAYS),
    )
    parts += [Paragraph((ends,), soft=True), Actions(tuple(buttons))]
    return Card("note", say(TITLE), tuple(parts))


def event_card(step: EventStep) -> Card:
    """Return an event with company, for a newcomer."""
    words, buttons = describe_event(step)
    lead = say("You asked me to plan your first ninety days. Here's something you could go to.")
    parts = (Paragraph((lead,)), Paragraph(words), Actions((*buttons, _stop())))
    return Card("note", say("An event for your first months"), parts)


def expert_card(want: str, expert: Person, evidence: Evidence) -> Card:
    """Return whom a newcomer could ask about something that they would like to learn."""
    topic = clean_text(want, _SHOWN)
    lead = say("You'd like to learn about {topic}. Here's someone to ask.", topic=topic)
    parts = (Paragraph((lead,)), *expert_parts(expert, evidence), Actions((_stop(),)))
    return Card("note", say("Someone to ask about {topic}", topic=topic), parts)


def stopped_card() -> Card:
    """Confirm that nothing more comes of it."""
    words = say("Stopped. I'll suggest nothing more for your first ninety days.")
    return note_card(say(TITLE), words)


def over_card() -> Card:
    """Return what would make somebody a newcomer who is none, as far as is known."""
    words = say(
        "I don't know that you're new here. Your profile can say on which day you started; only "
        "you see it."
    )
    button = Button("profile.open", say("Change my profile"), "", "main")
    return Card("note", say(TITLE), (Paragraph((words,)), Actions((button,))))


def _lunch_parts(until: dt.date, *, has_lunches: bool, has_team: bool) -> list[Part]:
    if not has_lunches:
        words: Text = tell(
            "None of your lunch pairings looks for other teams yet. {next} suggests something to "
            "start with, or open a table of your own.",
            next=CommandMention("mingle next"),
        )
        table = Button("table.open", say("Open a lunch table"))
        return [Paragraph(words), Actions((table,))]
    day = format_day_month(until)
    words = (
        say("Until {day}: I'll first look for someone of another team for your lunches.", day=day),
    )
    if has_team:
        return [Paragraph(words)]
    return [Paragraph(words), Paragraph((say("For that, your profile has to name your team."),))]


def _stop() -> Button:
    return Button("newcomer.stop", say("Stop this"))
