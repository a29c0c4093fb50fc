"""The people of a busy workplace: several towns, and profiles in ordinary words."""

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from adapters.playground.records import Colleague
from adapters.playground.seed_data import load_seed_data
from adapters.playground.workspace import (
    COLOURS,
    DEFAULT_HABITS,
    WORKSPACE,
    make_name,
    name_slug,
)
from bot.people.rules import DAYS

TOWNS = {
    "Berlin": "Europe/Berlin",
    "Leeds": "Europe/London",
    "New York": "America/New_York",
    "Auckland": "Pacific/Auckland",
    "Lisbon": "Europe/Lisbon",
    "Singapore": "Asia/Singapore",
    "Jerusalem": "Asia/Jerusalem",
    "São Paulo": "America/Sao_Paulo",
}
MODES = ("person", "person", "either", "either", "remote")  # two in five, two in five, one in five
LUNCH_TIMES = ("1200", "1230", "1300")
BUSY_HABITS = DEFAULT_HABITS | {
    "joins": 1.0,
    "fills": 1.0,
    "sits": 0.2,
    "opens": 0.1,
    "suggests": 0.02,
}
ORGANISERS = 3


@cache
def load_words() -> dict[str, Any]:
    """Return the words of profiles and events, from `words.toml`; read once."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def busy_roster(people: int, towns: int, absent: float, seed: str) -> tuple[Colleague, ...]:
    """Return this many colleagues, spread evenly over the first `towns` towns."""
    return tuple(_colleague(index, towns, absent, seed) for index in range(people))


def _colleague(index: int, towns: int, absent: float, seed: str) -> Colleague:
    town = list(TOWNS)[index % towns]
    data = load_seed_data()
    known = data["colleague"]
    name = known[index]["name"] if index < len(known) else make_name(data, index)
    return Colleague(
        id=f"{WORKSPACE}/{name_slug(name)}",
        name=name,
        zone=TOWNS[town],
        organiser=index < ORGANISERS,
        colour=COLOURS[index % len(COLOURS)],
        simulated=True,
        profile=_profile(town, random.Random(f"{seed} profile {index}")),
        habits=BUSY_HABITS | {"skips": absent},
    )


def _profile(town: str, chance: random.Random) -> dict[str, tuple[str, ...]]:
    words = load_words()
    skills = _draw_matters(words["skills"], 4, chance)
    days = chance.sample(DAYS, 3)
    return {
        "team": (chance.choice(words["teams"]),),
        "office": (town,),
        "interests": tuple(_draw_matters(words["interests"], 4, chance)),
        "offers": tuple(skills[:2]),
        "wants": tuple(skills[2:]),
        "slots": tuple(f"{day}-{chance.choice(LUNCH_TIMES)}" for day in days),
        "mode": (chance.choice(MODES),),
    }


def _draw_matters(matters: list[list[str]], number: int, chance: random.Random) -> list[str]:
    """Return words for different matters, the common ones more often than the rare."""
    left = list(matters)
    drawn = []
    for _ in range(number):
        weights = [1 / (place + 4) for place in range(len(left))]
        matter = chance.choices(left, weights)[0]
        left.remove(matter)
        drawn.append(chance.choice(matter))
    return drawn
