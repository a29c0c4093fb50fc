"""The languages that Mingle speaks: English in the code, each other one in a catalogue.

A catalogue is a gettext file, `bot/ui/catalogues/<language>.po`, keyed by the English message. It
is read at the first word in its language, and kept. Whoever adds a language adds a file.
"""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel import Locale, parse_locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from bot.ui import pseudo_language

ENGLISH: Final = "en"
WHOLE: Final = 0.97  # of the messages
_FOLDER = files("bot.ui") / "catalogues"


@cache
def list_languages() -> tuple[str, ...]:
    """Return the languages that people may choose, English first."""
    names = (file.name for file in _FOLDER.iterdir())
    return (ENGLISH, *sorted(name.removesuffix(".po") for name in names if name.endswith(".po")))


@lru_cache(maxsize=512)
def nearest_language(locale: str) -> str:
    """Return the language for a platform's locale, such as “de” for “de-AT”, or English."""
    if locale == pseudo_language.NAME:
        return locale
    try:
        language = parse_locale(locale, sep="-" if "-" in locale else "_")[0]
    except ValueError:
        return ENGLISH
    return language if language in list_languages() else ENGLISH


def native_name(language: str) -> str:
    """Return what a language calls itself, such as “Deutsch”."""
    name = Locale.parse(language).display_name or language
    return name[:1].upper() + name[1:]


@cache
def is_whole(language: str) -> bool:
    """Return whether nearly every message has words in a language: then it is spoken unasked.

    A card half in English would be worse than one in English.
    """
    if language in (ENGLISH, pseudo_language.NAME):
        return True
    messages = [message for message in _read(language) if message.id]
    said = sum(1 for message in messages if _is_said(message.string))
    return bool(messages) and said >= WHOLE * len(messages)


def _is_said(words: object) -> bool:
    return all(words) if isinstance(words, list | tuple) else bool(words)


def date_locale(language: str) -> str:
    """Return the locale by which dates are written in a language."""
    return pseudo_language.DATE_LOCALE if language == pseudo_language.NAME else language


@lru_cache(maxsize=20_000)
def translate(language: str, message: str, context: str = "") -> str:
    """Return a message in a language; as it is where its catalogue does not have it."""
    if language == pseudo_language.NAME:
        return pseudo_language.disguise(message)
    catalogue = _catalogue(language)
    found = catalogue.pgettext(context, message) if context else catalogue.gettext(message)
    return str(found)


def translate_plural(language: str, one: str, many: str, count: int) -> str:
    """Return the form of a message for a number, by the plural rule of the language."""
    if language == pseudo_language.NAME:
        return pseudo_language.disguise(one if count == 1 else many)
    return _catalogue(language).ngettext(one, many, count)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language not in list_languages()[1:]:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _read(language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _read(language: str) -> Catalog:
    with (_FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)
