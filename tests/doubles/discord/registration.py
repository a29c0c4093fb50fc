"""Refuse commands and choices that Discord would refuse."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.doubles.discord.layout import OPTION_TEXT, OPTIONS, length
from tests.doubles.discord.refusals import Wrong
from tests.doubles.discord.state import Json

SLASH_COMMANDS, CONTEXT_MENUS, COMMAND_CHARACTERS, CHOICES = 100, 15, 8000, 25
LOCALES = frozenset((
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi",
    "th", "zh-CN", "ja", "zh-TW", "ko",
))  # fmt: skip
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


def commands(wanted: list[Json]) -> Iterator[Wrong]:
    """Yield what is wrong with a list of commands."""
    for number, one in enumerate(wanted):
        yield from _command(one, str(number))
    names = Counter((one.get("type") or 1, one.get("name")) for one in wanted)
    yield from (
        ("", f"APPLICATION_COMMANDS_DUPLICATE_NAME: {name}")
        for (_, name), times in names.items()
        if times > 1
    )


def choices(offered: list[Json], where: str = "data.choices") -> Iterator[Wrong]:
    """Yield what is wrong with choices."""
    if len(offered) > CHOICES:
        yield where, f"Must be {CHOICES} or fewer in length."
    for number, one in enumerate(offered):
        yield from length(one.get("name"), f"{where}.{number}.name", OPTION_TEXT)
        yield from _localised(one, f"{where}.{number}")
        if isinstance(one.get("value"), str):
            yield from length(one["value"], f"{where}.{number}.value", OPTION_TEXT)


def _command(one: Json, where: str) -> Iterator[Wrong]:
    kind, name = one.get("type") or 1, one.get("name") or ""
    yield from _localised(one, where, 32)
    if kind == 1:
        for called in (name, *(one.get("name_localizations") or {}).values()):
            yield from _command_name(called, where)
        yield from length(one.get("description"), f"{where}.description", 100)
        yield from _parameters(one.get("options") or [], where)
        if sum(len(text) for text in _command_texts(one)) > COMMAND_CHARACTERS:
            yield where, f"Must be {COMMAND_CHARACTERS} or fewer in length."
        return
    yield from length(name, f"{where}.name", 32)
    if one.get("description") or one.get("options"):
        yield where, "Context menu commands have neither description nor options"


def _localised(one: Json, where: str, limit: int = OPTION_TEXT) -> Iterator[Wrong]:
    """Yield what is wrong with what a command, an option or a choice is called elsewhere."""
    for field, most in (("name", limit), ("description", 100)):
        for code, text in (one.get(f"{field}_localizations") or {}).items():
            place = f"{where}.{field}_localizations.{code}"
            if code not in LOCALES:
                yield place, "Value must be one of the supported locales"
            yield from length(text, place, most)


def _command_name(name: str, where: str) -> Iterator[Wrong]:
    if not COMMAND_NAME.fullmatch(name) or name != name.lower():
        yield f"{where}.name", "Command name is invalid"


def _parameters(options: list[Json], where: str) -> Iterator[Wrong]:
    if len(options) > OPTIONS:
        yield f"{where}.options", f"Must be {OPTIONS} or fewer in length."
    if len({one.get("name") for one in options}) < len(options):
        yield f"{where}.options", "Option names must be unique"
    for code in LOCALES:
        called = [(one.get("name_localizations") or {}).get(code, one["name"]) for one in options]
        if len(set(called)) < len(called):
            yield f"{where}.options", f"Option names must be unique in {code}"
    required = [bool(one.get("required")) for one in options if one.get("type") not in {1, 2}]
    if required != sorted(required, reverse=True):
        yield f"{where}.options", "Required options must be placed before non-required options"
    if len({one.get("type") in {1, 2} for one in options}) > 1:
        yield (
            f"{where}.options",
            "Sub-command and sub-command group option types are mutually exclusive with others",
        )
    for number, one in enumerate(options):
        place = f"{where}.options.{number}"
        for called in (one.get("name") or "", *(one.get("name_localizations") or {}).values()):
            yield from _command_name(called, place)
        yield from _localised(one, place, 32)
        yield from length(one.get("description"), f"{place}.description", 100)
        yield from choices(one.get("choices") or [], f"{place}.choices")
        if one.get("autocomplete") and one.get("choices"):
            yield place, "Autocomplete and choices are mutually exclusive"
        yield from _parameters(one.get("options") or [], place)


def _longest(one: Json, field: str) -> str:
    """Return the longest of what something is called: the only one that counts."""
    elsewhere: dict[str, str] = one.get(f"{field}_localizations") or {}
    return max((one.get(field) or "", *elsewhere.values()), key=len)


def _command_texts(one: Json) -> Iterator[str]:
    yield _longest(one, "name")
    yield _longest(one, "description")
    for choice in one.get("choices") or []:
        yield _longest(choice, "name")
        yield str(choice.get("value"))
    for option in one.get("options") or []:
        yield from _command_texts(option)
