"""Write each kind of scaffold into a copy of the repository, and use it there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import architecture, imports
from tests.imports import ROOT
from tests.scaffold.__main__ import main
from tests.scaffold.places import PLACES
from tests.scaffold.writer import KINDS

NAME = "book_swaps"
FOLDERS = ("bot", "adapters", "jobs", "tests")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "corpus", "golden", "versions")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which one of each kind was written."""
    root = tmp_path_factory.mktemp("scaffold")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, ignore=LEFT_OUT)
    shutil.copy(ROOT / "pyproject.toml", root)
    for kind in KINDS:
        assert main([kind, NAME], root) == 0
    return root


def _written(root: Path) -> list[Path]:
    """Return the Python files of the copy that the repository has not."""
    files = [path for folder in FOLDERS for path in (root / folder).rglob("*.py")]
    return [path for path in files if not (ROOT / path.relative_to(root)).exists()]


def _run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", *command]
    return subprocess.run(
        arguments, cwd=root, capture_output=True, text=True, timeout=300, check=False
    )


def _run_tests(root: Path, *paths: str) -> str:
    """Run tests of the copy; return the last line, in which they are counted."""
    done = _run(root, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *paths)
    return done.stdout.strip().splitlines()[-1]


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("name", ["z", NAME, "walks_by_the_river_x"])
def test_what_is_written_is_as_ruff_wants_it(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for kind in KINDS:
        assert main([kind, name], tmp_path) == 0

    assert len(_written(tmp_path)) > 30
    for command in (["check"], ["format", "--check"]):
        done = _run(tmp_path, "ruff", *command, "--no-cache", ".")
        assert done.returncode == 0, done.stdout


def test_what_is_written_keeps_the_rules_of_the_rooms(copy: Path) -> None:
    modules = imports.list_modules(*architecture.PROJECT, root=copy)
    modules = {name: path for name, path in modules.items() if not (ROOT / path).exists()}
    assert not imports.find_cycles(imports.import_graph(modules, copy))

    folder = copy / "bot" / NAME
    assert not architecture.unknown_files(NAME, {path.stem for path in folder.glob("*.py")})
    for name, path in modules.items():
        tree = imports.read_tree(path, copy)
        imported = {found.name for found in imports.list_imports(tree, path.parts[:-1])}
        assert not architecture.foreign_tables(name, imported)
        if name.startswith(f"bot.{NAME}."):
            assert not architecture.misplaced_declarations(name, tree)


def test_a_platform_has_the_files_of_the_others(copy: Path) -> None:
    files = {path.name for path in (copy / "adapters" / NAME).iterdir()}
    for platform in ("slack", "discord"):
        others = {path.name for path in (ROOT / "adapters" / platform).iterdir()}
        assert files <= others


def test_what_is_written_passes_its_tests_and_a_feature_once_it_is_registered(copy: Path) -> None:
    of_feature = f"tests/bot/{NAME}"
    of_others = [f"tests/adapters/{NAME}", f"tests/jobs/test_{NAME}.py"]
    assert "18 passed, 4 errors" in _run_tests(copy, *of_others, of_feature)

    features, schema = copy / "bot" / "features.py", copy / "bot" / "store" / "schema.py"
    _replace(features, "\nROUTER", f"from bot.{NAME} import commands as {NAME}\n\nROUTER")
    _replace(features, "    venues.router,\n", f"    venues.router,\n    {NAME}.router,\n")
    _replace(schema, "\n__all__", f"from bot.{NAME} import tables as {NAME}\n\n__all__")
    _replace(schema, "    playground,\n", f"    playground,\n    {NAME},\n")
    assert "7 passed" in _run_tests(copy, of_feature)


@pytest.mark.parametrize(
    "name", ["Book swaps", "book-swaps", "2swaps", "class", "swaps/../core", "s" * 21, ""]
)
def test_a_name_that_is_none_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["feature", name], tmp_path) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kind", "taken"),
    [("feature", "bot/venues"), ("platform", "adapters/slack"), ("job", "jobs/prompts.py")],
)
def test_a_name_that_exists_is_refused(
    kind: str, taken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([kind, Path(taken).stem], ROOT) == 1
    assert capsys.readouterr().err == f"{taken} exists already; choose another name.\n"


@pytest.mark.parametrize("kind", KINDS)
def test_each_place_that_is_left_is_printed(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([kind, NAME], tmp_path) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") > len(PLACES[kind])
    assert "$" not in printed


@pytest.mark.parametrize("kind", KINDS)
def test_each_place_that_is_left_is_there(kind: str) -> None:
    places = [place for each, _ in PLACES[kind] for place in each.split(", ")]
    standing = [place for place in places if "$" not in place]
    assert standing
    assert all(list(ROOT.glob(place)) for place in standing)
