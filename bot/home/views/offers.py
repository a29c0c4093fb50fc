"""Parts of the home page about what somebody can join, and what others of its parts share."""

from collections.abc import Collection, Sequence

from bot.digest.filters import EventFilter
from bot.events.rules import Event
from bot.events.views import parts as events
from bot.home.agenda import Agenda
from bot.home.program_status import ProgramStatus
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts as tables
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.invitation import once_button
from bot.people.records import Person
from bot.ui.cards import (
    Actions,
    Button,
    Heading,
    Paragraph,
    Part,
)
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Bold,
    CommandMention,
    Instant,
    Text,
    merge_words,
    tell,
)

_OPEN = mark("Open to you")
_WEEK = mark("On this week")
_NOTHING_NEW = mark("Nothing else that suits you for the rest of this week.")
_MAX_WEEK = 2  # events of this week
_MAX_PROGRAMS = 3  # whose lunches are open to somebody
_MAX_TABLES = 5
_NAME_LENGTH = 40  # characters of a channel on a button


def open_parts(person: Person, agenda: Agenda) -> list[Part]:
    """Return what somebody can join: rounds that they are not in, and tables with room."""
    parts: list[Part] = [Heading(say(_OPEN))]
    others = [status for status in agenda.programs if not (status.is_in and status.draw)]
    for status in others[:_MAX_PROGRAMS]:
        parts += _joinable(status, person.zone)
    if not agenda.programs:
        parts.append(Paragraph(_no_rounds()))
    free = [one for one in agenda.tables if one.free_seats and not one.seats_person(person.id)]
    for table in free[:_MAX_TABLES]:
        parts += _free_table(table)
    return [*parts, Actions((tables.open_own_button(say("Open a lunch table")),))]


def _joinable(status: ProgramStatus, zone: str) -> tuple[Part, ...]:
    what: Text = tell("Lunch rounds in {channel}", channel=status.program.channel_mention)
    following: Text = ()
    if status.draw:
        following = (" ", *tell("Next round: {at}.", at=Instant(status.draw.at, zone)))
    number = str(status.program.id)
    if status.is_in:
        return (Paragraph(tell("{what}: you're in. No round is planned yet.", what=what)),)
    if status.state == "done":
        stay = Button("people.join", say("Stay in"), number)
        text: Text = tell(
            "{what}: you're in for the round that is running, and out after it.", what=what
        )
        return with_buttons(merge_words((*text, *following)), stay)

    words, label = say("you're not in."), say("Join {sign}", sign=channel_sign(status.program))
    if status.state == "paused":
        words, label = say("they rest for you, after rounds without a click."), say("I'm back")
    join = Button("people.join", label, number, "main")
    return with_buttons(
        merge_words((*what, f": {words}", *following)), join, once_button(status.program)
    )


def _free_table(table: OpenTable) -> tuple[Part, ...]:
    details = [table.place]
    if table.topic:
        details.append(say("talk about {topic}", topic=table.topic))
    details.append(tables.seats_left(table.free_seats))
    about = "".join(f" · {detail}" for detail in details if detail)
    text: Text = tell(
        "{host} has a lunch table, {start}{about}",
        host=table.host,
        start=table_start(table),
        about=about,
    )
    return with_buttons(text, Button("table.join", say("Take a seat"), str(table.id)))


def week_parts(week: Sequence[Event], own: Collection[int]) -> list[Part]:
    """Return events of this week that somebody does not go to yet."""
    others = [event for event in week if event.id not in own and not event.is_doubtful]
    parts: list[Part] = [Heading(say(_WEEK))]
    if not others:
        parts.append(Paragraph((say(_NOTHING_NEW),)))
    for event in others[:_MAX_WEEK]:
        where = f" · {event.place}" if event.place else ""
        parts.append(Paragraph((*events.when_text(event), " · ", Bold(event.title), where)))
    if len(others) > _MAX_WEEK:
        parts.append(Paragraph(_more(len(others) - _MAX_WEEK)))

    everything = Button("events.page", say("See what's on"), EventFilter().button_value())
    return [*parts, Actions((everything,))]


def with_buttons(text: Text, *buttons: Button) -> tuple[Part, ...]:
    """Return a line and its buttons."""
    return (Paragraph(text), Actions(buttons, beside=True)) if buttons else (Paragraph(text),)


def table_start(table: OpenTable) -> Instant:
    """Return when a table begins, by the clock of its place."""
    return Instant(table.starts_at, table.zone)


def channel_sign(program: PairingProgram) -> str:
    """Return the name of a program's channel on a button."""
    return f"#{program.channel_name[:_NAME_LENGTH]}"


def _no_rounds() -> Text:
    return tell(
        "No channel has lunch pairings yet. An organiser types {command} where they should be.",
        command=CommandMention("mingle setup"),
    )


def _more(number: int) -> Text:
    return (say_many("And {count} more.", "And {count} more.", number),)
