"""Check that the documents tell what there is, and that everything they point at is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.app import app
from bot.store.schema import metadata
from jobs.simulation.report import SimulationReport
from tests.readme import LISTS, README, ROOT, documents, list_names, renewed

OPERATING = ROOT / "docs" / "operating.md"
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
PICTURES = ROOT / ".github" / "pictures"
SMALL = 250_000  # bytes of a picture
MAX_README_LINES = 150

LINK = re.compile(r"\]\(([^)\s]+)\)|src(?:set)?=\"([^\"]+)\"")
# `bot/core/outbox.py`, or `bot/core/outbox.py:post` for what is defined in it
NAMED_PATH = re.compile(
    r"`((?:bot|adapters|jobs|tests|docs|\.ci|\.github)/[\w./-]*)(?::([\w.]+))?`"
)
DOCUMENT_IN_CODE = re.compile(r"\bdocs/[\w/-]+\.md(?:#[\w-]+)?")

DOCUMENTS = documents()
CURRENT_DOCUMENTS = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _anchors(document: Path) -> frozenset[str]:
    """Return the anchors that a page of the repository has: its headings, in GitHub's spelling."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return frozenset(
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    )


def _is_dead(document: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    place = document.parent / target if target else document
    if not place.exists():
        return True
    return bool(anchor) and anchor not in _anchors(place)


@cache
def _definitions(module: Path) -> frozenset[str]:
    """Return the names that a module defines: functions, classes, methods and constants."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return frozenset(names)


def _is_missing(path: str, name: str) -> bool:
    place = ROOT / path
    if not place.exists():
        return True
    return bool(name) and not set(name.split(".")) <= _definitions(place)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_lists_are_as_the_code_has_them(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert renewed(text) == text, "`make readme` writes the lists anew"


def test_every_list_is_in_one_document() -> None:
    found = [
        name for document in DOCUMENTS for name in list_names(document.read_text(encoding="utf-8"))
    ]
    assert sorted(found) == sorted(LISTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document: Path) -> None:
    links = [link or source for link, source in LINK.findall(document.read_text(encoding="utf-8"))]
    ours = {link for link in links if "://" not in link and "mailto:" not in link}
    assert not {link for link in ours if _is_dead(document, link)}


@pytest.mark.parametrize("document", CURRENT_DOCUMENTS, ids=_name)
def test_paths_and_what_they_define_are_there(document: Path) -> None:
    named = NAMED_PATH.findall(document.read_text(encoding="utf-8"))
    assert not {f"{path}:{name}" for path, name in named if _is_missing(path, name)}


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, ahead = {README}, [README]
    while ahead:
        document = ahead.pop()
        for link, _ in LINK.findall(document.read_text(encoding="utf-8")):
            target = (document.parent / link.partition("#")[0]).resolve()
            if target in DOCUMENTS and target not in reached:
                reached.add(target)
                ahead.append(target)
    assert not {_name(path) for path in set(DOCUMENTS) - reached}


def test_documents_that_the_program_names_are_there() -> None:
    modules = [path for room in ("bot", "adapters", "jobs") for path in (ROOT / room).rglob("*.py")]
    named = {
        name
        for module in modules
        for name in DOCUMENT_IN_CODE.findall(module.read_text(encoding="utf-8"))
    }
    assert named
    assert not {name for name in named if _is_dead(README, name)}


def test_commands_of_the_terminal_are_there_and_described() -> None:
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    for document in CURRENT_DOCUMENTS:
        named = set(re.findall(r"`mingle ([a-z]+)", document.read_text(encoding="utf-8")))
        assert named <= known, f"{_name(document)} names {named - known}"

    guides = [README, *(ROOT / "docs").glob("*.md")]
    described = "".join(guide.read_text(encoding="utf-8") for guide in guides)
    assert not {command for command in known if f"mingle {command}" not in described}


def test_the_rehearsed_year_is_shown_with_the_figures_that_it_has() -> None:
    shown = re.findall(r"^ +│ ([a-z ]+?) +│", OPERATING.read_text(encoding="utf-8"), re.MULTILINE)
    figures = [name.replace("_", " ") for name in SimulationReport.__struct_fields__]
    assert shown == figures


def test_the_words_name_tables_that_are_there() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    words = text.partition("## Words")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[-1].removesuffix(" |") for line in words.splitlines() if "|" in line]
    named = {name for cell in cells[2:] for name in re.findall(r"`(\w+)`", cell)}
    assert named
    assert not named - metadata.tables.keys()


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MAX_README_LINES


def test_every_picture_is_shown_and_small() -> None:
    shown = set(re.findall(r"\.github/pictures/([\w-]+\.png)", README.read_text(encoding="utf-8")))
    assert shown == {path.name for path in PICTURES.glob("*.png")}
    assert all((PICTURES / name).stat().st_size < SMALL for name in shown)


@pytest.mark.parametrize(
    ("link", "dead"),
    [
        ("operating.md", False),
        ("operating.md#back-up-and-restore", False),
        ("#get-help", False),
        ("operating.md#no-such-heading", True),
        ("no-such-page.md", True),
    ],
)
def test_dead_links_and_anchors_are_seen(link: str, dead: bool) -> None:
    assert _is_dead(ROOT / "docs" / "operating.md", link) is dead


@pytest.mark.parametrize(
    ("path", "name", "missing"),
    [
        ("bot/core/dispatch.py", "dispatch", False),
        ("bot/core/dispatch.py", "no_such_function", True),
        ("bot/core/router.py", "Router.command", False),
        ("bot/no_such_module.py", "", True),
    ],
)
def test_paths_and_names_that_are_not_there_are_seen(path: str, name: str, missing: bool) -> None:
    assert _is_missing(path, name) is missing


def test_a_list_that_nobody_writes_is_seen() -> None:
    text = "<!-- wishes, written by `make readme` -->\nold\n<!-- end of wishes -->"
    with pytest.raises(KeyError):
        renewed(text)
