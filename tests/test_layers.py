"""Check that imports point inward and that time and chance are arguments."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLATFORM_LIBRARIES = {"slack_bolt", "slack_sdk", "discord", "nicegui"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
}
HARMLESS = {"Random", "monotonic", "perf_counter"}
COMPOSITION_ROOT = Path("bot/__main__.py")
CLOCK_READERS = {COMPOSITION_ROOT, Path("bot/cli/runtime.py"), Path("jobs/engine/ticker.py")}


def _modules(*folders: str) -> list[Path]:
    return sorted(
        path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py")
    )


def _tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def _imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*start, *filter(None, [node.module])))
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            yield from (
                arg.value
                for arg in node.args
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            )


def _clock_or_chance(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"random", "time"}:
            names = {alias.name for alias in node.names} - HARMLESS
            yield from (f"{node.module}.{name}" for name in names)
        elif isinstance(node, ast.Attribute | ast.Call) and _reaches_out(ast.unparse(node)):
            yield ast.unparse(node)


def _reaches_out(name: str) -> bool:
    of_clock = ".".join(name.split(".")[-2:]) in CLOCKS
    of_chance = (
        name.startswith("random.") and name.count(".") == 1 and not name.startswith("random.Random")
    )
    return of_clock or of_chance or name in {"Random()", "random.Random()"}


def _forbidden(module: Path) -> set[str]:
    room = module.parts[0]
    if module == COMPOSITION_ROOT:
        return set()
    if room == "bot":
        return {"adapters", "jobs", *PLATFORM_LIBRARIES}
    if room == "jobs":
        return {"adapters", *PLATFORM_LIBRARIES}
    others = {f"adapters.{path.name}" for path in (ROOT / "adapters").iterdir() if path.is_dir()}
    return {"jobs", *others - {".".join(module.parts[:2])}}


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("module", _modules("bot", "jobs", "adapters"), ids=str)
def test_imports_point_inward(module: Path) -> None:
    imported = set(_imports(_tree(module), module.parts[:-1]))
    astray = {
        name for name in imported if any(_within(name, package) for package in _forbidden(module))
    }
    assert not astray, f"{module} may not import {', '.join(sorted(astray))}"


@pytest.mark.parametrize(
    "module", [m for m in _modules("bot", "jobs") if m not in CLOCK_READERS], ids=str
)
def test_time_and_chance_are_arguments(module: Path) -> None:
    found = set(_clock_or_chance(_tree(module)))
    assert not found, (
        f"{module} takes {', '.join(sorted(found))} from the machine; let it be passed in"
    )


@pytest.mark.parametrize(
    ("source", "package", "expected"),
    [
        ("import discord.ext", ("bot",), "discord.ext"),
        ("from adapters import slack", ("bot",), "adapters.slack"),
        ("from ..discord import post", ("adapters", "slack"), "adapters.discord.post"),
        ("def later():\n    import jobs.engine.ticker", ("bot",), "jobs.engine.ticker"),
        ("importlib.import_module('adapters.slack')", ("bot", "lunch"), "adapters.slack"),
    ],
)
def test_every_way_of_importing_is_seen(
    source: str, package: tuple[str, ...], expected: str
) -> None:
    assert list(_imports(ast.parse(source), package)) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "datetime.datetime.now(UTC)",
        "date.today()",
        "time.time()",
        "random.choice(x)",
        "from random import shuffle",
        "random.Random()",
        "field(default_factory=datetime.now)",
    ],
)
def test_every_look_at_a_clock_or_throw_of_dice_is_seen(source: str) -> None:
    assert list(_clock_or_chance(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    ["now.time()", "random.Random(7)", "rng: random.Random", "monotonic()", "rng.choice(x)"],
)
def test_time_and_chance_passed_in_are_welcome(source: str) -> None:
    assert not list(_clock_or_chance(ast.parse(source)))
