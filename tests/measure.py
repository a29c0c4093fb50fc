"""Measure how the code reads: `python -m tests.measure [ROOT]` prints one row per figure.

Counted over bot/, adapters/ and jobs/, migrations left out. "Public" means a function, method or
property whose name does not begin with an underscore, nested functions not counted. "Decisions" are
McCabe's complexity, summed over functions, per 10 lines of their code: blank lines, comments and
docstrings not counted. "Per 1,000 lines" counts lines that are not blank.
"""

import argparse
import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "adapters", "jobs")
MAX_COLUMNS = 100
NOT_GERUNDS = frozenset(
    {"ring", "string", "strings", "spring", "evening", "thing", "king", "matching"}
)
TRANSLATED = ("Give", "Say", "Tell")
BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.comprehension,
    ast.match_case,
    ast.Assert,
)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source(NamedTuple):
    """One module: its path below the root, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module


class Figure(NamedTuple):
    """One row: what was counted, the value, and what we aim at."""

    name: str
    value: str
    aim: str = ""


def read_sources(root: Path) -> list[Source]:
    """Return every module of the program below `root`, in order of path."""
    sources = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                sources.append(Source(path.relative_to(root), text, ast.parse(text)))
    return sources


def list_functions(tree: ast.Module) -> Iterator[Function]:
    """Yield the functions of a module and the methods of its classes, nested functions left out."""
    bodies: list[ast.Module | ast.ClassDef] = [tree]
    while bodies:
        for node in bodies.pop().body:
            if isinstance(node, Function):
                yield node
            elif isinstance(node, ast.ClassDef):
                bodies.append(node)


def count_complexity(function: Function) -> int:
    """Return one, and one for each branch: statements, conditions, `and` and `or`."""
    nodes = list(ast.walk(function))
    branches = sum(isinstance(node, BRANCHES) for node in nodes)
    operands = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    filters = sum(len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    return 1 + branches + operands + filters


def count_code_lines(function: Function, lines: list[str]) -> int:
    """Return the lines of a function that hold code: not blank, no comment, no docstring."""
    docstrings = set[int]()
    for node in ast.walk(function):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            docstrings.update(range(docstring.lineno, (docstring.end_lineno or 0) + 1))

    span = range(function.lineno, (function.end_lineno or 0) + 1)
    texts = (lines[number - 1].strip() for number in span if number not in docstrings)
    return sum(bool(text) and not text.startswith("#") for text in texts)


def is_gerund(name: str) -> bool:
    """Return whether a module's last word ends in -ing and is no noun of its own."""
    word = name.rpartition("_")[2]
    return word.endswith("ing") and word not in NOT_GERUNDS


def count_cycles(sources: list[Source]) -> int:
    """Return the number of import cycles: strongly connected sets of two modules and more."""
    names = {_module_name(source.path): source for source in sources}
    needs = {
        name: set(_imported(source.tree, names.keys())) - {name} for name, source in names.items()
    }
    reach: dict[str, set[str]] = {}
    for name in needs:
        found, todo = set[str](), [name]
        while todo:
            new = needs[todo.pop()] - found
            found |= new
            todo += new
        reach[name] = found
    in_cycles = {name for name in names if name in reach[name]}
    return len(
        {frozenset(other for other in reach[name] if name in reach[other]) for name in in_cycles}
    )


def measure(root: Path = ROOT) -> list[Figure]:
    """Return every figure of the tree below `root`."""
    sources = read_sources(root)
    lines = [line for source in sources for line in source.text.splitlines()]
    filled = [line for line in lines if line.strip()]
    functions, complexity, code_lines = [], 0, 0
    for source in sources:
        source_lines = source.text.splitlines()
        for function in list_functions(source.tree):
            functions.append(function)
            complexity += count_complexity(function)
            code_lines += count_code_lines(function, source_lines)

    public = [function for function in functions if not function.name.startswith("_")]
    one_word = [function for function in public if "_" not in function.name]
    one_word_share = 100 * len(one_word) / len(public)
    spans = [(function.end_lineno or 0) - function.lineno + 1 for function in functions]
    gerunds = [source.path for source in sources if is_gerund(source.path.stem)]
    modules = [sum(bool(line.strip()) for line in source.text.splitlines()) for source in sources]
    reused = _reused_classes(sources)
    docstrings = _docstrings(sources)
    translated = [text for text in docstrings if text.startswith(TRANSLATED)]
    walked = [node for source in sources for node in ast.walk(source.tree)]
    thousands = len(filled) / 1000

    def per_thousand(*kinds: type[ast.AST]) -> str:
        return f"{sum(isinstance(node, kinds) for node in walked) / thousands:.1f}"

    any_uses = sum(isinstance(node, ast.Name) and node.id == "Any" for node in walked)
    wide = sum(len(line) > MAX_COLUMNS for line in lines)
    return [
        Figure("modules", str(len(sources))),
        Figure("lines that are not blank", str(len(filled))),
        Figure("public functions of one word", f"{one_word_share:.1f} %", "<= 25 %"),
        Figure("modules named by a gerund", str(len(gerunds)), "0"),
        Figure("class names used twice and more", str(len(reused)), "one per adapter"),
        Figure(
            "decisions per 10 lines of function", f"{10 * complexity / code_lines:.2f}", "<= 3.5"
        ),
        Figure(
            "comprehensions per 1,000 lines",
            per_thousand(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
        ),
        Figure("conditional expressions per 1,000 lines", per_thousand(ast.IfExp)),
        Figure(f"lines over {MAX_COLUMNS} columns", str(wide), "0"),
        Figure("largest module, lines that are not blank", str(max(modules)), "<= 320"),
        Figure("largest function, lines", str(max(spans)), "<= 45"),
        Figure("import cycles", str(count_cycles(sources)), "0"),
        Figure("Any per 1,000 lines", f"{any_uses / thousands:.1f}", "<= 6"),
        Figure("docstrings beginning with Give, Say or Tell", str(len(translated)), "0"),
    ]


def _docstrings(sources: list[Source]) -> list[str]:
    nodes = (node for source in sources for node in ast.walk(source.tree))
    return [ast.get_docstring(node) or "" for node in nodes if isinstance(node, DOCUMENTED)]


def _reused_classes(sources: list[Source]) -> list[str]:
    """Return class names of two modules and more; one in each adapter counts as one."""
    homes: dict[str, Counter[str]] = defaultdict(Counter)
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                home = "adapters" if source.path.parts[0] == "adapters" else str(source.path)
                homes[node.name][home] += 1
    return sorted(name for name, places in homes.items() if len(places) > 1)


def _module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.Module, modules: Set[str]) -> Iterator[str]:
    """Yield the modules of the program that a module needs when it is loaded."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield from {submodule if submodule in modules else node.module} & modules
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & modules


def main() -> None:
    """Print the figures of this tree, or of another one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT)
    for figure in measure(parser.parse_args().root):
        sys.stdout.write(f"{figure.name:<45} {figure.value:>10}   {figure.aim}\n")


if __name__ == "__main__":
    main()
