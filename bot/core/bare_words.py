"""Words without a name behind a command: a moment, seats, people, a place and a topic, in order."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.core.router import Command, Option
from bot.core.tokens import Token, read_tokens
from bot.dates.moments import Moment, Usual, find_moment
from bot.dates.vocabulary import COUNTS, fold_phrase, looks_like_time

Fields = Mapping[str, str | tuple[str, ...]]
_Given = dict[str, str | tuple[str, ...]]

_WITH = frozenset(("with", "mit", "avec", "con", "w/", "invite"))
_PLACE = frozenset(("at", "in", "im", "bei", "beim", "chez", "en", "@", "place:", "the"))
_TOPIC = frozenset(("about", "topic:", "re:", "uber", "ueber", "sobre", "sur", "zum"))
_AND = frozenset(("and", "und", "et", "y", "&", "+"))
_SEATS = r"(?:seats?|people|persons?|of us|places|platze|personen|personnes|personas|ppl|pax)"
_FOR = r"(?:(?:a )?table for|for|we are|party of|fur|fuer|pour|para|group of)"
_SEATED = re.compile(rf"(?:{_FOR} )?(?P<n>\d{{1,2}}|[a-z]+)(?: {_SEATS})?")
_POLITE = frozenset(("please", "pls", "bitte", "thanks", "merci", "gracias", "danke", "-", "and"))


class Spread(Struct, frozen=True):
    """A command with all of its words given to options, and those that no option takes."""

    command: str
    fields: dict[str, str | tuple[str, ...]]
    unused: str = ""


def spread_words(
    commands: Mapping[str, Command],
    command: Command,
    fields: Fields,
    now: dt.datetime,
    zone: str,
) -> Spread:
    """Return a command's options after its free words are given to them.

    Nothing changes for a command whose free words are not about a moment.
    """
    given = dict(fields)
    rest = next((option for option in command.options if option.rest and option.reads), None)
    takes = {option.name for option in command.options}
    if rest is None or not {"at", "topic"} <= takes:
        return Spread(command.name, given)

    usual: Usual = "lunch" if rest.reads == "lunch" else "any"
    _split_place(given, rest, now, zone, usual)
    tokens = read_tokens(str(given.pop(rest.name, "")))
    words = [" " if token.quoted else token.text for token in tokens]
    found = find_moment(words, now, zone, usual)
    if found.needs == "words" or (len(words) == 1 and words[0].isdecimal()):
        given[rest.name] = " ".join(token.text for token in tokens)
        return Spread(command.name, given)
    left = [token for first, last in found.rest for token in tokens[first:last]]
    if any(looks_like_time(token.text) for token in left if not token.quoted):
        given[rest.name] = " ".join(token.text for token in tokens)
        return Spread(command.name, given)
    chunks = _Chunks(tokens, command, given)
    for first, last in found.rest:
        chunks.take(first, last)
    said = _words_without(tokens, found)
    if said:
        given[rest.name] = said
    if chunks.people and command.people_go_to:
        command = commands[command.people_go_to]
    if chunks.people:
        free = [o.name for o in command.options if o.kind == "person" and not given.get(o.name)]
        given |= dict(zip(free, chunks.people, strict=False))
        chunks.unused += chunks.people[len(free) :]
    known = {option.name for option in command.options}
    chunks.unused += [f"{name}:{given.pop(name)}" for name in given.keys() - known]
    return Spread(command.name, given, " ".join(chunks.unused))


def _split_place(
    given: _Given,
    rest: Option,
    now: dt.datetime,
    zone: str,
    usual: Usual,
) -> None:
    """Move a moment out of a place or topic that ran on: “at:Ramen bar tomorrow 12:30”."""
    for name in ("at", "topic"):
        value = given.get(name)
        if given.get(rest.name) or not isinstance(value, str) or not value:
            continue
        words = value.split()
        found = find_moment(words, now, zone, usual)
        if found.start is None or len(found.rest) > 1:
            continue
        first, last = found.rest[0] if found.rest else (0, 0)
        if first not in (0, last) and last != len(words):
            continue
        given[name] = " ".join(words[first:last])
        given[rest.name] = " ".join([*words[:first], *words[last:]])


class _Chunks:
    """The words beside a moment, given to people, seats, place and topic as they come."""

    def __init__(
        self, tokens: Sequence[Token], command: Command, given: dict[str, str | tuple[str, ...]]
    ) -> None:
        self.tokens, self.given = tokens, given
        self.people: list[str] = []
        self.unused: list[str] = []
        self.takes_names = command.name.endswith(" with")

    def take(self, first: int, last: int) -> None:
        """Assign the words of one stretch to what they name."""
        for part in _parts(self.tokens[first:last], people=self._awaits_names):
            lead = fold_phrase(part[0].text) if not part[0].quoted else ""
            if lead in _WITH and len(part) > 1:
                self._take_people(part[1:])
            elif self._awaits_names and lead not in _PLACE:
                self._take_people(part)
            else:
                self._take_rest(part)

    @property
    def _awaits_names(self) -> bool:
        return self.takes_names and not self.people and not self.given.get("person")

    def _take_people(self, part: Sequence[Token]) -> None:
        """Take names up to a word that leads to something else."""
        names: list[list[str]] = [[]]
        for index, token in enumerate(part):
            folded = fold_phrase(token.text)
            if folded in _PLACE | _TOPIC:
                self._take_rest(part[index:])
                break
            if folded in _AND:
                names.append([])
                continue
            names[-1].append(token.text.strip(","))
            if token.text.endswith(","):
                names.append([])
        self.people += [" ".join(name) for name in names if name]

    def _take_rest(self, part: Sequence[Token]) -> None:
        part = self._without_seats(part)
        if not part:
            return
        lead = "" if part[0].quoted else fold_phrase(part[0].text)
        if lead in _TOPIC and len(part) > 1:
            self._give(("topic", "at"), part[1:])
            return
        if lead in _PLACE - {"the"} and len(part) > 1:
            part = part[1:]
        self._give(("at", "topic"), part)

    def _without_seats(self, part: Sequence[Token]) -> Sequence[Token]:
        """Take the number of seats that a stretch begins with, or names as such at its end."""
        if self.given.get("seats"):
            return part
        for length in range(min(4, len(part)), 0, -1):
            for words, left in ((part[:length], part[length:]), (part[-length:], part[:-length])):
                phrase = fold_phrase(" ".join(token.text for token in words))
                shape = _SEATED.fullmatch(phrase)
                count = _seat_count(shape["n"]) if shape else 0
                bare = phrase.isdecimal() or phrase in COUNTS
                if count and not (bare and left and words[-1] is part[-1]):
                    self.given["seats"] = str(count)
                    return left
        return part

    def _give(self, names: tuple[str, ...], part: Sequence[Token]) -> None:
        words = " ".join(token.text for token in part).strip(" ,;")
        if not words or fold_phrase(words) in _POLITE | _AND:
            return
        for name in names:
            if not self.given.get(name):
                self.given[name] = words
                return
        self.unused.append(words)


def _parts(tokens: Sequence[Token], *, people: bool) -> Iterator[list[Token]]:
    """Yield a stretch of words in parts: at commas, before “about …”, “with …”, and quotations."""
    part: list[Token] = []
    for token in tokens:
        folded = "" if token.quoted else fold_phrase(token.text)
        starts = folded in _WITH | _TOPIC or token.quoted
        if part and starts and not (len(part) == 1 and fold_phrase(part[0].text) in _PLACE):
            yield part
            part = []
        people = folded in _WITH or (people and folded not in _PLACE | _TOPIC)
        part.append(token)
        if token.text.endswith((",", ";")) and not people:
            yield part
            part = []
    if part:
        yield part


def _seat_count(word: str) -> int:
    count = int(word) if word.isdecimal() else COUNTS.get(word, 0)
    return count if 2 <= count <= 99 and word not in ("a", "an") else 0


def _words_without(tokens: Sequence[Token], found: Moment) -> str:
    """Return the words that are about the moment."""
    left = {index for first, last in found.rest for index in range(first, last)}
    return " ".join(token.text for index, token in enumerate(tokens) if index not in left)
