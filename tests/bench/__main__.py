"""Run every bench, or those that are named: `python -m tests.bench house`."""

import sys
import time
from importlib import import_module
from pathlib import Path

from bot.config import LogSection
from bot.logs import configure_logging
from tests.bench.report import console

BENCHES = sorted(
    path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")
)


def main(names: list[str]) -> None:
    configure_logging(LogSection(level="error"))
    for name in names or BENCHES:
        if name not in BENCHES:
            sys.exit(f"There is no bench {name}. These are there: {', '.join(BENCHES)}.")
        console.rule(f"{name}", align="left")
        began = time.monotonic()
        import_module(f"tests.bench.bench_{name}").main()
        console.print(f"{name} took {time.monotonic() - began:.0f} s", style="dim")


if __name__ == "__main__":
    main(sys.argv[1:])
