"""Parse and validate what a form or a line of CSV says about a venue."""

from collections.abc import Callable, Mapping
from functools import partial

from bot.people.rules import CallsEverybody, TooLong, read_line
from bot.ui.speech import say
from bot.venues import rules, views

TEXT_LIMITS = {
    "name": rules.MAX_NAME,
    "town": rules.MAX_NAME,
    "part": rules.MAX_NAME,
    "address": rules.MAX_LINE,
    "opening": rules.MAX_LINE,
    "diets": rules.MAX_LINE,
}
FEATURES = ("step_free", "quiet", "alcohol_free")
PRICES = ("", "1", "2", "3")


class _InvalidField(ValueError):
    """The value of a field is wrong; the message is the sentence for people."""


def read_venue(given: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """Parse the fields that were given; return the values and the error sentences, by field."""
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for name, read in _READERS.items():
        if name not in given:
            continue

        try:
            values[name] = read(given[name].strip())
        except _InvalidField as error:
            errors[name] = str(error)
    return values, errors


def _read_text(name: str, words: str) -> str:
    limit = TEXT_LIMITS[name]
    try:
        return read_line(words, limit)
    except TooLong as error:
        raise _InvalidField(views.too_long(limit)) from error
    except CallsEverybody as error:
        raise _InvalidField(say(views.NOBODY_RUNG)) from error


def _read_name(words: str) -> str:
    name = _read_text("name", words)
    if not name:
        raise _InvalidField(say(views.NAMELESS))
    return name


def _read_diets(words: str) -> tuple[str, ...]:
    return rules.read_diets(_read_text("diets", words))


def _read_map_link(words: str) -> str:
    link = rules.read_map_link(words)
    if link is None:
        raise _InvalidField(say(views.NO_LINK))
    return link


def _read_capacity(words: str) -> int | None:
    if not words:
        return None

    is_number = words.isascii() and words.isdecimal() and len(words) < 6
    if not is_number or not 2 <= int(words) <= rules.MAX_CAPACITY:
        raise _InvalidField(views.no_capacity())
    return int(words)


def _read_price(words: str) -> int:
    if words not in PRICES:
        raise _InvalidField(say(views.NO_PRICE))
    return int(words or 0)


def _read_good_for(words: str) -> str:
    meal = words.lower() or "evening"
    if meal not in rules.GOOD_FOR:
        raise _InvalidField(views.no_meal())
    return meal


_READERS: dict[str, Callable[[str], object]] = {
    "name": _read_name,
    "town": partial(_read_text, "town"),
    "part": partial(_read_text, "part"),
    "address": partial(_read_text, "address"),
    "opening": partial(_read_text, "opening"),
    "diets": _read_diets,
    "map_link": _read_map_link,
    "capacity": _read_capacity,
    "price": _read_price,
    "good_for": _read_good_for,
}
