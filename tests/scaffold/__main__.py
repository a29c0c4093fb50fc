"""`python -m tests.scaffold feature|platform|job NAME` writes files and lists the places left."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.scaffold.places import PLACES
from tests.scaffold.writer import KINDS, NameRefused, fill_in, write_files

ROOT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write the files of one thing; return 1 where its name is refused, and write nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.scaffold", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("name", help="lower-case words with underscores, such as book_swaps")
    options = parser.parse_args(arguments)

    try:
        written = write_files(options.kind, options.name, root)
    except NameRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1

    sys.stdout.write("Written:\n")
    sys.stdout.writelines(f"  {path}\n" for path in written)

    sys.stdout.write("\nLeft for you, as CONTRIBUTING.md describes:\n")
    for place, task in PLACES[options.kind]:
        sys.stdout.write(f"  {fill_in(place, options.name)}: {fill_in(task, options.name)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
