"""Print how near the matcher comes to its limits, each figure beside its target."""

import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from msgspec import structs

from bot.matching import Candidate, Rules, solve_matching
from bot.matching.assignment import solve_assignment
from bot.matching.costs import FORBIDDEN, build_pair_costs
from bot.matching.groups import plan_sizes
from bot.matching.history import summarise_history
from bot.matching.pairs import blossom_matching, matching_cost, min_cost_perfect_matching
from bot.pairings.insights.estimate import count_without_common_hour, share_in_own_town
from tests.bench.matching_years import designs, full_years, years
from tests.bench.peers import beside, peak_megabytes
from tests.bench.rows import Row
from tests.bot.matching.crowds import (
    TODAY_ONLY,
    Rounds,
    cheapest,
    cost_of,
    some_people,
    some_rounds,
    table_of,
)

REFERENCE_SECONDS = 5.0

# The hour of UTC in which people begin to work.
TOWNS = {"berlin": 8, "leeds": 9, "new york": 14, "bangalore": 4, "auckland": 20}


class Timed(NamedTuple):
    seconds: float
    answer: Any


def main() -> None:
    """Measure every target of the matcher and print the table."""
    people, history = some_people(1000), some_rounds(some_people(1000), 20, 0)
    plain = plain_seconds(people, history)
    scale = REFERENCE_SECONDS / plain
    say(
        f"plain rustworkx, 1,000 people: {plain:.2f} processor seconds here; those below are "
        f"scaled by {scale:.2f}"
    )
    for rows in (
        even_rounds,
        small_rounds,
        speed,
        peers,
        crowds,
        towns,
        hundred_thousand,
        hard_rules,
        full_years,
        years,
        designs,
    ):
        for row in rows(scale):
            say(f"{'✓' if row.kept else '✗'} {row.goal:<58} {row.target:<18} {row.reached}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def timed(work: Callable[[], object]) -> Timed:
    start = time.process_time()
    answer = work()
    return Timed(time.process_time() - start, answer)


def plain_seconds(people: list[Candidate], history: Rounds) -> float:
    cost = table_of(people, history, Rules()).cost
    return timed(lambda: blossom_matching(cost < FORBIDDEN, cost)).seconds


def even_rounds(scale: float) -> Iterator[Row]:
    ratios = []
    for count, seeds in ((10, 20), (50, 20), (100, 10), (300, 4), (1000, 1)):
        for seed in range(seeds):
            people, rules = some_people(count, seed), Rules(weights=TODAY_ONLY)
            history = some_rounds(people, 12, seed)
            cost = table_of(people, history, rules).cost
            best = matching_cost(blossom_matching(cost < FORBIDDEN, cost), cost)
            ratios.append(
                cost_of(
                    solve_matching(people, history, rules, random.Random(seed)),
                    people,
                    history,
                    rules,
                )
                / best
            )
    yield Row(
        "cost / optimum, even, 10 to 1,000 people",
        "1.000",
        f"{max(ratios):.3f} worst of {len(ratios)}",
        max(ratios) == 1,
    )


def small_rounds(scale: float) -> Iterator[Row]:
    cases = [(2, n, s) for n in (5, 7, 9, 11, 13) for s in range(8)]
    cases += [(3, n, s) for n in (6, 7, 8, 9, 10, 11, 12, 13) for s in range(7)] + [
        (3, 15, s) for s in range(4)
    ]
    cases += [(4, 12, s) for s in range(20)]
    equal = 0
    for size, count, seed in cases:
        people, rules = some_people(count, seed), Rules(size=size)
        history = some_rounds(people, (0, 3, 8, 20)[seed % 4], seed, size)
        groups = solve_matching(people, history, rules, random.Random(seed))
        best = cheapest(table_of(people, history, rules), plan_sizes(count, size), size)
        equal += cost_of(groups, people, history, rules) == best
    yield Row(
        "odd, threes and fours equal to brute force",
        "120 of 120",
        f"{equal} of {len(cases)}",
        equal == len(cases),
    )


def speed(scale: float) -> Iterator[Row]:
    ratios = [speed_up(seed) for seed in range(5)]
    median = statistics.median(ratios)
    reached = f"{median:.1f}x (worst {min(ratios):.1f}x)"
    yield Row(
        "faster than plain rustworkx, 1,000 people, same cost", ">= 10x", reached, median >= 10
    )


def speed_up(seed: int) -> float:
    people = some_people(1000, seed)
    cost = table_of(people, some_rounds(people, 20, seed), Rules()).cost
    plain = timed(lambda: matching_cost(blossom_matching(cost < FORBIDDEN, cost), cost))
    ours = timed(lambda: matching_cost(min_cost_perfect_matching(cost) or [], cost))
    return plain.seconds / ours.seconds if plain.answer == ours.answer else 0.0


def peers(scale: float) -> Iterator[Row]:
    yield from beside()


def crowds(scale: float) -> Iterator[Row]:
    for count, target in ((5_000, 1.02), (10_000, 1.04)):
        ratio, seconds = crowd_against_bound(count)
        reached, kept = (
            f"{ratio:.4f} in {seconds * scale:.1f} s",
            ratio <= target and seconds * scale <= 5,
        )
        yield Row(
            f"{count:,} people, cost / assignment bound", f"<= {target} in 5 s", reached, kept
        )


def crowd_against_bound(count: int) -> tuple[float, float]:
    people, rules = some_people(count), Rules()
    history = some_rounds(people, 10, 0)
    start = time.process_time()
    groups = solve_matching(people, history, rules, random.Random(0))
    seconds = time.process_time() - start
    number = {each.id: at for at, each in enumerate(people)}
    met = summarise_history(number, history, 2, rules.weights).meetings
    table = build_pair_costs(people, rules, met, ()).dense_matrix()
    bound = int(table[np.arange(count), solve_assignment(table)].sum()) / 2
    return matching_cost(
        [(number[one], number[two]) for one, two in groups], table
    ) / bound, seconds


def towns(scale: float) -> Iterator[Row]:
    people = people_in_towns(3_000)
    history = some_rounds(people, 10, 0)
    drawn = timed(lambda: solve_matching(people, history, Rules(), random.Random(0)))
    seconds = drawn.seconds * scale
    share = share_in_own_town(drawn.answer, people) or 0.0
    strangers = count_without_common_hour(drawn.answer, people)
    yield Row(
        "3,000 people in 5 towns: in person in town, no common hour",
        ">= .99, 0, in 5 s",
        f"{share:.3f}, {strangers} pairs, {seconds:.1f} s, "
        f"{seconds / REFERENCE_SECONDS:.2f} of plain rustworkx, 1,000 people",
        share >= 0.99 and not strangers and seconds <= REFERENCE_SECONDS,
    )


def people_in_towns(count: int) -> list[Candidate]:
    chance = random.Random(count)
    people = []
    for person in some_people(count):
        town = chance.choice(list(TOWNS))
        mode = chance.choice(("person", "person", "either", "remote"))
        people.append(structs.replace(person, town=town, mode=mode, hours=hours_from(TOWNS[town])))
    return people


def hours_from(first: int) -> str:
    bits = 0
    for day in range(5):
        for hour in range(first, first + 9):
            bits |= 1 << (24 * day + hour) % 168
    return f"{bits:x}"


def hundred_thousand(scale: float) -> Iterator[Row]:
    small, large = (one_crowd(count) for count in (10_000, 100_000))
    exponent = math.log10(large[0] / small[0])
    seconds, megabytes, repeats = large[0] * scale, large[1], large[2]
    reached = f"{seconds:.1f} s, {megabytes:.0f} MB, {repeats:.0f} repeats"
    kept = seconds <= 15 and megabytes <= 600 and not repeats
    yield Row("100,000 people after ten rounds", "15 s, 600 MB, 0", reached, kept)
    yield Row("growth exponent, 10,000 to 100,000", "<= 1.05", f"{exponent:.2f}", exponent <= 1.05)


def one_crowd(count: int) -> list[float]:
    command = [sys.executable, "-m", "tests.bench.bench_matching", str(count)]
    return [
        float(word)
        for word in subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
    ]


def crowd_alone(count: int) -> None:
    people = some_people(count)
    history = some_rounds(people, 10, 0)
    drawn = timed(lambda: solve_matching(people, history, Rules(), random.Random(0)))
    met = {frozenset(group) for groups in history for group in groups}
    repeats = sum(frozenset(group) in met for group in drawn.answer)
    say(f"{drawn.seconds} {peak_megabytes()} {repeats}")


def hard_rules(scale: float) -> Iterator[Row]:
    found = [hard_round(seed) for seed in range(10_000)]
    broken, stranded = sum(each[0] for each in found), sum(each[1] for each in found)
    yield Row("hard-rule violations, 10,000 random rounds", "0", str(broken), not broken)
    yield Row("left out although a trio was possible", "0", str(stranded), not stranded)


def hard_round(seed: int) -> tuple[int, int]:
    chance = random.Random(seed)
    people = some_people(chance.randrange(12), seed, offices=2)
    share = chance.random()
    excluded = tuple(
        (one.id, two.id) for one, two in combinations(people, 2) if chance.random() < share
    )
    rules = Rules(excluded=excluded, same_office=chance.random() < 0.3)
    office, barred = (
        {each.id: each.office for each in people},
        {frozenset(pair) for pair in excluded},
    )

    def may_meet(*group: str) -> bool:
        return all(
            frozenset(pair) not in barred
            and (not rules.same_office or office[pair[0]] == office[pair[1]])
            for pair in combinations(group, 2)
        )

    groups = solve_matching(people, [], rules, random.Random(seed))
    alone = [group[0] for group in groups if len(group) == 1]
    stranded = sum(may_meet(one, *group) for one in alone for group in groups if len(group) == 2)
    return sum(not may_meet(*group) for group in groups), stranded


if __name__ == "__main__":
    crowd_alone(int(sys.argv[1])) if len(sys.argv) > 1 else main()
