"""Rounds of whole years: how long people wait before they meet again.

One row is not reached in every year: 14 rounds between repeats for 20 people of whom 15 % are away.
Of 40 years 38 reach it, and the worst has 13. What breaks the two is a round to which only 13 or
14 of the 20 come: given the rounds before, every round of these people, in pairs and one trio if
they are odd, has somebody meet too soon; the row below looks at all of them. It is no limit of
mathematics: the same years drawn with other seeds reach 14, while another year then fails. It is a
limit of what can be known, since nobody knows ahead who will be away. Tried: resting 12 to 16
rounds, and prices of 0 to 1,000 for people with few unmet colleagues. Tried on 60 other years in
which 20 % are away, of which 55 reach 14 as it is: counting those colleagues over 13, 14 or 16
rounds instead of 20 (55 or 56 reach it); prices of 300 to 3,000 that give the trio to those who met
fewest lately (54 to 56); choosing, of eight rounds, the one after which most of 20 rehearsed small
rounds come out well (55).
"""

import random
import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from bot.matching import Rules, solve_matching
from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import min_cost_perfect_matching
from bot.matching.trio import match_with_trio
from tests.bench.rows import Row
from tests.bot.matching.crowds import (
    Rounds,
    shortest_gap,
    some_people,
)

REST = 14
# No weight was chosen by looking at these.
YEARS = range(1000, 1040)


def a_year(count: int, rounds: int, away: float, seed: int, size: int = 2) -> Rounds:
    people, chance = some_people(count, seed), random.Random(seed)
    history: Rounds = []
    for week in range(rounds):
        here = [each for each in people if chance.random() >= away]
        history.append(solve_matching(here, history, Rules(size=size), random.Random(week)))
    return history


def full_years(scale: float) -> Iterator[Row]:
    forced = sum(
        shortest_gap(a_year(count, count - 1, 0, seed)) < count
        for count in range(8, 65, 2)
        for seed in range(2)
    )
    yield Row(
        "runs with a repeat before round N - 1, N = 8 to 64", "0", f"{forced} of 58", not forced
    )


def years(scale: float) -> Iterator[Row]:
    found = [year_at_fifty(seed) for seed in YEARS]
    beyond = statistics.mean(each[0] for each in found)
    loads = max(each[1] for each in found)
    twice = sum(each[2] for each in found)
    twenties = [a_year(20, 52, 0.15, seed) for seed in YEARS]
    gaps = [shortest_gap(year) for year in twenties]
    sooner = [
        (year[:at], year[at])
        for year in twenties
        for at in range(52)
        if meetings_too_soon(year[:at], year[at])
    ]
    forced = sum(nobody_could_wait(before, this) for before, this in sooner)
    yield Row(
        "repeats above forced, a person, 50 people, 52 rounds",
        "<= .10",
        f"{beyond:.3f}",
        beyond <= 0.1,
    )
    gap = f"{min(gaps)} worst, 14 in {sum(each >= 14 for each in gaps)} of {len(gaps)}"
    yield Row("shortest gap between repeats, 20 people, 52 rounds", ">= 14", gap, min(gaps) >= 14)
    reached = f"{forced} of {len(sooner)}"
    yield Row(
        "rounds with a sooner repeat in which every round has one",
        "",
        reached,
        forced == len(sooner),
    )
    yield Row("left out twice running", "0", f"{twice:.0f}", not twice)
    worst = f"{loads:.0f} worst of {len(found)}"
    yield Row("trio load, most minus least, 50 people, 52 rounds", "<= 2", worst, loads <= 2)


def too_soon(before: Rounds) -> set[tuple[str, ...]]:
    return {
        pair
        for groups in before[-REST + 1 :]
        for group in groups
        for pair in combinations(sorted(group), 2)
    }


def meetings_too_soon(before: Rounds, this: list[list[str]]) -> int:
    recent = too_soon(before)
    return sum(pair in recent for group in this for pair in combinations(sorted(group), 2))


def nobody_could_wait(before: Rounds, this: list[list[str]]) -> bool:
    """Return whether every round of the same people repeats a meeting too soon.

    They meet in pairs, and in one trio if they are an odd number.
    """
    here, recent = sorted(each for group in this for each in group), too_soon(before)
    cost = np.array(
        [
            [FORBIDDEN if one == two or pair_of(one, two) in recent else 1 for two in here]
            for one in here
        ]
    )
    groups = (
        match_with_trio(cost, np.zeros(len(here), dtype=np.int64))
        if len(here) % 2
        else min_cost_perfect_matching(cost)
    )
    return groups is None


def pair_of(one: str, two: str) -> tuple[str, ...]:
    return min(one, two), max(one, two)


def year_at_fifty(seed: int) -> tuple[float, int, int]:
    history = a_year(50, 52, 0.15, seed)
    met = Counter(
        pair for groups in history for group in groups for pair in combinations(sorted(group), 2)
    )
    meetings, partners, trios = Counter[str](), Counter[str](), Counter[str]()
    for pair, times in met.items():
        for each in pair:
            meetings[each] += times
            partners[each] += 1
    for groups in history:
        trios.update(each for group in groups if len(group) == 3 for each in group)
    people = [each.id for each in some_people(50, seed)]
    repeats = sum(meetings[each] - partners[each] for each in people)
    forced = sum(max(0, meetings[each] - 49) for each in people)
    loads = [trios[each] for each in people]
    alone = [{group[0] for group in groups if len(group) == 1} for groups in history]
    twice = sum(len(before & after) for before, after in pairwise(alone))
    return (repeats - forced) / 50, max(loads) - min(loads), twice


def designs(scale: float) -> Iterator[Row]:
    for count, size, target in ((60, 3, 0.9), (100, 4, 0.8)):
        most = (count - 1) // (size - 1)
        history = a_year(count, most, 0, 0, size)
        clean = next((at for at in range(most, 0, -1) if shortest_gap(history[:at]) > most), 0)
        share = clean / most
        yield Row(
            f"rounds without a repeat / bound, {count} in groups of {size}",
            f">= {target:.2f}",
            f"{share:.3f}",
            share >= target,
        )
