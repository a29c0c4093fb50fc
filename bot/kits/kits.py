"""The kits that Mingle brings along, read from kits.toml."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
from msgspec import Struct, structs

from bot.ui.speech import say

MAX_STEPS = 8

Does = Literal["", "event", "announce", "repeat"]


class KitStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One step, so many days from the day itself; `does` is what Mingle does for it."""

    id: str
    days: int
    title: str
    text: str = ""
    letter: str = ""
    does: Does = ""


class Kit(Struct, frozen=True, forbid_unknown_fields=True, rename={"steps": "step"}):
    """Something to start: what it is called, when it is, how often it repeats, and its steps.

    It is planned so many `weeks` ahead, on one of these `weekdays` (Monday is 0).
    """

    id: str
    name: str
    about: str
    title: str
    time: str
    minutes: int
    weekdays: tuple[int, ...]
    weeks: int
    repeat: Literal["week", "two_weeks", "month"]
    steps: tuple[KitStep, ...]

    @property
    def time_of_day(self) -> dt.time:
        """Return when it begins."""
        return dt.time.fromisoformat(self.time)

    @property
    def length(self) -> dt.timedelta:
        """Return how long it takes."""
        return dt.timedelta(minutes=self.minutes)

    def find_step(self, name: str) -> KitStep:
        """Return the step of this name."""
        return next(step for step in self.steps if step.id == name)


@cache
def load_kits() -> dict[str, Kit]:
    """Return every kit by its name, in the order of kits.toml."""
    source = resources.files(__package__).joinpath("kits.toml")
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["kit"]
    kits = [msgspec.convert(entry, Kit) for entry in entries]
    return {kit.id: kit for kit in kits}


def say_kit(kit: Kit) -> Kit:
    """Return a kit that Mingle brings along in its reader's language."""
    words = {name: say(getattr(kit, name)) for name in ("name", "about", "title")}
    return structs.replace(kit, **words, steps=tuple(map(_say_step, kit.steps)))


def list_texts() -> list[str]:
    """Return all that kits tell people to do, as their reader reads it."""
    kits = list(map(say_kit, load_kits().values()))
    names = [words for kit in kits for words in (kit.name, kit.title, kit.about)]
    steps = [step for kit in kits for step in kit.steps]
    return [*names, *(words for step in steps for words in (step.text, step.title))]


def _say_step(step: KitStep) -> KitStep:
    words = {name: say(getattr(step, name)) for name in ("title", "text", "letter")}
    return structs.replace(step, **words)
