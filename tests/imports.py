"""What modules import: their names, their trees, and the graph that follows."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Import(NamedTuple):
    """One imported name: "bot.core.outbox.post", and whether it is imported with the module."""

    name: str
    at_once: bool


def module_name(path: Path) -> str:
    """Return the dotted name of a module file below the root."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def list_modules(*folders: str, root: Path = ROOT) -> dict[str, Path]:
    """Return the modules below these folders by dotted name, migrations left out."""
    found = {}
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            relative = path.relative_to(root)
            if "migrations" not in relative.parts:
                found[module_name(relative)] = relative
    return found


def read_tree(path: Path, root: Path = ROOT) -> ast.Module:
    """Return the syntax tree of a module file below the root."""
    return ast.parse((root / path).read_text(encoding="utf-8"))


def list_imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[Import]:
    """Yield every name that a module imports, in whatever way."""
    later = _nodes_in_functions(tree)
    for node in ast.walk(tree):
        at_once = id(node) not in later
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*start, *filter(None, [node.module])))
            yield from (Import(f"{base}.{alias.name}", at_once) for alias in node.names)
        elif isinstance(node, ast.Call) and _imports_by_name(node):
            yield from (
                Import(argument.value, at_once)
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def _imports_by_name(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith(("import_module", "__import__"))


def _nodes_in_functions(tree: ast.AST) -> set[int]:
    """Return the nodes that run later than the module: in functions, or for type checkers."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        later: list[ast.stmt] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        ):
            later = node.body
        for statement in later:
            inside.update(id(child) for child in ast.walk(statement))
    return inside


def is_within(name: str, package: str) -> bool:
    """Return whether a dotted name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")


def import_graph(modules: Mapping[str, Path], root: Path = ROOT) -> dict[str, set[str]]:
    """Return the modules that each module imports when it is imported, packages above included.

    A module's own packages are left out: they begin before it does.
    """
    graph: dict[str, set[str]] = {}
    for name, path in modules.items():
        package = path.parts[:-1]
        needs: set[str] = set()
        for imported in list_imports(read_tree(path, root), package):
            if imported.at_once:
                needs.update(_with_packages(imported.name, modules))
        graph[name] = {needed for needed in needs if not is_within(name, needed)}
    return graph


def _with_packages(name: str, modules: Mapping[str, Path]) -> Iterator[str]:
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        prefix = ".".join(parts[:length])
        if prefix in modules:
            yield prefix


def closure(graph: Mapping[str, set[str]], name: str) -> set[str]:
    """Return a module and everything that is imported because of it."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        module = waiting.pop()
        found.add(module)
        needs = {*graph[module], *_packages_of(module)}
        waiting |= needs - found
    return found


def _packages_of(name: str) -> Iterator[str]:
    parts = name.split(".")
    for length in range(1, len(parts)):
        yield ".".join(parts[:length])


def find_cycles(graph: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """Return the sets of modules that import each other, directly or through others."""
    reach: dict[str, set[str]] = {}
    for name in graph:
        found: set[str] = set()
        waiting = set(graph[name])
        while waiting:
            module = waiting.pop()
            found.add(module)
            waiting |= graph[module] - found
        reach[name] = found
    return {
        frozenset(other for other in reach[name] if name in reach[other])
        for name in graph
        if name in reach[name]
    }


def roots_of(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules that nobody imports: together they import all the others."""
    imported = set().union(*graph.values(), *(_packages_of(name) for name in graph))
    return sorted(graph.keys() - imported)
