"""Mingle as a production install has it: `python -m tests.production run` is `mingle run` where
nothing can be imported but the program and what requirements.lock pins.

`python -m tests.production --modules` prints the modules of the program that cannot be imported so.
"""

import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder, packages_distributions
from pathlib import Path
from types import ModuleType

from packaging.utils import canonicalize_name

from tests.architecture import PROJECT
from tests.imports import ROOT, list_modules
from tests.lock_file import read_pins

Searched = Sequence[str] | None


class OnlyInstalled(MetaPathFinder):
    """Finds what the other finders find, unless it is of a package that is left out."""

    def __init__(self, finders: Iterable[MetaPathFinder], left_out: set[str]) -> None:
        self.finders = list(finders)
        self.left_out = left_out

    def find_spec(
        self, fullname: str, path: Searched, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is, or None."""
        if fullname.partition(".")[0] in self.left_out:
            return None
        found = (finder.find_spec(fullname, path, target) for finder in self.finders)
        return next(filter(None, found), None)

    def find_distributions(self, context: DistributionFinder.Context) -> Iterator[Distribution]:
        """Yield the metadata of packages, as the other finders do."""
        for finder in self.finders:
            if hasattr(finder, "find_distributions"):
                yield from finder.find_distributions(context)


def packages_left_out(lock: Path = ROOT / "requirements.lock") -> set[str]:
    """Return the top-level names of installed packages that the lock file does not pin."""
    pinned = {*read_pins(lock.read_text(encoding="utf-8")), "mingle"}
    return {
        name
        for name, owners in packages_distributions().items()
        if not pinned & {canonicalize_name(owner) for owner in owners}
    } - {"tests", *PROJECT}


def leave_out() -> None:
    """Let nothing be imported from here on that a production install lacks."""
    left_out = packages_left_out()
    for name in [name for name in sys.modules if name.partition(".")[0] in left_out]:
        del sys.modules[name]
    sys.meta_path[:] = [OnlyInstalled(sys.meta_path, left_out)]  # type: ignore[arg-type]


def print_modules_that_fail() -> None:
    """Print each module of the program that cannot be imported, and what it lacks."""
    for name in list_modules(*PROJECT):
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as lacking:
            print(f"{name} {lacking.name}")


def main() -> None:
    """Run `mingle` with the arguments, or list modules."""
    leave_out()
    if sys.argv[1:] == ["--modules"]:
        print_modules_that_fail()
        return

    run = importlib.import_module("bot.__main__").main
    run()


if __name__ == "__main__":
    main()
