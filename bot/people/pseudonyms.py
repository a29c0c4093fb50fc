"""Pseudonyms: a former colleague in the place of somebody, in keys, cards and words. Pure."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from bot.store.kept import FORMER_NAME

FORMER = "former-"  # begins the id of a former colleague, which no platform gives out
_ID_PARTS = r"[\w%-]"  # what ids consist of, so that no other begins with the same
# Fields of cards whose text is no words that people read.
_ROUTES = {"type", "kind", "action", "value", "style", "show", "zone", "media_type", "id"}


class Pseudonym(Struct, frozen=True):
    """Somebody's id and name, and the id of the former colleague in their place."""

    person: str
    name: str
    former: str

    @property
    def is_distinct(self) -> bool:
        """Whether the name is more than one word, and so hardly means anything else."""
        return " " in self.name.strip()


@dataclass(frozen=True)
class Replacement:
    """Replaces somebody by a former colleague.

    `theirs` is for texts about them, in which one word of their name means them too.
    """

    pseudonym: Pseudonym
    theirs: bool

    def in_key(self, key: str) -> str:
        """Return a key without their id."""
        for spelled in (str, quoted_id):
            person, former = spelled(self.pseudonym.person), spelled(self.pseudonym.former)
            whole = rf"(?<!{_ID_PARTS}){re.escape(person)}(?!{_ID_PARTS})"
            key = re.sub(whole, former, key)
        return key

    def in_words(self, words: str) -> str:
        """Return a text without their id and their name."""
        words = self.in_key(words)
        name = self.pseudonym.name.strip()
        if self.pseudonym.is_distinct:
            words = _replace_name(words, name, re.IGNORECASE)
        if self.theirs and name:
            words = _replace_name(words, name)
            words = _replace_name(words, name.split()[0])
        return words

    def in_json(self, text: str, *, emptied: bool = False) -> str:
        """Return stored JSON without them; `emptied` takes every list out of it where it is
        theirs."""
        try:
            value = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return self.in_key(text)
        if emptied and self.theirs and isinstance(value, dict):
            value = {key: [] if isinstance(held, list) else held for key, held in value.items()}
        return msgspec.json.encode(self._in_value(value)).decode()

    def _in_value(self, value: Any) -> Any:
        match value:
            case str():
                return self.in_words(value)
            case list():
                return [self._in_value(each) for each in value]
            case {"type": "mention", "person": self.pseudonym.person}:
                return {**value, "person": self.pseudonym.former, "name": FORMER_NAME}
            case dict():
                return {
                    key: self.in_key(held)
                    if key in _ROUTES and isinstance(held, str)
                    else self._in_value(held)
                    for key, held in value.items()
                }
        return value


def is_former(person_id: str) -> bool:
    """Return whether an id is that of a former colleague who was erased."""
    return person_id.rpartition("/")[2].startswith(FORMER)


def quoted_id(person_id: str) -> str:
    """Return an id as subjects spell it."""
    return quote(person_id, "/@+")


def names_id(text: str, person_id: str) -> bool:
    """Return whether an id may stand in a text."""
    return person_id in text or quoted_id(person_id) in text


def _replace_name(words: str, name: str, flags: int = 0) -> str:
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _former_name, words, flags=flags)


def _former_name(found: re.Match[str]) -> str:
    """Return the name of a former colleague, with a small letter amid a sentence."""
    before = found.string[: found.start()].rstrip()
    begins = not before or before[-1] in ".!?:"
    return FORMER_NAME if begins else FORMER_NAME[0].lower() + FORMER_NAME[1:]
