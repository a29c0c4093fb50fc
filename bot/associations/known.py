"""Well-known professional associations, read from known.toml, and which of them suit somebody."""

import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from bot.people.meanings import Meaning, find_in_title, merge_meanings
from bot.people.records import Person
from bot.people.towns import town_key
from bot.ui.speech import say
from bot.ui.text import host_of

MOST_SUGGESTED = 3


class KnownAssociation(Struct, frozen=True, forbid_unknown_fields=True):
    """An association that is not in the directory yet.

    `source` is the public material that it was found in; the seat is empty where that has none.
    """

    name: str
    field: str
    about: str
    site: str
    source: str
    town: str = ""
    country: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others in a button: the host of its site."""
        return host_of(self.site)

    @property
    def meaning(self) -> Meaning:
        """The topics that it is about."""
        subjects = self.field.replace(",", " and").split(" and ")
        titles = [find_in_title(words) for words in (self.name, self.about)]
        named = merge_meanings(subjects)
        topics = named.topics.union(*(title.topics for title in titles))
        broader = named.broader.union(*(title.broader for title in titles))
        return Meaning(topics, broader - topics)


@cache
def load_known() -> tuple[KnownAssociation, ...]:
    """Return every association of known.toml."""
    source = resources.files(__package__).joinpath("known.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["association"]
    return tuple(msgspec.convert(entry, KnownAssociation) for entry in entries)


@cache
def list_fields() -> tuple[str, ...]:
    """Return the fields of work of all associations, by the alphabet."""
    return tuple(sorted({known.field for known in load_known()}))


def find_known(key: str) -> KnownAssociation | None:
    """Return the association of a button, or None."""
    return next((known for known in load_known() if known.key == key), None)


def say_about(link: str, about: str) -> str:
    """Return what an association is about, by its site.

    As Mingle's own list has it, it is said in its reader's language; what people wrote stays.
    """
    known = find_known(host_of(link))
    return say(about) if known and known.about == about else about


def suggest_known(person: Person, listed: Collection[str]) -> Sequence[KnownAssociation]:
    """Return associations in somebody's field or town that the directory does not list.

    Those in both come first, then those in their field. `listed` are names in small letters.
    """
    likes = merge_meanings(
        filter(None, (*person.interests, *person.offers, *person.wants, person.team))
    )
    home = town_key(person.office) if person.office else ""
    ranked: list[tuple[bool, bool, KnownAssociation]] = []
    for known in load_known():
        near = bool(home and known.town) and town_key(known.town) == home
        fits = bool(likes.common_topics(known.meaning))
        if (near or fits) and known.name.casefold() not in listed:
            ranked.append((not fits, not near, known))
    ranked.sort(key=lambda each: each[:2])
    return [known for _, _, known in ranked[:MOST_SUGGESTED]]
