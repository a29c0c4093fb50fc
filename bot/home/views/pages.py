"""The help: everything that Mingle understands, by subject."""

from collections import defaultdict
from collections.abc import Iterable

from bot.core.permissions import Role
from bot.core.router import Command, Option
from bot.ui.cards import Card, Facts, Heading, Part
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Text

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
FOOTER = "I never read what you write to each other; I only count clicks on my own buttons."


def help_card(commands: Iterable[Command]) -> Card:
    """List commands by subject."""
    return Card("note", "What I understand", _groups(commands), (FOOTER,))


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
