"""The app's command definitions, built from the router without I/O.

Discord shows a word with subcommands as a group, and a group cannot be used alone. So where a word
is a command and also begins others, as /lunch does, the word alone becomes a subcommand, named in
`strings.ALONE` (/lunch find, /events list). A group has at most 25: of a word with more, those that
only organisers use are in a group beside it (/mingle-organisers audit), all together, so that
nobody has to guess. `strings.BESIDE_LAST` names what stays in its place as long as there is room.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from adapters.discord import strings
from adapters.discord.languages import localised
from adapters.json_types import JsonObject, Payload
from bot.core.permissions import Role
from bot.core.router import Command, Option, Router

OLD_SUBCOMMAND = "now"  # what all of them were once; apps may still show it for an hour
MAX_SUBCOMMANDS = 25
BESIDE = "-organisers"  # ends the name of the group beside a full one
MAX_SUMMARY = 100  # characters of a description
MAX_CHOICES = 25
SLASH, MENU = 1, 2
SUBCOMMAND, TEXT, NUMBER, PERSON, CHANNEL = 1, 3, 4, 6, 7
OPTION_TYPES = {"text": TEXT, "number": NUMBER, "person": PERSON, "channel": CHANNEL}
TEXT_CHANNELS = [0, 5]
SERVER, DIRECT = 0, 1  # where commands can be used
MANAGE_EVENTS = 1 << 33

# A command's first word, and its names by Discord's code of the language.
Localisations = Mapping[str, Mapping[str, str]]
CommandDefinition = JsonObject


def command_definitions(
    router: Router, names: Localisations | None = None
) -> list[CommandDefinition]:
    """Return every command and menu entry, in all languages.

    `names` are an operator's own names of the commands, which come before ours.
    """
    firsts = sorted({name.partition(" ")[0] for name in router.commands})
    commands: list[CommandDefinition] = []
    for first in firsts:
        commands.append(_definition(router, first))
        commands += _definitions_beside(router, first)
    commands += _menus(router)
    return [_localised(one, names or {}) for one in commands]


def spoken_names(router: Router) -> dict[str, str]:
    """Return the names that commands have on Discord, by the router's."""
    names: dict[str, str] = {}
    for first in {name.partition(" ")[0] for name in router.commands}:
        following, beside = _divide(router, first)
        names |= {command.name: command.name for command in following}
        names |= {one.name: one.name.replace(first, f"{first}{BESIDE}", 1) for one in beside}
        if first in router.commands:
            names[first] = f"{first} {_alone(first)}" if following else first
    return names


def command_fingerprint(definitions: list[CommandDefinition]) -> str:
    """Return a hash that changes whenever a definition does."""
    return sha256(json.dumps(definitions, sort_keys=True).encode()).hexdigest()


def resolve_command(router: Router, data: Payload) -> tuple[str, list[JsonObject]]:
    """Return the name of the router's command that a payload means, and the options given."""
    if data.get("type") == MENU:
        title = str(data["name"])
        return strings.MENUS.get(title, title), []

    first = str(data["name"]).removesuffix(BESIDE)
    options = list(data.get("options") or [])
    if not options or options[0]["type"] != SUBCOMMAND:
        return first, options

    second = options[0]["name"]
    name = f"{first} {second}"
    if second in (_alone(first), OLD_SUBCOMMAND) and name not in router.commands:
        name = first
    return name, list(options[0].get("options") or [])


def _alone(first: str) -> str:
    """Return the subcommand that a word alone becomes."""
    return strings.ALONE.get(first, strings.ANY_ALONE)


def _definition(router: Router, first: str) -> CommandDefinition:
    alone = router.commands.get(first)
    following, _ = _divide(router, first)
    family = following
    if alone:
        family = [alone, *following]
    definition = _group(first, family)
    if alone and not following:
        return definition | {
            "description": alone.summary[:MAX_SUMMARY],
            "options": list(_options(alone)),
        }

    subcommands = []
    if alone:
        subcommands.append(_subcommand(_alone(first), alone))
    subcommands += map(_following, following)
    return definition | {
        "description": strings.GROUPS.get(first, strings.ANY_GROUP),
        "options": subcommands,
    }


def _definitions_beside(router: Router, first: str) -> list[CommandDefinition]:
    """Return the group of a word's commands that do not fit into its own, if there are any."""
    _, others = _divide(router, first)
    if not others:
        return []
    subcommands = list(map(_following, others))
    group = {"description": strings.FOR_ORGANISERS, "options": subcommands}
    return [_group(f"{first}{BESIDE}", others) | group]


def _divide(router: Router, first: str) -> tuple[list[Command], list[Command]]:
    """Return the commands that follow a word in its group, and those in the group beside it."""
    following = [
        command for name, command in sorted(router.commands.items()) if name.startswith(f"{first} ")
    ]
    excess = len(following) + (first in router.commands) - MAX_SUBCOMMANDS
    if excess <= 0:
        return following, []

    theirs = [command for command in following if command.role is Role.ORGANISER]
    others = [command for command in theirs if command.name not in strings.BESIDE_LAST]
    if len(others) < excess:
        others = theirs
    return [command for command in following if command not in others], others


def _group(name: str, family: list[Command]) -> CommandDefinition:
    return {
        "type": SLASH,
        "name": name,
        "integration_types": [0],
        "contexts": [SERVER, DIRECT],
        **_visibility(family),
    }


def _following(command: Command) -> CommandDefinition:
    return _subcommand(command.name.partition(" ")[2], command)


def _visibility(family: list[Command]) -> CommandDefinition:
    """Hide commands for organisers from most people.

    `dispatch` checks the role again when one is used.
    """
    if any(command.role is not Role.ORGANISER for command in family):
        return {}
    return {"default_member_permissions": MANAGE_EVENTS}


def _subcommand(name: str, command: Command) -> CommandDefinition:
    return {
        "type": SUBCOMMAND,
        "name": name,
        "description": command.summary[:MAX_SUMMARY],
        "options": list(_options(command)),
    }


def _options(command: Command) -> Iterator[CommandDefinition]:
    for option in sorted(command.options, key=lambda option: not option.required):
        yield {
            "type": OPTION_TYPES[option.kind],
            "name": option.name,
            "description": option.summary[:MAX_SUMMARY],
            "required": option.required,
            **_restricted(option),
        }


def _restricted(option: Option) -> CommandDefinition:
    """Return the definition's part that restricts or suggests values."""
    if option.choices:
        choices = option.choices[:MAX_CHOICES]
        return {"choices": [{"name": choice, "value": choice} for choice in choices]}
    if option.kind == "channel":
        return {"channel_types": TEXT_CHANNELS}
    if option.suggest:
        return {"autocomplete": True}
    return {}


def _menus(router: Router) -> list[CommandDefinition]:
    return [
        {"type": MENU, "name": title, "integration_types": [0], "contexts": [SERVER]}
        for title, name in strings.MENUS.items()
        if name in router.commands
    ]


def _localised(definition: CommandDefinition, names: Localisations) -> CommandDefinition:
    found = localised(definition)
    if own := names.get(definition["name"]):
        found["name_localizations"] = {**found.get("name_localizations", {}), **own}
    return found
