"""Saying a message in its reader's language.

Views write English: `say("Did {people} meet?", people=names)`. What stands in the call is the key
of the message in every catalogue, so it is a literal, and what changes stands in it as a named
field. Who reads is set around whatever makes cards: by dispatch for whoever clicked, by the engine
for whoever a message goes to. Words that are written before that, such as a constant, are marked,
and said where they are shown.

`make catalogues` collects the messages of all calls; `tests/test_catalogues.py` refuses a call
whose message is no literal, and a translation with other fields.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.ui.languages import ENGLISH, translate, translate_plural

_language = ContextVar("language", default=ENGLISH)


def reader_language() -> str:
    """Return the language in which words are said now."""
    return _language.get()


def speak(language: str) -> None:
    """Change the language in which the rest of a `speaking` block, and what it awaits, is said.

    So dispatch begins in the language of an app, and goes on in the one that its reader chose.
    """
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have what the block says said in a language, or as before where none is named."""
    token = _language.set(language or _language.get())
    try:
        yield
    finally:
        _language.reset(token)


def mark(message: str) -> str:
    """Return a message as it is, to be said later."""
    return message


def say(message: str, **fields: object) -> str:
    """Return a message as plain words, with its fields filled in."""
    words = find_message(message)
    return words.format(**fields) if fields else words


def say_as(context: str, message: str, **fields: object) -> str:
    """Return a message that means different things in English, told apart by its context."""
    words = find_message(message, context)
    return words.format(**fields) if fields else words


def say_many(one: str, many: str, count: int, **fields: object) -> str:
    """Return a message about a number of things; `{count}` is the number."""
    return find_plural(one, many, count).format(count=count, **fields)


def find_message(message: str, context: str = "") -> str:
    """Return a message in the reader's language, its fields still open."""
    language = _language.get()
    # gettext keeps its head under the empty message
    is_english = language == ENGLISH or not message
    return message if is_english else translate(language, message, context)


def find_plural(one: str, many: str, count: int) -> str:
    """Return the form for a number in the reader's language, its fields still open."""
    language = _language.get()
    if language == ENGLISH:
        return one if count == 1 else many
    return translate_plural(language, one, many, count)
