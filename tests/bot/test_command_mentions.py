"""Texts name commands by the router's names alone, and each platform spells them as it has them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.discord.commands import command_definitions, resolve_command
from adapters.json_types import JsonObject
from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from bot.ui.text import CommandMention, flatten_text
from tests.adapters.discord.names import COMMAND_ID, NAMES

ROOT = Path(__file__).parents[2]
FIRSTS = "|".join(sorted({name.partition(" ")[0] for name in ROUTER.commands}))
LITERAL = re.compile(rf"(?<![\w./-])/({FIRSTS})\b(?![/.?:])")
# Where people type lines, as examples; help shows these as mentions.
TYPED = {"example"}


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module, without docstrings and the examples of commands."""
    for node in ast.walk(tree):
        kept = [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(node, ast.Expr)
            and not (isinstance(node, ast.keyword) and node.arg in TYPED)
        ]
        for child in kept:
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                yield child.lineno, child.value


def _mentions() -> Iterator[tuple[str, str]]:
    """Yield each command that a module mentions, and where."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        source = path.read_text("utf-8")
        if "CommandMention(" not in source:
            continue  # each worker collects these, and a tree is slow to walk
        for node in ast.walk(ast.parse(source)):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if is_call and node.func.id == "CommandMention":  # type: ignore[attr-defined]
                first = node.args[0]  # type: ignore[attr-defined]
                if isinstance(first, ast.Constant):
                    yield str(first.value), f"{path.relative_to(ROOT)}:{first.lineno}"


MENTIONS = dict(_mentions())
EXAMPLES = [command.example for command in ROUTER.commands.values() if command.example]


def test_no_text_names_a_command_by_itself() -> None:
    named = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        part = path.relative_to(ROOT).parts
        if part[1] in ("cli", "store") or "parsers" in part or path.name == "doors.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        named += [
            f"{path.relative_to(ROOT)}:{line}"
            for line, words in _strings(tree)
            if LITERAL.search(words)
        ]
    assert not named


@pytest.mark.parametrize("line", [*MENTIONS, *(each.removeprefix("/") for each in EXAMPLES)])
def test_what_is_mentioned_is_a_command_everywhere(line: str) -> None:
    known, given = ROUTER.parse_command(line)
    loose = line.removeprefix(known.name).split()
    assert bool(given) == bool(loose), f"{line}: the words behind it are no options"
    _check_on_slack(line)
    _check_on_discord(line, known.name, given)


def _check_on_slack(line: str) -> None:
    words = [one["command"] for one in build_manifest(ROUTER)["features"]["slash_commands"]]
    assert flatten_text((CommandMention(line),)) == f"“/{line}”"
    assert f"/{line.partition(' ')[0]}" in words


def _check_on_discord(line: str, name: str, given: dict[str, str]) -> None:
    """Read a mention as Discord does, and check that what it leads to is the command meant."""
    shown = NAMES.mention(CommandMention(line))
    found = re.match(rf"</([a-z -]+):{COMMAND_ID}>", shown)
    assert found, shown
    group, _, subcommand = found[1].partition(" ")
    definitions = {one["name"]: one for one in command_definitions(ROUTER)}
    chosen: list[JsonObject] = []
    if subcommand:
        chosen.append({"type": 1, "name": subcommand, "options": []})
    data = {"name": group, "type": 1, "options": chosen}
    assert resolve_command(ROUTER, data)[0] == name

    options = definitions[group].get("options", [])
    if subcommand:
        [one] = [option for option in options if option["name"] == subcommand]
        options = one["options"]
    else:
        assert not [option for option in options if option["type"] == 1], "a group alone"
    assert given.keys() <= {option["name"] for option in options}
    choices = {
        option["name"]: {choice["value"] for choice in option["choices"]}
        for option in options
        if option.get("choices")
    }
    for option in given.keys() & choices.keys():
        assert given[option] in choices[option]
