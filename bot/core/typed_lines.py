"""A typed line as a command: its options, what it does not use, and what may be meant instead.

The one reader of typed lines for every platform: the grammar are the options in the router.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.tokens import Token, plain_lines, read_tokens
from bot.dates.vocabulary import DAYS, NEXT, WEEKDAYS, fold_phrase

if TYPE_CHECKING:
    from bot.core.router import Command, Option

HELP = "mingle help"
MAX_OFFERS = 4
_HELP_WORDS = frozenset(("help", "halp", "hilfe", "ayuda", "aide", "usage", "-h", "--help", "?"))
# “/events new york” asks for what is on there, and begins no event named York.
_TOWNS = frozenset(("new york", "new york city", "new delhi", "new orleans", "new haven"))
_LONGEST_NAME = 4  # words that a name may be typed as
_MAX_NAMED = 200  # characters of unused words that are shown again
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w-]*)\s*[:=]\s*(?P<value>.*)", re.IGNORECASE | re.DOTALL)

IsMention = Callable[[str], bool]
_GLUED_DAY = re.compile(
    r"(?P<day>[^\W\d_]{3,})@?(?P<time>\d{1,2}(?:[:.h]\d\d)?(?:[ap]m|h)?)", re.IGNORECASE
)
_GLUED_OPTION = re.compile(
    r"(?P<value>(?:[^\W\d_]+[:=])?\d[\d:.]*)(?P<option>(?P<name>[^\W\d_]{2,})[:=].*)"
)
_GLUED_COMMAND = re.compile(r"(?P<name>[a-z]{3,})(?P<rest>\d.*)", re.IGNORECASE)

Commands = Mapping[str, "Command"]


class TypedLine(Struct, frozen=True):
    """What a line means: a command with its options, or the lines that may be meant.

    `unused` are the words that the command does not know; nothing is done while there are any.
    """

    command: str
    fields: dict[str, str]
    unused: str = ""
    offers: tuple[str, ...] = ()


def starts_with_at(word: str) -> bool:
    """Return whether a word mentions somebody, as plain text has it."""
    return len(word) > 1 and word.startswith("@") and not word[1:2].isdigit()


def read_line(commands: Commands, words: str, is_mention: IsMention = starts_with_at) -> TypedLine:
    """Return what a typed line means; an unknown command has no name that is in `commands`."""
    tokens = read_tokens(words)
    if tokens:
        tokens[0] = Token(tokens[0].text.removeprefix("/"), tokens[0].quoted)
    tokens = [token for token in tokens if token.text]
    glued = _GLUED_COMMAND.fullmatch(tokens[0].text) if tokens else None
    if glued and fold_phrase(glued["name"]) in commands:
        tokens[:1] = [Token(glued["name"]), Token(glued["rest"])]
    name, length = _find_name(commands, tokens)
    rest = tokens[length:]
    if _asks_for_help(commands, tokens, name, rest):
        about = fold_phrase(tokens[0].text)
        return TypedLine(HELP, {} if about == _first(HELP) else {"about": about})
    if not name:
        return _unknown(commands, tokens)

    command = commands[name]
    if offers := _meant_instead(commands, command, rest):
        return TypedLine(name, {}, _joined(rest), offers)
    if command.people_go_to and any(is_mention(_bare(token)) for token in rest):
        command = commands[command.people_go_to]
    if asked := next((one for one in command.options if one.reads == "question"), None):
        after = plain_lines(words).split(maxsplit=length)[length:]
        return TypedLine(command.name, {asked.name: after[0]} if after else {})
    fields, unused = _read_options(command, rest, is_mention)
    offers = _offers(commands, name.partition(" ")[0], unused) if unused else ()
    return TypedLine(command.name, fields, _joined(unused), offers)


def _find_name(commands: Commands, tokens: Sequence[Token]) -> tuple[str, int]:
    """Return the command that the first words name, with blanks and dashes as people have them."""
    names = _squashed_names(tuple(commands))
    for length in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
        parts = [_squashed(token.text) for token in tokens[:length]]
        typed = "".join(parts)
        if typed not in names or not all(parts) or any(one.quoted for one in tokens[:length]):
            continue
        town = " ".join(fold_phrase(token.text) for token in tokens[length - 1 :])
        if town not in _TOWNS or " " not in names[typed]:
            return names[typed], length
    return "", 0


@lru_cache(8)
def _squashed_names(commands: tuple[str, ...]) -> dict[str, str]:
    return {_squashed(name): name for name in commands}


def _squashed(words: str) -> str:
    return fold_phrase(words).replace(" ", "").replace("-", "")


def _asks_for_help(
    commands: Commands, tokens: Sequence[Token], name: str, rest: Sequence[Token]
) -> bool:
    if HELP not in commands or name == HELP:
        return False
    words = rest if name else tokens[1:]
    if len(words) != 1 or words[0].text.casefold() not in _HELP_WORDS:
        return False
    first = fold_phrase(tokens[0].text)
    return bool(name) or any(_first(each) == first for each in commands)


def _first(name: str) -> str:
    return name.partition(" ")[0]


# What a line offers instead


def _unknown(commands: Commands, tokens: Sequence[Token]) -> TypedLine:
    """Return the line of a word that is no command, or of a word behind one that is none."""
    typed = " ".join(token.text for token in tokens)
    if not tokens:
        return TypedLine("", {})
    first, rest = fold_phrase(tokens[0].text), tokens[1:]
    if any(_first(name) == first for name in commands):
        return TypedLine(first, {}, _joined(rest), _offers(commands, first, rest))

    offers: list[str] = []
    for name, command in commands.items():
        second = name.partition(" ")[2]
        if f"/{first}" in command.also or (second and first == second):
            offers.append(_line(name, rest))
    if not offers:
        firsts = dict.fromkeys(map(_first, commands))
        offers = [_line(name, rest) for name in firsts if _is_near(first, name, loose=True)]
    if not offers:
        near = [name for name in commands if _is_near(first, name.partition(" ")[2])]
        offers = [_line(name, rest) for name in near]
    return TypedLine(typed, {}, "", tuple(offers[:MAX_OFFERS]))


def _meant_instead(
    commands: Commands, command: "Command", rest: Sequence[Token]
) -> tuple[str, ...]:
    """Return what may be meant where the word behind a command's first leads elsewhere."""
    if not rest or rest[0].quoted or " " in command.name:
        return ()
    word = fold_phrase(rest[0].text)
    if leading := _leading(commands, command.name, rest):
        return leading
    seconds = [
        name
        for name, each in commands.items()
        if _first(name) == command.name and " " in name and (each.options or len(rest) == 1)
    ]
    alone = len(rest) == 1
    near = [
        _line(name, rest[1:])
        for name in seconds
        if _is_near(word, name.partition(" ")[2], loose=alone)
    ]
    return tuple(near[:MAX_OFFERS])


def _leading(commands: Commands, first: str, typed: Sequence[Token]) -> tuple[str, ...]:
    """Return the lines of the commands that declare the first words as leading to them.

    What follows those words goes along where the command has options for it.
    """
    words = [one.text for one in typed]
    word, phrase = (fold_phrase(" ".join(some)).replace("-", " ") for some in (words[:1], words))
    led = _led_by(commands, first, word, phrase)
    longest = max(led.values(), default=0)
    lines = []
    for name, length in led.items():
        if length < longest:
            continue
        takes = len(commands[name].example.split()) > len(name.split())
        lines.append(_line(name, typed[length:] if takes else ()))
    return tuple(lines[:MAX_OFFERS])


def _led_by(commands: Commands, first: str, word: str, phrase: str) -> dict[str, int]:
    """Return the commands to which words lead, with how many of the words do."""
    found: dict[str, int] = {}
    for name, command in commands.items():
        words = {one for one in command.also if not one.startswith("/")}
        own = {one.removeprefix(f"{first} ") for one in words if one.startswith(f"{first} ")}
        if _first(name) == first:
            own |= words
        for led in own:
            if phrase == led or phrase.startswith(f"{led} ") or word == led:
                found[name] = max(found.get(name, 0), len(led.split()))
    return found


def _offers(commands: Commands, first: str, unused: Sequence[Token]) -> tuple[str, ...]:
    """Return the lines that may be meant by words which a command does not use."""
    if not unused:
        return ()
    word, rest = fold_phrase(unused[0].text), unused[1:]
    if leading := _leading(commands, first, unused):
        return leading
    own = [name for name in commands if _first(name) == first and " " in name]
    near = [_line(name, rest) for name in own if _is_near(word, name.partition(" ")[2], loose=True)]
    if not near and any(_first(name) == word for name in commands):
        near = [_line(word, rest)]
    if not near and not (word in NEXT and rest):  # “next Friday” is rather a day
        near = [_line(name, rest) for name in commands if name.partition(" ")[2] == word]
    return tuple(near[:MAX_OFFERS])


def _line(name: str, rest: Sequence[Token]) -> str:
    return " ".join((name, *(f'"{one.text}"' if one.quoted else one.text for one in rest)))


def _is_near(word: str, name: str, *, loose: bool = False) -> bool:
    """Return whether a word is a slip of the pen for a name: a letter more, less or swapped."""
    from rapidfuzz.distance import OSA  # takes long to import, and most lines are known

    if word == name or len(word) < 3 or not word.isascii():
        return False
    distance = OSA.distance(word, name, score_cutoff=2)
    if distance == 1:
        return loose or len(word) >= 5 or len(word) == len(name)
    return distance == 2 and min(len(word), len(name)) >= 6


# The options


def _read_options(
    command: "Command", tokens: Sequence[Token], is_mention: IsMention
) -> tuple[dict[str, str], list[Token]]:
    """Return the options in words, and the words that none of them takes."""
    by_name = _options_by_name(command)
    if any(option.reads in ("lunch", "moment") for option in command.options):
        tokens = [part for token in tokens for part in _unglued(token, by_name)]
    found: dict[str, str] = {}
    loose: list[Token] = []
    name, index = "", 0
    while index < len(tokens):
        opened, skip, value = _opens_option(tokens, index, by_name)
        if opened:
            name, index = by_name[opened].name, index + skip
            found.setdefault(name, "")
            if value.text:
                name = _take(by_name[name], found, value, loose)
            continue
        token = tokens[index]
        index += 1
        if name:
            name = _take(by_name[name], found, token, loose)
        else:
            loose.append(token)
    loose = _give_people(command, found, loose, is_mention)
    unused = _give_loose(command, found, loose)
    return {key: value for key, value in found.items() if value}, unused


def _options_by_name(command: "Command") -> dict[str, "Option"]:
    """Return the options by each name that people may type; the own ones come first."""
    also = {name: option for option in command.options for name in option.also}
    return also | {option.name: option for option in command.options}


def _unglued(token: Token, by_name: Mapping[str, "Option"]) -> list[Token]:
    """Return what was typed without the blank between: “tomorrow12:30”, “12:30seats:4”."""
    if token.quoted:
        return [token]
    match = _GLUED_DAY.fullmatch(token.text)
    if match and fold_phrase(match["day"]) in (*DAYS, *WEEKDAYS):
        return [Token(match["day"]), Token(match["time"])]
    match = _GLUED_OPTION.fullmatch(token.text)
    if match and match["name"].casefold() in by_name:
        return [Token(match["value"]), Token(match["option"])]
    return [token]


def _opens_option(
    tokens: Sequence[Token], index: int, by_name: Mapping[str, "Option"]
) -> tuple[str, int, Token]:
    """Return the option whose name stands here, of how many words, and what follows its colon."""
    token = tokens[index]
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    match = _NAMED.fullmatch(token.text)
    if match and match["name"].casefold() in by_name:
        return match["name"].casefold(), 1, Token(match["value"], " " in match["value"])
    if token.text.casefold() in by_name and following[:1] in (":", "=") and following:
        value = following[1:]
        return token.text.casefold(), 2, Token(value, " " in value)
    return "", 0, token


def _take(option: "Option", found: dict[str, str], token: Token, loose: list[Token]) -> str:
    """Assign a word to an option; return the option's name while it takes more.

    Numbers, people and choices are one word, and so is what was quoted; text runs on.
    """
    words = f"{found[option.name]} {token.text}".strip()
    goes_on = any(choice.startswith(words.casefold()) for choice in option.choices)
    if found[option.name] and (option.kind != "text" or option.choices) and not goes_on:
        loose.append(token)
        return ""
    found[option.name] = words
    return "" if token.quoted or option.kind != "text" else option.name


def _give_people(
    command: "Command", found: dict[str, str], loose: list[Token], is_mention: IsMention
) -> list[Token]:
    """Assign the people who are mentioned to the options for people, in order."""
    free = [o.name for o in command.options if o.kind == "person" and o.name not in found]
    rest = []
    for token in loose:
        if free and is_mention(_bare(token)):
            found[free.pop(0)] = _bare(token)
        else:
            rest.append(token)
    return rest


def _bare(token: Token) -> str:
    """Return a word without the comma behind it, as in “@Lena, @Tom”."""
    return token.text.rstrip(",;") or token.text


def _give_loose(command: "Command", found: dict[str, str], loose: list[Token]) -> list[Token]:
    """Assign the words without a name to the options left over; return those of no use."""
    rest = next((option for option in command.options if option.rest), None)
    spread = rest is not None and bool(rest.reads)
    for option in command.options:
        takes_one = option.required and not option.rest and option.name not in found
        if rest and loose and takes_one and not spread:
            found[option.name] = loose.pop(0).text
    if rest is not None and loose:
        words = " ".join(map(_requoted, loose)) if spread else _joined(loose)
        found[rest.name] = " ".join(filter(None, (found.get(rest.name, ""), words)))
        return []
    for option in command.options:
        if loose and not found.get(option.name) and _may_take(option, loose[0]):
            found[option.name] = loose.pop(0).text
    return loose


def _may_take(option: "Option", token: Token) -> bool:
    """Return whether a word without a name may be the value of an option."""
    return option.kind != "number" or any(sign.isdigit() for sign in token.text)


def _requoted(token: Token) -> str:
    return f'"{token.text}"' if token.quoted else token.text


def _joined(tokens: Iterable[Token]) -> str:
    return " ".join(token.text for token in tokens)[:_MAX_NAMED]
