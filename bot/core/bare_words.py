"""Words without a name behind a command: a moment, seats, people, a place and a topic, in order."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.core.router import Command, Option
from bot.core.seat_words import BETWEEN, number_of, seat_count
from bot.core.small_talk import without_chat
from bot.core.stretches import Given, Stretches
from bot.core.titled_words import Titled, split_titled
from bot.core.tokens import Token, read_tokens
from bot.dates.moments import Moment, Usual, find_moment
from bot.dates.vocabulary import fold_phrase, is_numbering, looks_like_time

Fields = Mapping[str, str | tuple[str, ...]]

_FOR_SEATS = frozenset(("for", "fur", "fuer", "pour", "para"))


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
    said = without_chat(typed)
    tokens = _unquoted(said, now, zone, usual)
    tokens, found = _find_seats_and_moment(given, tokens, now, zone, usual)
    if _is_unclear(tokens, found):
        given[rest.name] = " ".join(token.text for token in tokens)
        return Spread(command.name, given)

    stretches = Stretches(tokens, command, given, rest.name)
    for first, last in found.rest:
        stretches.take(first, last)
    if words := _words_without(tokens, found):
        given[rest.name] = words
    with_anyone = len(said) < len(typed) or stretches.names_nobody
    with_anyone = with_anyone and not stretches.people and not given.get("person")
    if with_anyone:
        command = _open_to_all(commands, command)
    elif stretches.people:
        command = _name_people(commands, command, given, stretches)
    known = {option.name for option in command.options}
    stretches.unused += [f"{name}:{given.pop(name)}" for name in given.keys() - known]
    return Spread(command.name, given, " ".join(stretches.unused))


def _unquoted(
    tokens: Sequence[Token], now: dt.datetime, zone: str, usual: Usual
) -> Sequence[Token]:
    """Return the words of a line that was quoted as a whole, where they name a moment."""
    if len(tokens) == 1 and tokens[0].quoted:
        bare = [Token(word) for word in tokens[0].text.split()]
        if _find_moment(bare, now, zone, usual).start:
            return bare
    return tokens


def _find_seats_and_moment(
    given: Given, tokens: Sequence[Token], now: dt.datetime, zone: str, usual: Usual
) -> tuple[Sequence[Token], Moment]:
    """Return the moment, and the words without a number of seats that stood in its way."""
    tokens = _without_count(given, tokens)
    found = _find_moment(tokens, now, zone, usual)
    if found.start is None and not given.get("seats"):
        return _take_seats_before(given, tokens, found, now, zone, usual)
    return tokens, found


def _is_unclear(tokens: Sequence[Token], found: Moment) -> bool:
    """Return whether words are to be asked back as a whole, as what seems to be their moment."""
    alone = len(tokens) == 1 and not tokens[0].quoted
    is_number = alone and bool(number_of(fold_phrase(tokens[0].text)))
    return found.needs == "words" or is_number or _leaves_time(tokens, found)


def _open_to_all(commands: Mapping[str, Command], command: Command) -> Command:
    """Return the command that “with anyone” means in place of one with people."""
    return next((one for one in commands.values() if one.people_go_to == command.name), command)


def _name_people(
    commands: Mapping[str, Command], command: Command, given: Given, stretches: Stretches
) -> Command:
    """Assign names to the options for people; return the command that has these."""
    if command.people_go_to:
        command = commands[command.people_go_to]
    free = [o.name for o in command.options if o.kind == "person" and not given.get(o.name)]
    given |= dict(zip(free, stretches.people, strict=False))
    stretches.unused += stretches.people[len(free) :]
    return command


def _spread_titled(
    command: Command, given: Given, rest: Option, now: dt.datetime, zone: str
) -> Spread:
    """Return a command whose words are its title and place, besides the moment."""
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
    given: Given,
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


def _without_count(given: Given, tokens: Sequence[Token]) -> Sequence[Token]:
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
    given: Given,
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


def _words_without(tokens: Sequence[Token], found: Moment) -> str:
    """Return the words that are about the moment."""
    left = {index for first, last in found.rest for index in range(first, last)}
    said = " ".join(token.text for index, token in enumerate(tokens) if index not in left)
    return said.removesuffix(":") if left else said
