"""What Discord shows of commands to people whose app speaks another language.

Only Discord's own lists change: what people type comes back in English, and so do the answers.
Examples stay as Mingle reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.discord.languages import german, spanish
from adapters.json_types import JsonObject


@dataclass(frozen=True)
class Language:
    """Names of commands and options, what they are for, and choices, by the English ones."""

    names: Mapping[str, str]
    summaries: Mapping[str, str]
    choices: Mapping[str, str]


_SPANISH = Language(spanish.NAMES, spanish.SUMMARIES, spanish.CHOICES)

# by Discord's codes
LANGUAGES: Mapping[str, Language] = {
    "de": Language(german.NAMES, german.SUMMARIES, german.CHOICES),
    "es-ES": _SPANISH,
    "es-419": _SPANISH,
}


def localised(definition: JsonObject) -> JsonObject:
    """Return the definition of a command, an option or a choice in all languages.

    What a language has no word for stays in English.
    """
    is_choice = "value" in definition
    names: dict[str, str] = {}
    summaries: dict[str, str] = {}
    for code, language in LANGUAGES.items():
        own = language.choices if is_choice else language.names
        if name := own.get(definition["name"]):
            names[code] = name
        if summary := language.summaries.get(definition.get("description", "")):
            summaries[code] = summary

    found = dict(definition)
    if names:
        found["name_localizations"] = names
    if summaries:
        found["description_localizations"] = summaries
    for inner in ("options", "choices"):
        if inner in found:
            found[inner] = [localised(one) for one in found[inner]]
    return found
