"""Hold what is written about security to the tests that it names."""

import ast
import re
from functools import cache

import pytest

from tests.imports import ROOT

DOCUMENTS = ("docs/threat-model.md", "docs/asvs.md", "docs/supply-chain.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?::(\w+))?`")
ROW = re.compile(r"^\| (?!---)(.+) \|$", re.MULTILINE)
HEADINGS = {"held by", "test or reason"}


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def rows(document: str) -> list[list[str]]:
    cells = [line.split(" | ") for line in ROW.findall(read(document))]
    return [row for row in cells if row[-1] not in HEADINGS]


@cache
def names_in(path: str) -> set[str]:
    """Return the functions of a test file, and those that it takes from another."""
    found = set[str]()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_test_that_is_named_is_there(document: str) -> None:
    named = NAMED.findall(read(document))
    assert named
    missing = [path for path, _ in named if not (ROOT / path).is_file()]
    assert not missing
    assert not [f"{path}:{name}" for path, name in named if name and name not in names_in(path)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_row_names_a_test_or_a_reason(document: str) -> None:
    assert len(rows(document)) > 5
    for row in rows(document):
        assert len(row) == 3, row
        assert NAMED.search(row[-1]) or row[-1].startswith("Reason: "), row


def test_an_answer_that_is_not_yes_has_its_reason() -> None:
    odd = [row for row in rows("docs/asvs.md") if row[1] in {"no", "n/a", "by the proxy"}]
    assert odd
    assert all(row[-1].startswith("Reason: ") for row in odd)
