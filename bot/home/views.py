"""Word what Mingle understands."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from bot.core.channels import Participation as Place
from bot.core.permissions import Role
from bot.core.router import Command, Option
from bot.digest.filters import EventFilter
from bot.events.rules import Event, RsvpStatus
from bot.events.views import parts as events
from bot.home.program_status import ProgramStatus
from bot.open_tables.rules import OpenTable
from bot.people import views as people
from bot.people.records import Person, is_paused
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
from bot.ui.text import Bold, Instant, Text

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
_MORE = "“/mingle help” also lists what organisers can do."
_ROUNDS = "Lunch with a colleague"
_NO_ROUNDS = (
    "No channel has lunch pairings yet. An organiser types “/mingle setup” where they should be."
)
_TABLES = "Tables in the coming days"
_EVENTS = "Your events"
_WEEK = "On this week"
_NOTHING_NEW = "Nothing else that suits you for the rest of this week."
_SHOWN = 2  # events of this week
_STATUS_WORDS = {
    "in": "you go.",
    "waiting": "you are on the waiting list.",
    "pending": "you go if one more does.",
}
_FOOTER = "I never read what you write to each other; I only count clicks on my own buttons."


def help_card(commands: Iterable[Command]) -> Card:
    """List commands, grouped."""
    return Card("note", "What I understand", _groups(commands), (_FOOTER,))


def overview_card(
    person: Person, participations: Sequence[Place], today: date, commands: Iterable[Command]
) -> Card:
    """Say how things stand with somebody, and what they can type."""
    profile = Actions(
        (Button("profile.open", "My profile", style="quiet" if person.profile_at else "main"),)
    )
    everything = list(commands)
    theirs = [command for command in everything if command.role is not Role.ORGANISER]
    more = [Paragraph((_MORE,), soft=True)] if len(theirs) < len(everything) else []
    parts = (
        *people.participation_lines(person, participations, today),
        profile,
        *_groups(theirs),
        *more,
    )
    return Card("note", "I introduce colleagues to each other, in person", parts, (_FOOTER,))


def home_card(
    person: Person,
    statuses: Sequence[ProgramStatus],
    seats: Sequence[OpenTable],
    mine: Sequence[tuple[Event, RsvpStatus]],
    week: Sequence[Event] | None,
    today: date,
) -> Card:
    """Show somebody's home page: what they take part in, what comes next, and what to click."""
    rows = tuple((f"#{place.program.channel_name}", _next(place)) for place in statuses)
    paused = is_paused(person, today)
    pause = Button("pause.end", "I'm back") if paused else Button("pause.open", "Take a pause")
    profile = Button("profile.open", "My profile", style="quiet" if person.profile_at else "main")
    parts: list[Part] = [*people.participation_lines(person, (), today)[1:]] if paused else []
    parts += [Heading(_ROUNDS), Facts(rows) if rows else Paragraph((_NO_ROUNDS,))]
    parts += (
        [Actions(clicks)]
        if (clicks := tuple(_click(place) for place in statuses if place.draw)[:20])
        else []
    )
    parts += [Heading(_TABLES), *(_table(person, table) for table in seats)]
    parts.append(Actions((Button("table.open", "Open a table"),)))
    parts += (
        [Heading(_EVENTS), *(_event(person, *one) for one in mine), _more(mine)] if mine else []
    )
    parts += _this_week(week, {event.id for event, _ in mine}) if week is not None else []
    parts += [Divider(), Actions((profile, pause))]
    return Card("note", f"Hello, {person.name}", tuple(parts), (_FOOTER,))


def _next(status: ProgramStatus) -> Text:
    drawn: Text = (" Next round: ", status.draw, ".") if status.draw else ()
    return ("You are in." if status.state == "in" else "You are not in.", *drawn)


def _click(status: ProgramStatus) -> Button:
    name, number = status.program.channel_name[:40], str(status.program.id)
    if status.state == "in":
        return Button("lunch.skip", f"Skip the next round in #{name}", f"{number}:{status.day}")
    return Button("people.join", f"Join #{name}", number, "main")


def _table(person: Person, table: OpenTable) -> Part:
    mine = table.seats_person(person.id)
    seat = "you have a seat" if mine else "there is a free seat"
    return Paragraph(
        (table.host, " has a table ", Instant(table.starts_at, table.zone), f": {seat}.")
    )


def _event(person: Person, event: Event, status: RsvpStatus) -> Part:
    words = _STATUS_WORDS[status] if event.host != person.id else "you host."
    return Paragraph((f"{event.title}, ", *events.when_text(event), f": {words}"))


def _this_week(week: Sequence[Event], mine: Collection[int]) -> list[Part]:
    others = [event for event in week if event.id not in mine]
    lines: list[Text] = [
        (*events.when_text(event), " · ", Bold(event.title), _place(event))
        for event in others[:_SHOWN]
    ]
    if more := len(others) - len(lines):
        lines.append((f"And {more} more.",))
    shown = [Paragraph(line) for line in lines or [(_NOTHING_NEW,)]]
    return [
        Heading(_WEEK),
        *shown,
        Actions((Button("events.page", "See what's on", EventFilter().button_value()),)),
    ]


def _place(event: Event) -> str:
    return f" · {event.place}" if event.place else ""


def _more(mine: Sequence[tuple[Event, RsvpStatus]]) -> Part:
    return Actions(
        tuple(Button("event.show", event.title[:LABEL_LIMIT], str(event.id)) for event, _ in mine)
    )


def command_usage(command: Command) -> str:
    """Write a command as somebody types it."""
    return " ".join([f"/{command.name}", *map(_typed, command.options)])


def _groups(commands: Iterable[Command]) -> tuple[Part, ...]:
    groups: dict[str, list[Command]] = {}
    for command in sorted(
        commands, key=lambda command: (command.role is Role.ORGANISER, command.name)
    ):
        groups.setdefault(_heading(command), []).append(command)
    return tuple(
        part
        for heading, group in groups.items()
        for part in (Heading(heading), Facts(_rows(group)))
    )


def _heading(command: Command) -> str:
    word = command.name.partition(" ")[0]
    return _ORGANISERS if command.role is Role.ORGANISER else _HEADINGS.get(word, f"/{word}")


def _rows(commands: Iterable[Command]) -> tuple[tuple[str, Text], ...]:
    return tuple(_row(command) for command in commands)


def _row(command: Command) -> tuple[str, Text]:
    if (
        command.role is Role.ORGANISER
    ):  # a form or a refusal tells the rest; all of it at once is more than anybody reads
        return f"/{command.name}", (command.summary,)
    return command_usage(command), (_explained(command),)


def _explained(command: Command) -> str:
    telling = command.example not in ("", f"/{command.name}")
    return f"{command.summary}. For example: {command.example}" if telling else command.summary


def _typed(option: Option) -> str:
    words = option.name if option.rest else f"{option.name}:…"
    return f"<{words}>" if option.required else f"[{words}]"
