"""The home page, the overview of `/mingle`, and its help."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Literal

from bot.core.channels import Participation
from bot.core.permissions import Role
from bot.core.router import Command, Option
from bot.digest.filters import EventFilter
from bot.events.rules import Event, RsvpStatus
from bot.events.views import parts as events
from bot.home.program_status import ProgramStatus
from bot.open_tables.rules import OpenTable
from bot.pairings.views.invitation import once_button
from bot.people.records import Person, is_paused
from bot.people.views import pauses
from bot.ui.cards import (
    LABEL_LIMIT,
    Actions,
    Button,
    Card,
    Divider,
    Facts,
    Heading,
    Paragraph,
    Part,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, CommandMention, Instant, Text

_HEADINGS = {
    "associations": "Associations and openings",
    "events": "Events",
    "happyhour": "Happy hours and places",
    "lunch": "Lunch with company",
    "mingle": "You and Mingle",
    "prompt": "Prompts",
    "round": "Lunch rounds",
    "venues": "Happy hours and places",
}
_ORGANISERS = "For organisers"
UNKNOWN_PAGE = (
    "I have no page about that. ",
    CommandMention("mingle help"),
    " alone shows everything I understand.",
)
_MORE = (CommandMention("mingle help"), " also lists what organisers can do.")
_ROUNDS = "Lunch with a colleague"
_NO_ROUNDS = (
    "No channel has lunch pairings yet. An organiser types ",
    CommandMention("mingle setup"),
    " where they should be.",
)
_TABLES = "Tables in the coming days"
_EVENTS = "Your events"
_WEEK = "On this week"
_NOTHING_NEW = "Nothing else that suits you for the rest of this week."
_MAX_WEEK = 2  # events of this week
_MAX_BUTTONS = 20
_STATES = {
    "in": "You are in.",
    "once": "You're in for one round.",
    "done": "You're in for the round that is running, and out after it.",
}
_STATUS_WORDS = {
    "in": "you go.",
    "waiting": "you are on the waiting list.",
    "pending": "you go if one more does.",
}
_FOOTER = "I never read what you write to each other; I only count clicks on my own buttons."


def help_card(commands: Iterable[Command]) -> Card:
    """List commands by subject."""
    return Card("note", "What I understand", _groups(commands), (_FOOTER,))


def overview_card(
    person: Person,
    participations: Sequence[Participation],
    today: date,
    commands: Iterable[Command],
) -> Card:
    """Show what a person takes part in, and the commands for everybody."""
    everything = list(commands)
    for_everybody = [command for command in everything if command.role is not Role.ORGANISER]
    parts: list[Part] = [
        *pauses.participation_lines(person, participations, today),
        Actions((_profile_button(person),)),
        *_groups(for_everybody),
    ]
    if len(for_everybody) < len(everything):
        parts.append(Paragraph(_MORE, soft=True))
    return Card("note", "I introduce colleagues to each other, in person", tuple(parts), (_FOOTER,))


def forgotten_home_card() -> Card:
    """Show somebody who asked to be forgotten, and only looks, that they still are."""
    return note_card(
        "You're forgotten here",
        (
            "I keep nothing that names you, and looking here changes nothing. ",
            CommandMention("mingle"),
            " begins anew: then you are somebody new.",
        ),
    )


def home_card(
    person: Person,
    statuses: Sequence[ProgramStatus],
    seats: Sequence[OpenTable],
    own_events: Sequence[tuple[Event, RsvpStatus]],
    week: Sequence[Event] | None,
    today: date,
) -> Card:
    """Show a person's home page: what they take part in, what comes next, and what to click."""
    parts: list[Part] = []
    pause = Button("pause.open", "Take a pause")
    if is_paused(person, today):
        parts += pauses.participation_lines(person, (), today)[1:]
        pause = Button("pause.end", "I'm back")

    parts += _programs(statuses)
    if person.organiser:
        parts += _next_rounds(statuses)
    parts += [Heading(_TABLES), *(_table(person, table) for table in seats)]
    parts.append(Actions((Button("table.open", "Open a table"),)))
    if own_events:
        parts.append(Heading(_EVENTS))
        parts += [_own_event(person, event, status) for event, status in own_events]
        parts.append(_event_buttons(own_events))
    if week is not None:
        parts += _this_week(week, {event.id for event, _ in own_events})
    parts += [Divider(), Actions((_profile_button(person), pause))]
    return Card("note", f"Hello, {person.name}", tuple(parts), (_FOOTER,))


def _profile_button(person: Person) -> Button:
    style: Literal["quiet", "main"] = "quiet" if person.profile_at else "main"
    return Button("profile.open", "My profile", style=style)


def _programs(statuses: Sequence[ProgramStatus]) -> list[Part]:
    if not statuses:
        return [Heading(_ROUNDS), Paragraph(_NO_ROUNDS)]
    rows = [(f"#{status.program.channel_name}", _status_text(status)) for status in statuses]
    parts: list[Part] = [Heading(_ROUNDS), Facts(tuple(rows))]
    buttons = [button for status in statuses if status.draw for button in _program_buttons(status)]
    if buttons:
        parts.append(Actions(tuple(buttons[:_MAX_BUTTONS])))
    return parts


def _next_rounds(statuses: Sequence[ProgramStatus]) -> list[Part]:
    """Return the buttons with which organisers move the next rounds or leave them out."""
    buttons = []
    for status in statuses[:_MAX_BUTTONS]:
        label = f"Move the next round in #{status.program.channel_name[:40]}"
        buttons.append(Button("round.plan", label, str(status.program.id)))
    return [Actions(tuple(buttons))] if buttons else []


def _status_text(status: ProgramStatus) -> Text:
    text = _STATES.get(status.state, "You are not in.")
    if status.draw is None:
        return (text,)
    return (text, " Next round: ", status.draw, ".")


def _program_buttons(status: ProgramStatus) -> list[Button]:
    name, number = status.program.channel_name[:40], str(status.program.id)
    if status.state in ("in", "once"):
        label = f"Skip the next round in #{name}"
        return [Button("lunch.skip", label, f"{number}:{status.day}")]
    if status.state == "done":
        return [Button("people.join", f"Stay in #{name}", number)]
    join = Button("people.join", f"Join #{name}", number, "main")
    return [join, once_button(status.program, f" in #{name}")]


def _table(person: Person, table: OpenTable) -> Part:
    starts = Instant(table.starts_at, table.zone)
    seat = "there is a free seat"
    if table.seats_person(person.id):
        seat = "you have a seat"
    return Paragraph((table.host, " has a table ", starts, f": {seat}."))


def _own_event(person: Person, event: Event, status: RsvpStatus) -> Part:
    words = "you host." if event.host == person.id else _STATUS_WORDS[status]
    if event.is_doubtful:
        words = "no longer listed, so check before you go."
    when = events.when_text(event)
    return Paragraph((f"{event.title}, ", *when, f": {words}"))


def _this_week(week: Sequence[Event], own: Collection[int]) -> list[Part]:
    others = [event for event in week if event.id not in own and not event.is_doubtful]
    parts: list[Part] = [Heading(_WEEK)]
    if not others:
        parts.append(Paragraph((_NOTHING_NEW,)))
    for event in others[:_MAX_WEEK]:
        where = f" · {event.place}" if event.place else ""
        parts.append(Paragraph((*events.when_text(event), " · ", Bold(event.title), where)))
    if len(others) > _MAX_WEEK:
        parts.append(Paragraph((f"And {len(others) - _MAX_WEEK} more.",)))

    everything = Button("events.page", "See what's on", EventFilter().button_value())
    return [*parts, Actions((everything,))]


def _event_buttons(own_events: Sequence[tuple[Event, RsvpStatus]]) -> Part:
    buttons = [
        Button("event.show", event.title[:LABEL_LIMIT], str(event.id)) for event, _ in own_events
    ]
    return Actions(tuple(buttons))


def option_usage(command: Command) -> str:
    """Return a command's options as somebody types them, such as “<name> [part:…]”."""
    return " ".join(map(_option_usage, command.options))


def _groups(commands: Iterable[Command]) -> tuple[Part, ...]:
    """Return commands under headings, those for organisers last."""
    groups: dict[str, list[Command]] = defaultdict(list)
    for command in sorted(commands, key=_position):
        groups[_heading(command)].append(command)

    parts: list[Part] = []
    for heading, group in groups.items():
        parts += [Heading(heading), Facts(tuple(_row(command) for command in group))]
    return tuple(parts)


def _position(command: Command) -> tuple[bool, str]:
    return command.role is Role.ORGANISER, command.name


def _heading(command: Command) -> str:
    if command.role is Role.ORGANISER:
        return _ORGANISERS
    word = command.name.partition(" ")[0]
    return _HEADINGS.get(word, f"/{word}")


def _row(command: Command) -> tuple[CommandMention, Text]:
    # Organisers see names only: all options at once are more than anybody reads, and the form or
    # a refusal explains the rest.
    if command.role is Role.ORGANISER:
        return CommandMention(command.name), (command.summary,)

    text: Text = (command.summary,)
    example = command.example.removeprefix("/")
    if example not in ("", command.name):
        text = (command.summary, ". For example: ", CommandMention(example))
    return CommandMention(command.name, option_usage(command)), text


def _option_usage(option: Option) -> str:
    words = option.name if option.rest else f"{option.name}:…"
    if option.required:
        return f"<{words}>"
    return f"[{words}]"
