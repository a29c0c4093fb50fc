"""Read what people say about a venue, from a form or a line of a table.

What is wrong gets a sentence by field.
"""

from collections.abc import Mapping
from typing import Any

from bot.people.rules import CallsEverybody, TooLong, read_line
from bot.venues import rules, views

TEXT_LIMITS = {
    "name": rules.MAX_NAME,
    "part": rules.MAX_NAME,
    "address": rules.MAX_LINE,
    "opening": rules.MAX_LINE,
    "diets": rules.MAX_LINE,
}
FEATURES = ("step_free", "quiet", "alcohol_free")
PRICES = ("", "1", "2", "3")


def read_venue(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the values of what was said, and a sentence for each field that needs another look."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in TEXT_LIMITS.keys() & given.keys():
        try:
            values[name] = read_line(given[name], TEXT_LIMITS[name])
        except TooLong:
            wrong[name] = views.too_long(TEXT_LIMITS[name])
        except CallsEverybody:
            wrong[name] = views.NOBODY_RUNG
    if "diets" in values:
        values["diets"] = rules.read_diets(values["diets"])
    if "name" in values and not values["name"]:
        wrong["name"] = views.NAMELESS
    for name, reader in (
        ("map_link", _link),
        ("capacity", _capacity),
        ("price", _price),
        ("good_for", _good_for),
    ):
        if name in given:
            reader(given[name].strip(), values, wrong)
    return values, wrong


def _link(words: str, values: dict[str, Any], wrong: dict[str, str]) -> None:
    found = rules.read_map_link(words)
    if found is None:
        wrong["map_link"] = views.NO_LINK
    else:
        values["map_link"] = found


def _capacity(words: str, values: dict[str, Any], wrong: dict[str, str]) -> None:
    if not words:
        values["capacity"] = None
    elif (
        words.isascii()
        and words.isdecimal()
        and len(words) < 6
        and 2 <= int(words) <= rules.MAX_CAPACITY
    ):
        values["capacity"] = int(words)
    else:
        wrong["capacity"] = views.NO_CAPACITY


def _price(words: str, values: dict[str, Any], wrong: dict[str, str]) -> None:
    if words in PRICES:
        values["price"] = int(words or 0)
    else:
        wrong["price"] = views.NO_PRICE


def _good_for(words: str, values: dict[str, Any], wrong: dict[str, str]) -> None:
    chosen = words.lower() or "evening"
    if chosen in rules.GOOD_FOR:
        values["good_for"] = chosen
    else:
        wrong["good_for"] = views.NO_MEAL
