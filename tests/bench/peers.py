"""The matcher beside plain rustworkx, networkx and a greedy one; a process per measurement."""

import math
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.matching import Rules, solve_matching
from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import Pairs, blossom_matching, matching_cost, min_cost_perfect_matching
from tests.bench.rows import Row
from tests.bot.matching.crowds import TODAY_ONLY, Rounds, some_people, some_rounds, table_of

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Solver = Callable[[Numbers], Pairs]


class Taken(NamedTuple):
    cost: float
    seconds: float
    megabytes: float


FEW, MANY = 100, 300  # people; networkx takes minutes for more


def plain(cost: Numbers) -> Pairs:
    return blossom_matching(cost < FORBIDDEN, cost)


def with_networkx(cost: Numbers) -> Pairs:
    import networkx as nx  # type: ignore[import-untyped]

    graph = nx.Graph()
    allowed = np.argwhere(np.triu(cost < FORBIDDEN, 1)).tolist()
    graph.add_weighted_edges_from((one, two, -int(cost[one, two])) for one, two in allowed)
    return [(one, two) for one, two in nx.max_weight_matching(graph, maxcardinality=True)]


def greedy(cost: Numbers) -> Pairs:
    left = set(range(len(cost)))
    pairs = []
    for one in random.Random(0).sample(range(len(cost)), len(cost)):
        if one in left and len(left) > 1:
            left.remove(one)
            two = min(left, key=lambda other, one=one: int(cost[one, other]))  # type: ignore[misc]
            left.remove(two)
            pairs.append((one, two))
    return pairs


def ours(cost: Numbers) -> Pairs:
    return min_cost_perfect_matching(cost) or []


SOLVERS: dict[str, Solver] = {
    "ours": ours,
    "rustworkx": plain,
    "networkx": with_networkx,
    "greedy": greedy,
}


def beside() -> Iterator[Row]:
    """Print each measure of ours, and how many times as much the others need."""
    few, many = ({name: _alone(name, count) for name in SOLVERS} for count in (FEW, MANY))
    optimum = many["rustworkx"].cost  # blossom on all pairs proves it
    costs = {name: each.cost / optimum for name, each in many.items()}
    yield _row(f"cost over the optimum, {MANY} people", costs, ".3f", costs["ours"] == 1)
    for what in ("seconds", "megabytes"):
        own = getattr(many["ours"], what)
        ratios = {name: getattr(each, what) / own for name, each in many.items()}
        yield _row(f"{what}, {MANY} people, ours being {own:.3g}", ratios, ".2f")
    grown = {
        name: math.log(many[name].seconds / few[name].seconds) / math.log(MANY / FEW)
        for name in SOLVERS
    }
    yield _row(f"growth exponent, {FEW} to {MANY} people", grown, ".1f")
    full = {name: _repeats(_rounds(name, 30, 29, 0)) for name in SOLVERS}
    yield _row("repeats a person, 30 people, 29 rounds, all there", full, ".2f", full["ours"] == 0)
    years = {name: _rounds(name, 50, 52, 0.15) for name in SOLVERS}
    yield _row(
        "repeats a person, 50 people, 52 rounds, 15 % away",
        {name: _repeats(year) for name, year in years.items()},
        ".2f",
    )
    alone = {
        name: sum(len(group) == 1 for groups in year for group in groups)
        for name, year in years.items()
    }
    yield _row("people left out in that year (ours makes trios)", alone, "d", alone["ours"] == 0)


def _row(goal: str, figures: Mapping[str, float], form: str, kept: bool = True) -> Row:
    return Row(
        goal, "", ", ".join(f"{name} {figure:{form}}" for name, figure in figures.items()), kept
    )


def _alone(name: str, people: int) -> Taken:
    command = [sys.executable, "-m", "tests.bench.peers", name, str(people)]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Taken(*map(float, words))


def _measure(name: str, count: int) -> None:
    people = some_people(count)
    cost = table_of(people, some_rounds(people, 12, 0), Rules(weights=TODAY_ONLY)).cost
    SOLVERS[name](cost[:20, :20])  # what is loaded the first time is no part of it
    began = time.process_time()
    pairs = SOLVERS[name](cost)
    seconds = time.process_time() - began
    sys.stdout.write(f"{matching_cost(pairs, cost)} {seconds} {peak_megabytes()}\n")


def peak_megabytes() -> float:
    """Return the most memory that this process has held."""
    # ru_maxrss would count what the parent held when it forked.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return (
        next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        / 1024
    )


def _rounds(name: str, count: int, rounds: int, away: float) -> Rounds:
    people, chance = some_people(count, 1), random.Random(1)
    history: Rounds = []
    for week in range(rounds):
        here = [each for each in people if chance.random() >= away]
        if name == "ours":
            history.append(solve_matching(here, history, Rules(), random.Random(week)))
            continue
        pairs = SOLVERS[name](table_of(here, history, Rules(weights=TODAY_ONLY)).cost)
        seated = {each for pair in pairs for each in pair}
        alone = [[each.id] for at, each in enumerate(here) if at not in seated]
        history.append([[here[one].id, here[two].id] for one, two in pairs] + alone)
    return history


def _repeats(history: Rounds) -> float:
    met = Counter(
        pair for groups in history for group in groups for pair in combinations(sorted(group), 2)
    )
    people = {each for groups in history for group in groups for each in group}
    return sum(times - 1 for times in met.values()) * 2 / len(people)


if __name__ == "__main__":
    _measure(sys.argv[1], int(sys.argv[2]))
