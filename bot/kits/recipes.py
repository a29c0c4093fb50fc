"""A kit as organisers type it: TOML in, TOML out, and what is wrong with it. Pure."""

import datetime as dt
import json
import string
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, cast

import msgspec
from msgspec import structs

from bot.kits.kits import MAX_STEPS, Kit, KitStep

Fault = Literal[
    "unreadable", "unknown", "hours", "long", "steps", "order", "early", "event", "repeat", "letter"
]
BasicsKey = Literal["title", "time", "minutes", "weekdays", "weeks", "repeat"]
BASICS: tuple[BasicsKey, ...] = ("title", "time", "minutes", "weekdays", "weeks", "repeat")
NAME_LIMIT, ABOUT_LIMIT, TEXT_LIMIT, LETTER_LIMIT = 60, 200, 300, 600
PLACES_IN_LETTERS = frozenset(("day", "time", "title", "who", "town"))
_MOST_WEEKS, _MOST_MINUTES = 26, 12 * 60


class UnusableKitError(ValueError):
    """What was typed makes no kit: why, and at which step or word."""

    def __init__(self, fault: Fault, about: str = "") -> None:
        super().__init__(fault)
        self.fault, self.about = fault, about


def write_kit(kit: Kit) -> str:
    """Return a kit as one TOML document."""
    lines = [_line(name, getattr(kit, name)) for name in ("id", "name", "about")]
    return "\n".join((*lines, write_basics(kit), "", *map(_write_step, kit.steps)))


def write_basics(kit: Kit) -> str:
    """Return when something is and how often it repeats, as lines of TOML."""
    return "\n".join(_line(name, getattr(kit, name)) for name in BASICS)


def write_steps(kit: Kit, limit: int) -> tuple[str, str]:
    """Return the steps of a kit as TOML, in two texts of which the first is within a limit."""
    first: list[str] = []
    rest = [_write_step(step) for step in kit.steps]
    while rest and sum(map(len, first)) + len(rest[0]) + len(first) <= limit:
        first.append(rest.pop(0))
    return "\n".join(first), "\n".join(rest)


@lru_cache(maxsize=256)
def read_kit(words: str) -> Kit:
    """Return the kit that a TOML document is; raise UnusableKitError if it is none."""
    try:
        found = tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        raise UnusableKitError("unreadable") from error
    found.setdefault("step", [])
    for number, step in enumerate(_steps_in(found), 1):
        step.setdefault("id", f"step-{number}")
    try:
        kit = msgspec.convert(found, Kit)
        dt.time.fromisoformat(kit.time)
    except (msgspec.ValidationError, ValueError) as error:
        raise UnusableKitError("unknown", _field_of(error)) from error
    _check(kit)
    return kit


def blank_kit(kit: Kit, word: str) -> Kit:
    """Return a kit without what somebody wrote, for plans that were made from it."""
    steps = tuple(structs.replace(step, title=word, text="", letter="") for step in kit.steps)
    return structs.replace(kit, name=word, about="", title=word, steps=steps)


def _steps_in(found: Mapping[str, object]) -> list[dict[str, Any]]:
    steps = found.get("step")
    if not isinstance(steps, list):
        return []
    return [cast("dict[str, Any]", step) for step in steps if isinstance(step, dict)]


def _line(name: str, value: object) -> str:
    # What JSON writes for words, numbers and lists, TOML reads.
    shown = list(value) if isinstance(value, tuple) else value
    return f"{name} = {json.dumps(shown, ensure_ascii=False)}"


def _write_step(step: KitStep) -> str:
    values = {name: getattr(step, name) for name in KitStep.__struct_fields__}
    return "\n".join(("[[step]]", *(_line(*pair) for pair in values.items() if pair[1] != ""), ""))


def _field_of(error: Exception) -> str:
    """Return the name of what a reader of values complains about, if it says so."""
    words = str(error)
    return words.split("`")[-2] if words.count("`") > 1 else ""


def _check(kit: Kit) -> None:
    is_within = 0 < kit.weeks <= _MOST_WEEKS and 0 < kit.minutes <= _MOST_MINUTES
    if not is_within or not kit.weekdays or not set(kit.weekdays) <= set(range(7)):
        raise UnusableKitError("hours")
    if not kit.name or not kit.title or max(len(kit.name), len(kit.title)) > NAME_LIMIT:
        raise UnusableKitError("long", kit.title)
    _check_steps(kit, kit.steps)
    for step in kit.steps:
        _check_words(step)


def _check_steps(kit: Kit, steps: Sequence[KitStep]) -> None:
    names = [step.id for step in steps]
    if not 0 < len(steps) <= MAX_STEPS or len(set(names)) < len(names):
        raise UnusableKitError("steps")
    days = [step.days for step in steps]
    if days != sorted(days):
        raise UnusableKitError("order")
    if -days[0] > 7 * kit.weeks or days[-1] > 7 * _MOST_WEEKS:
        raise UnusableKitError("early")
    does = [step.does for step in steps]
    if does.count("event") != 1:
        raise UnusableKitError("event")
    if does[-1] != "repeat" or does.count("repeat") != 1:
        raise UnusableKitError("repeat")


def _check_words(step: KitStep) -> None:
    if not step.title or len(step.title) > NAME_LIMIT or len(step.text) > TEXT_LIMIT:
        raise UnusableKitError("long", step.title)
    if len(step.letter) > LETTER_LIMIT or len(step.id) > NAME_LIMIT:
        raise UnusableKitError("long", step.title)
    try:
        parts = list(string.Formatter().parse(step.letter))
    except ValueError as error:
        raise UnusableKitError("letter", step.title) from error
    named = {name for _, name, _, _ in parts if name is not None}
    is_plain = all(not spec and not conversion for _, _, spec, conversion in parts)
    if not named <= PLACES_IN_LETTERS or not is_plain:
        raise UnusableKitError("letter", step.title)
