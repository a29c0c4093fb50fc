"""Write the app's commands from the router, as Discord takes them: pure.

Discord shows a word that has others after it as a group, and a group cannot be used alone. So the
rule is: where a word is a command and also begins others, as /lunch does, the word alone is called
"now" (/lunch now, /mingle now).
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from adapters.discord import strings
from bot.core.permissions import Role
from bot.core.router import Command, Option, Router

DEFAULT_SUBCOMMAND = "now"
MAX_SUMMARY = 100  # characters of a description
MAX_CHOICES = 25
SLASH, MENU = 1, 2
SUBCOMMAND, TEXT, NUMBER, PERSON, CHANNEL = 1, 3, 4, 6, 7
OPTION_TYPES = {"text": TEXT, "number": NUMBER, "person": PERSON, "channel": CHANNEL}
TEXT_CHANNELS = [0, 5]
SERVER, DIRECT = 0, 1  # where commands can be used
MANAGE_EVENTS = 1 << 33

Localisations = Mapping[
    str, Mapping[str, str]
]  # a first word, and what it is called in other languages
CommandDefinition = dict[str, Any]


def command_definitions(
    router: Router, names: Localisations | None = None
) -> list[CommandDefinition]:
    """Give every command and menu entry; `names` has the commands' names in other languages."""
    firsts = sorted({name.partition(" ")[0] for name in router.commands})
    commands = [_definition(router, first) | _localised(first, names or {}) for first in firsts]
    return [*commands, *_menus(router)]


def command_fingerprint(wanted: list[CommandDefinition]) -> str:
    """Give what tells whether the commands have changed."""
    return sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()


def resolve_command(router: Router, data: Mapping[str, Any]) -> tuple[str, list[CommandDefinition]]:
    """Read which command somebody used, in our words, and the options that they gave."""
    if data.get("type") == MENU:
        return strings.MENUS.get(data["name"], data["name"]), []
    name, given = str(data["name"]), list(data.get("options") or [])
    if given and given[0]["type"] == SUBCOMMAND:
        second = given[0]["name"]
        alone = second == DEFAULT_SUBCOMMAND and f"{name} {second}" not in router.commands
        return name if alone else f"{name} {second}", list(given[0].get("options") or [])
    return name, given


def _definition(router: Router, first: str) -> CommandDefinition:
    following = [
        command for name, command in sorted(router.commands.items()) if name.startswith(f"{first} ")
    ]
    alone = router.commands.get(first)
    family = [*([alone] if alone else []), *following]
    own = {
        "type": SLASH,
        "name": first,
        "integration_types": [0],
        "contexts": [SERVER, DIRECT],
        **_needed(family),
    }
    if not following:
        assert alone
        return own | {"description": alone.summary[:MAX_SUMMARY], "options": list(_options(alone))}
    subcommands = [_subcommand(DEFAULT_SUBCOMMAND, alone)] if alone else []
    subcommands += [_subcommand(command.name.partition(" ")[2], command) for command in following]
    return own | {
        "description": strings.GROUPS.get(first, strings.ANY_GROUP),
        "options": subcommands,
    }


def _needed(family: list[Command]) -> CommandDefinition:
    """Hide from most people what only organisers can use.

    Who may is checked again when somebody does.
    """
    hidden = all(command.role is Role.ORGANISER for command in family)
    return {"default_member_permissions": str(MANAGE_EVENTS)} if hidden else {}


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
    if option.choices:
        return {
            "choices": [
                {"name": choice, "value": choice} for choice in option.choices[:MAX_CHOICES]
            ]
        }
    if option.kind == "channel":
        return {"channel_types": TEXT_CHANNELS}
    return {"autocomplete": True} if option.suggest else {}


def _menus(router: Router) -> list[CommandDefinition]:
    return [
        {"type": MENU, "name": title, "integration_types": [0], "contexts": [SERVER]}
        for title, name in strings.MENUS.items()
        if name in router.commands
    ]


def _localised(first: str, names: Localisations) -> CommandDefinition:
    return {"name_localizations": dict(names[first])} if first in names else {}
