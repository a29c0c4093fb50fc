"""Read whole lines as people type them, and name what no command uses."""

import datetime as dt
import re
import zoneinfo
from pathlib import Path

import pytest

from bot.cli.understand import Platform, Understood, read_typed, spell_for_discord
from bot.core.tokens import split_tokens
from bot.features import ROUTER

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
TYPED = Path(__file__).parents[1] / "typed_lines.tsv"
CASES = [
    tuple(line.split("\t"))
    for line in TYPED.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
FIRST_WORDS = sorted({name.partition(" ")[0] for name in ROUTER.commands})
WORDLESS = sorted(name for name, command in ROUTER.commands.items() if not command.options)


def read(line: str, platform: Platform = "playground") -> Understood:
    return read_typed(line, NOW.astimezone(dt.UTC), "Europe/Berlin", platform)


def meaning(found: Understood) -> str:
    """Return how a line was read as the table has it."""
    if "meant" in found.needs:
        listed = found.meant if len(found.meant) < 5 else []
        return f"ask {'|'.join(sorted(listed))}".strip()
    said = [found.command]
    if found.refused:
        return f"{found.command} no {found.refused}"
    if found.needs:
        said.append(f"ask {' '.join(found.needs)}")
    if found.start:
        said.append(f"{found.start}/{found.end}" if found.end else found.start)
    elif found.first_day:
        said.append(f"{found.first_day}..{found.last_day}")
    elif found.day and "words" not in found.needs:
        said.append(found.day)
    if found.people:
        said.append(f"people={'+'.join(found.people)}")
    lists = {"topics": found.topics, "towns": found.towns}
    said += [f"{name}={'+'.join(words)}" for name, words in lists.items() if words]
    shown = ("title", "seats", "at", "topic", "about")
    said += [f"{name}={found.options[name]}" for name in shown if name in found.options]
    return " ".join(said)


def as_set(words: str) -> tuple[str, ...]:
    """Return what a table says, whatever the order of its options."""
    head, *options = re.split(r" (?=(?:title|at|topic|seats)=)", words)
    return head, *sorted(options)


@pytest.mark.parametrize(("line", "means"), CASES)
def test_a_typed_line_is_understood_asked_back_or_refused(line: str, means: str) -> None:
    assert as_set(meaning(read(line))) == as_set(means)


@pytest.mark.parametrize("platform", ["slack", "discord", "playground"])
def test_a_line_means_the_same_on_every_platform(platform: Platform) -> None:
    for line, means in CASES:
        assert as_set(meaning(read(line, platform))) == as_set(means)


def test_slack_mentions_are_people_and_its_escapes_are_the_characters_meant() -> None:
    found = read("/lunch 12:30 <@U1ABC|ben> at:Fish &amp; chips", "slack")
    assert (found.command, found.people) == ("/lunch with", ["T0/U1ABC"])
    assert found.options["at"] == "Fish & chips"


@pytest.mark.parametrize("name", WORDLESS)
def test_a_command_names_every_word_that_it_does_not_use(name: str) -> None:
    for words in ("xyzzy", "tomorrow 12:30", "🍜", "2026-03-24"):
        found = read(f"/{name} {words}")
        assert words in found.sentence
        assert found.needs == ["meant"]


@pytest.mark.parametrize("first", FIRST_WORDS)
def test_a_word_behind_the_first_is_used_named_or_asked_about(first: str) -> None:
    found = read(f"/{first} xyzzy")
    used = "xyzzy" in " ".join((*found.options.values(), found.unused, found.sentence))
    assert used, found


@pytest.mark.parametrize("name", sorted(ROUTER.commands.keys() - {"mingle help"}))
def test_every_command_has_help_of_its_own(name: str) -> None:
    found = read(f"/{name} help")
    assert found.command == "/mingle help"
    about = name.partition(" ")[0]
    assert found.options.get("about", "mingle") == about


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('a "b c" d', ["a", "b c", "d"]),
        ("at:‘b c’", ["at:b c"]),
        ("Joe’s bar", ["Joe’s", "bar"]),
        ("rock 'n' roll", ["rock", "n", "roll"]),
        ('"never closed', ["never", "closed"]),
        ("a\u00a0b\u2009c", ["a", "b", "c"]),
        ("„b c“ «d e»", ["b c", "d e"]),
    ],
)
def test_quotations_of_any_kind_keep_words_together(typed: str, words: list[str]) -> None:
    assert split_tokens(typed) == words


@pytest.mark.parametrize(
    ("line", "command", "said"),
    [
        ("/lunch tomorrow at 1", "/lunch find", "/lunch find, at 2026-03-03 13:00"),
        ("/mingle-organisers overview", "/mingle-organisers overview", "overview."),
        ("/mingle overview", "/mingle-organisers overview", "/mingle-organisers overview."),
        ("/mingle puase", "/mingle home", "“/mingle pause” or “/mingle home”"),
    ],
)
def test_a_command_is_spelled_as_people_pick_it_on_discord(
    line: str, command: str, said: str
) -> None:
    found = read(line, "discord")
    spell_for_discord(found)
    assert found.command == command
    assert said in found.sentence
