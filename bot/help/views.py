"""Word what Mingle understands."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.authority import Who
from bot.cards import Actions, Button, Card, Facts, Heading, Part
from bot.people import views as people
from bot.people.records import Part as Place
from bot.people.records import Person
from bot.router import Command, Option
from bot.text import Text

_HEADINGS = {"lunch": "Lunch with company", "mingle": "You and Mingle", "prompt": "Prompts", "round": "Lunch rounds"}
_ORGANISERS = "For organisers"
_FOOTER = "I never read what you write to each other; I only count clicks on my own buttons."


def help_card(commands: Iterable[Command]) -> Card:
    """List commands, grouped."""
    return Card("note", "What I understand", _groups(commands), (_FOOTER,))


def standing(person: Person, places: Sequence[Place], today: date, commands: Iterable[Command]) -> Card:
    """Say how things stand with somebody, and what they can type."""
    profile = Actions((Button("profile.open", "My profile", style="quiet" if person.profile_at else "main"),))
    parts = (*people.standing(person, places, today), profile, *_groups(commands))
    return Card("note", "I introduce colleagues to each other, in person", parts, (_FOOTER,))


def usage(command: Command) -> str:
    """Write a command as somebody types it."""
    return " ".join([f"/{command.name}", *map(_typed, command.options)])


def _groups(commands: Iterable[Command]) -> tuple[Part, ...]:
    groups: dict[str, list[Command]] = {}
    for command in sorted(commands, key=lambda command: (command.who is Who.ORGANISER, command.name)):
        groups.setdefault(_heading(command), []).append(command)
    return tuple(part for heading, group in groups.items() for part in (Heading(heading), Facts(_rows(group))))


def _heading(command: Command) -> str:
    word = command.name.partition(" ")[0]
    return _ORGANISERS if command.who is Who.ORGANISER else _HEADINGS.get(word, f"/{word}")


def _rows(commands: Iterable[Command]) -> tuple[tuple[str, Text], ...]:
    return tuple((usage(command), (_explained(command),)) for command in commands)


def _explained(command: Command) -> str:
    telling = command.example not in ("", f"/{command.name}")
    return f"{command.summary}. For example: {command.example}" if telling else command.summary


def _typed(option: Option) -> str:
    words = option.name if option.rest else f"{option.name}:…"
    return f"<{words}>" if option.required else f"[{words}]"
