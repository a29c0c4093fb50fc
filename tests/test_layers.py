"""Check that imports go inward and down, that things stand in their rooms, and that time and
chance are arguments."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bot.features
from bot.core import channels, live_cards, signals
from bot.core.signals import Signal
from tests import architecture, imports
from tests.architecture import BESIDE, FEATURES, LAYERS, OWN_FILES, PROJECT, TABLE_READERS
from tests.imports import ROOT

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
CLOCK_READERS = {"bot.__main__", "bot.cli.runtime", "jobs.engine.ticker"}
MODULES = imports.list_modules(*PROJECT)
OF_BOT = [name for name in MODULES if name.startswith("bot")]


@cache
def _tree(name: str) -> ast.Module:
    return imports.read_tree(MODULES[name])


@cache
def _imports(name: str) -> frozenset[str]:
    package = MODULES[name].parts[:-1]
    return frozenset(found.name for found in imports.list_imports(_tree(name), package))


def _parse_imports(source: str, *package: str) -> list[str]:
    return [found.name for found in imports.list_imports(ast.parse(source), package)]


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


def _is_outward(importer: str, imported: str) -> bool:
    """Return whether a module imports a platform or an adapter that it may not know."""
    if importer.startswith("adapters."):
        folder = ".".join(importer.split(".")[:2])
        others = {
            f"adapters.{path.name}" for path in (ROOT / "adapters").iterdir() if path.is_dir()
        }
        refused = {"jobs", *others - {folder}}
    else:
        refused = {*PLATFORM_LIBRARIES, *({"adapters"} if importer.startswith("jobs") else ())}
    return any(imports.is_within(imported, package) for package in refused)


def test_imports_point_inward_and_down() -> None:
    astray = {
        f"{name} imports {imported}"
        for name in MODULES
        for imported in _imports(name)
        if _is_outward(name, imported)
        or (name in OF_BOT and architecture.is_upward(name, imported))
    }
    assert not astray


def test_what_people_see_dates_and_matching_know_only_themselves() -> None:
    astray = {
        f"{name} imports {imported}"
        for name in OF_BOT
        for imported in _imports(name)
        if architecture.is_impure(name, imported)
    }
    assert not astray


def test_every_room_has_a_layer_and_every_neighbour_is_one() -> None:
    rooms = {architecture.room_of(name) for name in OF_BOT}
    assert rooms <= LAYERS.keys()
    used = {
        (architecture.room_of(name), architecture.room_of(imported))
        for name in OF_BOT
        for imported in _imports(name)
    }
    assert used >= BESIDE


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("bot.events.rsvps", "bot.digest.issues.refresh_digests"),
        ("bot.sources.ingest", "bot.associations.records"),
        ("bot.digest.records", "bot.happy_hour.tables.poll"),  # of one layer
        ("bot.learnings.records", "bot.prompts.records"),  # neighbours, but not that way round
        ("bot.people.commands", "bot.core.dispatch.dispatch"),
        ("bot.core.router", "bot.core.alerts"),
        ("bot.store.engine", "bot.store.schema"),
        ("bot.venues.records", "bot.features.ROUTER"),
        ("bot.home.page", "adapters.slack.post"),
        ("bot.features", "jobs.registry"),
    ],
)
def test_an_import_upward_is_refused(importer: str, imported: str) -> None:
    assert architecture.is_upward(importer, imported)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("bot.digest.issues", "bot.events.records.find_event"),
        ("bot.prompts.posts", "bot.learnings.records"),
        ("bot.core.alerts", "bot.people.records"),
        ("bot.features", "bot.home.commands"),
        ("bot.events.rules", "msgspec.Struct"),
    ],
)
def test_an_import_downward_is_welcome(importer: str, imported: str) -> None:
    assert not architecture.is_upward(importer, imported)


def test_a_card_that_knows_the_store_is_refused() -> None:
    assert architecture.is_impure("bot.ui.cards", "bot.store.engine.Transaction")
    assert not architecture.is_impure("bot.ui.cards", "bot.ui.text.Text")


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("bot.core.platform", "discord.Client"),
        ("jobs.engine.delivery", "adapters.slack.post"),
        ("adapters.slack.post", "adapters.discord.post"),
        ("adapters.slack.post", "jobs.engine.delivery.Delivery"),
    ],
)
def test_a_platform_in_the_wrong_place_is_refused(importer: str, imported: str) -> None:
    assert _is_outward(importer, imported)


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
    assert _parse_imports(source, *package) == [expected]


def test_nothing_imports_in_a_ring() -> None:
    assert not imports.find_cycles(imports.import_graph(MODULES))


def test_every_module_imports_alone() -> None:
    assert _import_alone(ROOT, "--roots") == ""


def test_a_ring_is_seen_and_does_not_import_alone(tmp_path: Path) -> None:
    files = {
        "bot/__init__.py": "",
        "bot/draw.py": "from bot.report import FIRST\nSECOND = 2\n",
        "bot/report.py": "from bot.draw import SECOND\nFIRST = 1\n",
        "bot/later.py": "def use() -> None:\n    from bot.draw import SECOND\n",
    }
    (tmp_path / "bot").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    modules = imports.list_modules("bot", root=tmp_path)
    graph = imports.import_graph(modules, tmp_path)
    assert imports.find_cycles(graph) == {frozenset({"bot.draw", "bot.report"})}
    failed = [line.partition(":")[0] for line in _import_alone(tmp_path).splitlines()]
    assert sorted(failed) == ["bot.draw", "bot.report"]


def _import_alone(root: Path, *options: str) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "tests.imports_alone", *options, str(root)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert not done.stderr
    return done.stdout


def _feature_folders() -> Iterator[tuple[str, set[str]]]:
    for feature in {*FEATURES, *OWN_FILES}:
        folder = ROOT / "bot" / feature.replace(".", "/")
        modules = {path.stem for path in folder.glob("*.py")}
        yield feature, modules | {path.parent.name for path in folder.glob("*/__init__.py")}


def test_a_feature_has_files_of_known_meaning() -> None:
    for feature, names in _feature_folders():
        assert not architecture.unknown_files(feature, names), feature
        assert OWN_FILES.get(feature, set()) <= names, feature


def test_a_file_of_no_known_meaning_is_refused() -> None:
    assert architecture.unknown_files("venues", {"records", "helpers", "issues"}) == {
        "helpers",
        "issues",
    }


def test_what_is_declared_on_routers_stands_where_it_belongs() -> None:
    for feature in FEATURES:
        for name in (name for name in OF_BOT if name.startswith(f"bot.{feature}.")):
            assert not architecture.misplaced_declarations(name, _tree(name)), name


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("bot.learnings.monthly_recap", "@router.button('rest', ANYONE)\nasync def rest(): ..."),
        ("bot.digest.issues", "@router.live_card('digest')\nasync def render(): ..."),
        ("bot.happy_hour.poll_close", "WHY = live_cards.router.declare_reason('a', 'b')"),
        ("bot.pairings.rounds.commands", "@router.on_undelivered('lunch')\nasync def go(): ..."),
    ],
)
def test_a_declaration_in_another_file_is_refused(module: str, source: str) -> None:
    assert architecture.misplaced_declarations(module, ast.parse(source))


def test_a_module_touches_the_tables_of_its_own_feature() -> None:
    astray = {
        name: foreign
        for name in MODULES
        if (foreign := architecture.foreign_tables(name, set(_imports(name))))
    }
    assert not astray


@pytest.mark.parametrize("module", TABLE_READERS)
def test_whoever_reads_other_tables_does_so(module: str) -> None:
    touched = {name.split(".")[1] for name in _imports(module) if ".tables" in name}
    allowed, why = TABLE_READERS[module]
    assert why
    assert touched & allowed


@pytest.mark.parametrize(
    ("module", "table"),
    [
        ("bot.learnings.occasions", "bot.open_tables.tables.seat"),
        ("adapters.discord.state", "bot.people.tables.person"),
        ("adapters.slack.people", "bot.core.tables.effect"),
        ("jobs.channel_members", "bot.prompts.tables.prompt_channel"),
    ],
)
def test_a_table_of_another_feature_is_refused(module: str, table: str) -> None:
    assert architecture.foreign_tables(module, {table})


def test_features_are_registered_with_lower_ones_in_one_file() -> None:
    calling = {
        name for name in MODULES if architecture.registrations(_tree(name), MODULES[name].parts)
    }
    assert calling == {"bot.features"}


def test_a_registration_elsewhere_is_seen() -> None:
    source = "from bot.core import signals\nsignals.connect(EventsListed, refresh)"
    called = architecture.registrations(ast.parse(source), ("bot", "digest"))
    assert called == {"bot.core.signals.connect"}


@pytest.mark.parametrize("signal", signals.SIGNALS)
def test_every_signal_is_heard_from_above(signal: type[Signal]) -> None:
    emitting = [name for name in OF_BOT if f"bot.core.signals.{signal.__name__}" in _imports(name)]
    heard_in = {handler.__module__ for handler in signals.handlers_of(signal)}
    assert heard_in
    told_by = set(emitting) - heard_in - {"bot.features"}
    assert told_by
    assert all(architecture.is_upward(name, handler) for name in told_by for handler in heard_in)


def test_every_signal_is_listed() -> None:
    assert set(signals.SIGNALS) == set(Signal.__subclasses__())


def test_what_production_uses_has_dependents_and_channels() -> None:
    assert bot.features.ROUTER.live_cards
    assert live_cards.dependents_of("event")
    assert channels.registered_uses()


def test_time_and_chance_are_arguments() -> None:
    looking = {
        name: found
        for name in MODULES
        if name.startswith(("bot", "jobs")) and name not in CLOCK_READERS
        if (found := set(_clock_or_chance(_tree(name))))
    }
    assert not looking, "let what they take from the machine be passed in"


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
