"""Import every module of the program alone: `python -m tests.imports_alone [--roots] [ROOT]`.

One child is forked for each module, from a parent that has loaded the libraries, which are what
takes long, and nothing of the program. Prints the modules that fail, and why. With `--roots` only
those that nobody imports: where nothing imports in a ring, they prove the same of all the others
that they load, in a quarter of the time.
"""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.architecture import PROJECT
from tests.imports import (
    ROOT,
    closure,
    import_graph,
    is_within,
    list_imports,
    list_modules,
    read_tree,
    roots_of,
)

CHILDREN = 2


def names_from_libraries(path: Path, root: Path) -> set[str]:
    """Return what a module file imports from libraries when it is imported."""
    return {
        imported.name
        for imported in list_imports(read_tree(path, root), path.parts[:-1])
        if imported.at_once and not _is_ours(imported.name)
    }


def _is_ours(name: str) -> bool:
    return any(is_within(name, folder) for folder in PROJECT)


def _load(name: str) -> None:
    """Import a library module, or the one that an imported name is in."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        importlib.import_module(name.rpartition(".")[0])


def import_alone(names: Iterable[str], graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules that cannot be imported alone, or load others than the graph says."""
    failed: list[str] = []
    running: dict[int, str] = {}
    gc.disable()
    for name in names:
        running[_fork_import(name, closure(graph, name))] = name
        if len(running) == CHILDREN:
            failed += _wait_for_one(running)
    while running:
        failed += _wait_for_one(running)
    return sorted(failed)


def _fork_import(name: str, expected: set[str]) -> int:
    child = os.fork()
    if child:
        return child

    trouble = ""
    try:
        importlib.import_module(name)
    except BaseException as error:
        trouble = repr(error)
    else:
        surprise = {module for module in sys.modules if _is_ours(module)} ^ expected
        if surprise:
            trouble = f"other imports than the graph says: {', '.join(sorted(surprise))}"
    if trouble:
        os.write(sys.stdout.fileno(), f"{name}: {trouble}\n".encode())  # whole, beside others
    os._exit(bool(trouble))


def _wait_for_one(running: dict[int, str]) -> list[str]:
    child, status = os.wait()
    name = running.pop(child)
    return [name] if status else []


def main() -> int:
    """Import what the command line asks for; return 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--roots", action="store_true")
    arguments = parser.parse_args()

    sys.path.insert(0, str(arguments.root))
    modules = list_modules(*PROJECT, root=arguments.root)
    for name in set().union(
        *(names_from_libraries(path, arguments.root) for path in modules.values())
    ):
        _load(name)
    graph = import_graph(modules, arguments.root)
    return bool(import_alone(roots_of(graph) if arguments.roots else modules, graph))


if __name__ == "__main__":
    sys.exit(main())
