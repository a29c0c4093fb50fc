"""Words without a name behind a command: a moment, seats, people, a place and a topic, in order."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bot.core.router import Command, Option
from bot.core.seat_words import BETWEEN, OTHERS, SEATED, number_of, seat_count, seats_of
from bot.core.small_talk import TALK, WITH, without_chat
from bot.core.titled_words import Titled, split_titled
from bot.core.tokens import Token, read_tokens
from bot.dates.moments import Moment, Usual, find_moment
from bot.dates.vocabulary import COUNTS, fold_phrase, is_numbering, is_vague, looks_like_time

Fields = Mapping[str, str | tuple[str, ...]]
_Given = dict[str, str | tuple[str, ...]]

_PLACE = frozenset(("at", "in", "im", "bei", "beim", "chez", "en", "@", "place:", "the"))
_TOPIC = frozenset(("about", "topic", "topic:", "re:", "uber", "ueber", "sobre", "zum"))
_AND = frozenset(("and", "und", "et", "y", "&", "+", "/"))
# An option that no command has, or somebody for whom there is no seat, rather than a place.
_UNUSABLE = re.compile(r"[^\W\d_]{2,20}[:=][^\s/:=].*|<?@[^\W\d_].*")
_SEPARATORS = frozenset(("-", "--", "–", "—", "/", "|", "·", "•"))
_FOR_SEATS = frozenset(("for", "fur", "fuer", "pour", "para"))
_POLITE = frozenset((
    "please", "pls", "bitte", "thanks", "thx", "merci", "gracias", "danke", "por favor", "-", "and",
    "table", "a table", "tisch", "ein tisch", "einen tisch", "mesa", "una mesa",
))  # fmt: skip


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
    if rest is not None and rest.reads == "moment" and {"title", "at"} <= takes:
        return _spread_titled(command, given, rest, now, zone)
    if rest is None or not {"at", "topic"} <= takes:
        return Spread(command.name, given)

    usual: Usual = "lunch" if rest.reads == "lunch" else "any"
    _split_place(given, rest, now, zone, usual)
    typed = read_tokens(str(given.pop(rest.name, "")))
    tokens: Sequence[Token] = without_chat(typed)
    is_chatty = len(tokens) < len(typed)
    if (
        len(tokens) == 1
        and tokens[0].quoted
        and _find_moment(
            bare := [Token(word) for word in tokens[0].text.split()], now, zone, usual
        ).start
    ):
        tokens = bare
    tokens = _without_count(given, tokens)
    found = _find_moment(tokens, now, zone, usual)
    if found.start is None and not given.get("seats"):
        tokens, found = _take_seats_before(given, tokens, found, now, zone, usual)
    alone = len(tokens) == 1 and not tokens[0].quoted
    if found.needs == "words" or (alone and number_of(fold_phrase(tokens[0].text))):
        given[rest.name] = " ".join(token.text for token in tokens)
        return Spread(command.name, given)
    if _leaves_time(tokens, found):
        given[rest.name] = " ".join(token.text for token in tokens)
        return Spread(command.name, given)
    chunks = _Chunks(tokens, command, given, rest.name)
    for first, last in found.rest:
        chunks.take(first, last)
    said = _words_without(tokens, found)
    if said:
        given[rest.name] = said
    if is_chatty and not chunks.people and not given.get("person"):  # “with anyone”
        command = next(
            (one for one in commands.values() if one.people_go_to == command.name), command
        )
    if chunks.people and command.people_go_to:
        command = commands[command.people_go_to]
    if chunks.people:
        free = [o.name for o in command.options if o.kind == "person" and not given.get(o.name)]
        given |= dict(zip(free, chunks.people, strict=False))
        chunks.unused += chunks.people[len(free) :]
    known = {option.name for option in command.options}
    chunks.unused += [f"{name}:{given.pop(name)}" for name in given.keys() - known]
    return Spread(command.name, given, " ".join(chunks.unused))


def _spread_titled(
    command: Command, given: _Given, rest: Option, now: dt.datetime, zone: str
) -> Spread:
    """Give the words about what is planned to its title and its place, and keep the moment."""
    said = split_titled(read_tokens(str(given.pop(rest.name, ""))), now, zone)
    for name in ("title", "at"):
        if said.when:
            break
        ran_on = split_titled(read_tokens(str(given.get(name, ""))), now, zone)
        if ran_on.when and ran_on.title and not ran_on.place:
            given[name], said = ran_on.title, Titled(ran_on.when, said.title, said.place)
    names = [name for name in ("title", "at") if not given.get(name)]
    unused = []
    if said.when:
        given[rest.name] = said.when
    if said.place and "at" in names:
        given["at"] = said.place
    elif said.place:
        unused.append(said.place)
    if said.title and (free := [name for name in names if not given.get(name)]):
        given[free[0]] = said.title
    elif said.title:
        unused.append(said.title)
    return Spread(command.name, given, " ".join(unused))


def _find_moment(tokens: Sequence[Token], now: dt.datetime, zone: str, usual: Usual) -> Moment:
    words = [" " if token.quoted else token.text for token in tokens]
    return find_moment(words, now, zone, usual)


def _leaves_time(tokens: Sequence[Token], found: Moment) -> bool:
    """Return whether a word that looks like a time is left over, so that one is misspelt."""
    words = [token.text for token in tokens]
    return any(
        looks_like_time(words[index])
        for first, last in found.rest
        for index in range(first, last)
        if not tokens[index].quoted and not is_numbering(words, index)
    )


def _take_seats_before(
    given: _Given,
    tokens: Sequence[Token],
    found: Moment,
    now: dt.datetime,
    zone: str,
    usual: Usual,
) -> tuple[Sequence[Token], Moment]:
    """Take the seats of “for 4 at noon”, where they keep a moment from being understood."""
    for index in range(len(tokens) - 1):
        count = seat_count(fold_phrase(tokens[index + 1].text))
        if not count or fold_phrase(tokens[index].text) not in _FOR_SEATS:
            continue
        left = [*tokens[:index], *tokens[index + 2 :]]
        moment = _find_moment(left, now, zone, usual)
        if moment.start is not None:
            given["seats"] = str(count)
            return left, moment
    return tokens, found


def _without_count(given: _Given, tokens: Sequence[Token]) -> Sequence[Token]:
    """Take the greater number of “5-6 people” or “4 or 5 people” as the seats."""
    for first in range(len(tokens)):
        for last in range(min(first + 4, len(tokens)), first + 1, -1):
            phrase = fold_phrase(" ".join(token.text for token in tokens[first:last]))
            shape = BETWEEN.fullmatch(phrase)
            if shape and not given.get("seats"):
                given["seats"] = shape["most"]
                return [*tokens[:first], *tokens[last:]]
    return tokens


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

    def __init__(self, tokens: Sequence[Token], command: Command, given: _Given, when: str) -> None:
        self.tokens, self.given, self.when = tokens, given, when
        self.people: list[str] = []
        self.unused: list[str] = []
        self.takes = {option.name for option in command.options}
        self.takes_names = command.name.endswith(" with")

    def take(self, first: int, last: int) -> None:
        """Assign the words of one stretch to what they name."""
        for part in _parts(self.tokens[first:last], people=self._awaits_names):
            lead = fold_phrase(part[0].text) if not part[0].quoted else ""
            if self._takes_others(part):
                continue
            if lead in WITH and len(part) > 1:
                self._take_people(part[1:])
            elif self._awaits_names and lead not in _PLACE:
                self._take_people(part)
            else:
                self._take_rest(part)

    @property
    def _awaits_names(self) -> bool:
        return self.takes_names and not self.people and not self.given.get("person")

    def _takes_others(self, part: Sequence[Token]) -> bool:
        """Take “with 3 others” as the number of seats, one's own included."""
        shape = OTHERS.fullmatch(fold_phrase(" ".join(token.text for token in part)))
        count = number_of(shape["n"] or shape["plus"]) if shape else 0
        if not count or self.given.get("seats") or "seats" not in self.takes:
            return False
        self.given["seats"] = str(count + 1)
        return True

    def _take_people(self, part: Sequence[Token]) -> None:
        """Take names up to a word that leads to something else."""
        names: list[list[str]] = [[]]
        for index, token in enumerate(part):
            folded = fold_phrase(token.text)
            if folded in _PLACE | _TOPIC:
                self._take_rest(part[index:])
                break
            if folded in _AND or token.text in _AND:
                names.append([])
                continue
            names[-1].append(token.text.strip(",:"))
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
        if lead in _PLACE - {"the"} and len(part) > 1 and part[1].text.casefold() != "front":
            part = part[1:]
        self._give(("at", "topic"), part)

    def _without_seats(self, part: Sequence[Token]) -> Sequence[Token]:
        """Take the number of seats that a stretch begins with, or names as such at its end."""
        if self.given.get("seats"):
            return part
        for length in range(min(4, len(part)), 0, -1):
            for words, left in ((part[:length], part[length:]), (part[-length:], part[:-length])):
                phrase = fold_phrase(" ".join(token.text for token in words))
                shape = SEATED.fullmatch(phrase)
                count = seats_of(shape) if shape else 0
                bare = phrase.isdecimal() or phrase in COUNTS
                if _begins_name(words, left):
                    continue
                if count and not (bare and left and words[-1] is part[-1]):
                    self.given["seats"] = str(count)
                    return left
        return part

    def _give(self, names: tuple[str, ...], part: Sequence[Token]) -> None:
        unknown = [token for token in part if not token.quoted and _UNUSABLE.fullmatch(token.text)]
        if unknown:
            self.unused.append(" ".join(token.text for token in part))
            return
        words = " ".join(token.text for token in part).strip(" ,;-–—")
        if words.startswith("(") and words.endswith(")"):
            words = words[1:-1]
        folded = fold_phrase(words)
        if not words or folded in _POLITE | _AND | WITH or TALK.fullmatch(folded):
            return
        vague = [is_vague(token.text) and not token.quoted for token in part]
        if any(vague) and all(
            known or token.text.isdecimal() for known, token in zip(vague, part, strict=True)
        ):
            self.given.setdefault(self.when, words)
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
        if token.text in _SEPARATORS and not (people and token.text == "/"):
            if part:
                yield part
            part = []
            continue
        starts = folded in WITH | _TOPIC or token.quoted or (part and part[-1].quoted)
        leads = len(part) == 1 and fold_phrase(part[0].text) in _PLACE | _TOPIC | WITH
        if part and starts and not (leads and token.quoted):
            yield part
            part = []
        people = folded in WITH or (people and folded not in _PLACE | _TOPIC)
        part.append(token)
        if token.text.endswith((",", ";")) and not people:
            yield part
            part = []
    if part:
        yield part


def _begins_name(words: Sequence[Token], left: Sequence[Token]) -> bool:
    """Return whether a number is a part of a name: “Five Guys” are no five seats."""
    one, after = words[0].text, left[0].text if left else ""
    return len(words) == 1 and one.istitle() and after[:1].isupper()


def _words_without(tokens: Sequence[Token], found: Moment) -> str:
    """Return the words that are about the moment."""
    left = {index for first, last in found.rest for index in range(first, last)}
    said = " ".join(token.text for index, token in enumerate(tokens) if index not in left)
    return said.removesuffix(":") if left else said
