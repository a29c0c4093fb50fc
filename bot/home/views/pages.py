"""The help: everything that Mingle understands, by subject."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.core.permissions import Role
from bot.core.router import Command, Option
from bot.ui.cards import (
    OPTION_LIMIT,
    Actions,
    Card,
    Choice,
    Facts,
    Heading,
    Paragraph,
    Part,
    Select,
)
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, clean_text, tell

_HEADINGS = {
    "associations": mark("Associations and openings"),
    "events": mark("Events"),
    "happyhour": mark("Happy hours and places"),
    "lunch": mark("Lunch with company"),
    "mingle": mark("You and Mingle"),
    "poll": mark("Polls"),
    "prompt": mark("Prompts"),
    "round": mark("Lunch rounds"),
    "venues": mark("Happy hours and places"),
}
_TOPICS = {
    **_HEADINGS,
    "happyhour": mark("Happy hours"),
    "venues": mark("Places for happy hours"),
}
_ALL = mark("What I understand")
_ORGANISERS = mark("For organisers")
# What `mingle help` has a page about: the first words of commands, and what to expect of others.
HELP_PAGES = (
    "lunch", "events", "mingle", "round", "happyhour", "prompt", "associations", "venues",
    "conduct",
)  # fmt: skip
HELP_WORDS = {
    "lunches": "lunch", "table": "lunch", "tables": "lunch", "event": "events", "me": "mingle",
    "you": "mingle", "pause": "mingle", "profile": "mingle", "rounds": "round",
    "pairings": "round", "happy hour": "happyhour", "happy hours": "happyhour",
    "prompts": "prompt", "association": "associations", "venue": "venues", "places": "venues",
}  # fmt: skip
# What somebody needs most, first: the commands of the first page.
_FIRST = (
    "lunch", "lunch with", "events", "mingle pause", "mingle skip", "mingle profile",
    "mingle rather-not", "mingle why",
)  # fmt: skip
FOOTER = mark("I never read what you write to each other; I only count clicks on my own buttons.")


def help_card(commands: Sequence[Command]) -> Card:
    """List what people need most, and offer the rest by topic."""
    by_name = {command.name: command for command in commands}
    rows = tuple(_row(by_name[name]) for name in _FIRST if name in by_name)
    parts: list[Part] = [Facts(rows)] if rows else []
    return Card("note", say("What I understand"), (*parts, _topics(commands)), (say(FOOTER),))


def topic_card(commands: Sequence[Command]) -> Card:
    """List all commands of one topic."""
    heading = say(_HEADINGS.get(commands[0].name.partition(" ")[0], _ALL))
    return Card("note", heading, _groups(commands))


def unknown_page_card(about: str, commands: Sequence[Command]) -> Card:
    """Name a topic that there is no help about, and offer those that there is."""
    lead = Paragraph(
        (say("I have no help about “{words}”. Choose a topic:", words=clean_text(about, 40)),)
    )
    return Card("note", say("What would you like to know?"), (lead, _topics(commands)))


def _topics(commands: Iterable[Command]) -> Part:
    """Return the menu of topics that somebody may read about."""
    firsts = dict.fromkeys(command.name.partition(" ")[0] for command in commands)
    known = [page for page in HELP_PAGES if page in firsts]
    pages = [*known, *(first for first in firsts if first not in known)]
    choices = [Choice(page, say(_TOPICS.get(page, f"/{page}"))) for page in pages][
        : OPTION_LIMIT - 1
    ]
    choices.append(Choice("conduct", say("What to expect of each other")))
    return Actions((Select("help.topic", say("More about …"), tuple(choices)),))


def forgotten_home_card() -> Card:
    """Show somebody who asked to be forgotten, and only looks, that they still are."""
    return note_card(
        say("You're forgotten here"),
        tell(
            "I keep nothing that names you, and looking here changes nothing. {command} begins "
            "anew: then you are somebody new.",
            command=CommandMention("mingle"),
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
        return say(_ORGANISERS)
    word = command.name.partition(" ")[0]
    return say(_HEADINGS.get(word, f"/{word}"))


def _row(command: Command) -> tuple[CommandMention, Text]:
    # Organisers see names only: all options at once are more than anybody reads, and the form or
    # a refusal explains the rest.
    if command.role is Role.ORGANISER:
        return CommandMention(command.name), (say(command.summary),)

    text: Text = (say(command.summary),)
    example = command.example.removeprefix("/")
    if example not in ("", command.name):
        text = tell(
            "{summary}. For example: {command}",
            summary=say(command.summary),
            command=CommandMention(example),
        )
    return CommandMention(command.name, option_usage(command)), text


def _option_usage(option: Option) -> str:
    words = option.name if option.rest else f"{option.name}:…"
    if option.required:
        return f"<{words}>"
    return f"[{words}]"
