"""The cards of a newcomer's first ninety days."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import local_date
from bot.first_days.look_back import LookBack
from bot.know_how.rules import Evidence
from bot.know_how.views.answers import MEANT, expert_parts
from bot.next_step.event_steps import EventStep
from bot.next_step.views import describe_event
from bot.pairings.rounds.welcomers import Welcomer
from bot.people.newcomers import AFTER_EVENTS, FIRST_DAYS, FIRST_WEEKS
from bot.people.records import Person
from bot.people.views.profiles import WELCOMED
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Bold,
    CommandMention,
    Node,
    Text,
    clean_text,
    format_day_month,
    join_nodes,
    tell,
)

WHY_STEP = mark("You're new here, and asked me to plan your first ninety days.")
WHY_THANKS = mark("I planned your first ninety days, as you asked, and they're over.")
TITLE = mark("Your first ninety days")
_EVENT = mark("An event for your first months")
_SHOWN = 80
_MOST = 5  # names and titles in a look back

_ASKED_TO_WELCOME = mark(
    "Would you welcome the next newcomer? If somebody who is new takes my plan too and is in a "
    "lunch round with you, I'll try to match you with them first. I can't promise that it works "
    "out."
)


def spread_card(
    started_on: dt.date, today: dt.date, *, has_lunches: bool, has_team: bool, has_wants: bool
) -> Card:
    """Return what is ahead in a newcomer's first ninety days, and what there is already."""
    parts: list[Part] = []
    tomorrow = today + dt.timedelta(days=1)
    if today < started_on + FIRST_WEEKS:
        parts += _lunch_parts(started_on + FIRST_WEEKS, has_lunches=has_lunches, has_team=has_team)
    if today < started_on + AFTER_EVENTS:
        day = format_day_month(max(started_on + FIRST_WEEKS, tomorrow))
        words = say("From {day}: an event that suits you and has company.", day=day)
        parts.append(Paragraph((words,)))

    day = format_day_month(max(started_on + AFTER_EVENTS, tomorrow))
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
        "itself on {day}, with a look back.",
        day=format_day_month(started_on + FIRST_DAYS),
    )
    parts += [Paragraph((ends,), soft=True), Actions(tuple(buttons))]
    return Card("note", say(TITLE), tuple(parts))


def event_card(step: EventStep, *, is_stopped: bool) -> Card:
    """Return an event for a newcomer with the company that it has now."""
    words, buttons = describe_event(step)
    lead = say("You asked me to plan your first ninety days. Here's something you could go to.")
    stop = () if is_stopped else (_stop(),)
    parts = (Paragraph((lead,)), Paragraph(words), Actions((*buttons, *stop)))
    return Card("note", say(_EVENT), parts)


def no_event_card() -> Card:
    """Return what replaces an event that isn't listed any more."""
    return note_card(say(_EVENT), say("The event that I told you of isn't listed any more."))


def expert_card(want: str, expert: Person, evidence: Evidence, *, is_stopped: bool) -> Card:
    """Return whom a newcomer could ask about something that they would like to learn."""
    topic = clean_text(want, _SHOWN)
    lead = say("You'd like to learn about {topic}. Here's someone to ask.", topic=topic)
    stop = () if is_stopped else (Actions((_stop(),)),)
    parts = (Paragraph((lead,)), *expert_parts(expert, evidence), *stop)
    return Card("note", say("Someone to ask about {topic}", topic=topic), parts)


def no_expert_card() -> Card:
    """Return what replaces somebody to ask once there is nobody."""
    words = tell(
        "That has changed since, and I've no name for you right now. {who} asks again.",
        who=CommandMention("mingle who-knows"),
    )
    return note_card(say("Someone to ask"), words)


def thanks_card(known: LookBack, offer: Welcomer | None, zone: str) -> Card:
    """Thank somebody for their ninety days, say what is known of them, and ask for a welcome.

    Or say what they offered already.
    """
    parts: list[Part] = [
        Paragraph((say("Your first ninety days are over. Thank you for letting me plan them."),))
    ]
    parts += [Paragraph(text) for text in _look_back_texts(known)]
    parts += _welcome_parts(offer, zone)
    return Card("note", say("Ninety days in"), tuple(parts))


def welcome_card(offer: Welcomer, zone: str, *, has_lunches: bool) -> Card:
    """Confirm that somebody welcomes the next newcomer, and say what that means."""
    words = say(
        "If somebody who is new takes my plan for their first ninety days and is in a lunch round "
        "with you, I'll try to match you with them first. The introduction then says that they're "
        "new and that you offered this. It's for the next newcomer only, until {day}.",
        day=_until(offer, zone),
    )
    parts: list[Part] = [Paragraph((words,))]
    if not has_lunches:
        join = tell(
            "You're not in any lunch pairings yet. {join} gets you in.",
            join=CommandMention("mingle join"),
        )
        parts.append(Paragraph(join))
    parts.append(Actions((_take_back(),)))
    return Card("note", say("Thank you for welcoming someone"), tuple(parts))


def taken_back_card() -> Card:
    """Confirm that somebody welcomes nobody."""
    words = say("I won't look for newcomers for your lunches. Nothing else changes for you.")
    return note_card(say("That's fine"), words)


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
    parts: list[Part] = [Paragraph(words), Paragraph((say(WELCOMED),))]
    if not has_team:
        parts.append(Paragraph((say("For that, your profile has to name your team."),)))
    return parts


def _look_back_texts(known: LookBack) -> list[Text]:
    """Return what somebody did, a sentence each; nothing of what is not known."""
    texts: list[Text] = []
    if known.met:
        texts.append(tell("You met {names}.", names=_some(known.met)))
    if known.introduced and known.met:
        texts.append(tell("I also introduced you to {names}.", names=_some(known.introduced)))
    elif known.introduced:
        texts.append(tell("I introduced you to {names}.", names=_some(known.introduced)))
    if known.events:
        titles = [Bold(title) for title in known.events]
        texts.append(tell("You signed up for {events}.", events=_some(titles)))
    if known.learned:
        learned = say_many(
            "You wrote down something you learned.",
            "You wrote down {count} things you learned.",
            known.learned,
        )
        texts.append((learned,))
    return texts


def _some(nodes: Sequence[Node]) -> Text:
    shown: list[Node] = list(nodes[:_MOST])
    if len(nodes) > _MOST:
        shown.append(say_many("{count} more", "{count} more", len(nodes) - _MOST))
    return join_nodes(shown)


def _welcome_parts(offer: Welcomer | None, zone: str) -> list[Part]:
    if offer is None:
        welcome = Button("newcomer.welcome", say("Welcome the next newcomer"), MEANT, "main")
        return [Paragraph((say(_ASKED_TO_WELCOME),)), Actions((welcome,))]
    if offer.has_welcomed:
        words = say("You offered to welcome a newcomer, and I introduced you to one. Thank you!")
        again = Button("newcomer.welcome", say("Welcome another"), MEANT)
        return [Paragraph((words,)), Actions((again,))]
    words = say("You offered to welcome the next newcomer until {day}.", day=_until(offer, zone))
    return [Paragraph((words,)), Actions((_take_back(),))]


def _until(offer: Welcomer, zone: str) -> str:
    return format_day_month(local_date(offer.until, zone))


def _take_back() -> Button:
    return Button("newcomer.unwelcome", say("Take that back"), MEANT)


def _stop() -> Button:
    return Button("newcomer.stop", say("Stop this"))
