"""Mutation testing: change the code in small ways, one at a time, and count what the tests find.

mutmut makes the mutants and forks a process for each, which runs the tests that reach the changed
function. `[tool.mutmut]` in pyproject.toml names the code and the tests. Names of mutants, such as
`bot.open_tables.rules.*`, run these alone; `python -m mutmut show NAME` prints one.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from rich.table import Table

from tests.bench.report import console

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "mutants"
GOAL = 0.9  # of the mutants of all modules
_OUTCOMES = {0: "survived", 33: "untested"}  # by exit code; all others are killed


def main(names: list[str]) -> int:
    """Run mutmut and print a table of the results; return 1 where too many mutants survived."""
    mutmut = [str(Path(sys.executable).with_name("mutmut")), "run", *names]
    finished = subprocess.run(mutmut, cwd=ROOT, check=False)
    if finished.returncode:
        return finished.returncode

    by_module = read_outcomes(RESULTS)
    total = sum(by_module.values(), Counter())
    console.print(_table(by_module, total))
    return 0 if total["killed"] >= GOAL * total.total() else 1


def read_outcomes(folder: Path) -> dict[str, Counter[str]]:
    """Return how many mutants of each module were killed, survived or are untested."""
    by_module = {}
    for path in sorted(folder.rglob("*.py.meta")):
        exit_codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        outcomes = Counter(_OUTCOMES.get(code, "killed") for code in exit_codes if code is not None)
        if outcomes:
            by_module[str(path.relative_to(folder).with_suffix(""))] = outcomes
    return by_module


def _table(by_module: dict[str, Counter[str]], total: Counter[str]) -> Table:
    table = Table("module", box=None)
    for heading in ("mutants", "killed", "survived", "untested", "share"):
        table.add_column(heading, justify="right")

    for module, outcomes in {**by_module, "all": total}.items():
        counts = [outcomes[outcome] for outcome in ("killed", "survived", "untested")]
        share = f"{outcomes['killed'] / max(1, outcomes.total()):.0%}"
        table.add_row(module, *map(str, [outcomes.total(), *counts]), share)
    return table


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
