"""Draw a round.

Split by hard rules, make the best groups in each part, and leave out as few as can be.
"""

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.costs import FORBIDDEN, PairCosts, build_pair_costs
from bot.matching.encoding import encode_traits
from bot.matching.groups import partition_people
from bot.matching.history import HistoryStats, summarise_history
from bot.matching.lookahead import look_ahead
from bot.matching.model import Candidate, History, ProgressCallback, Reason, Rules, Weights
from bot.matching.pairs import min_cost_perfect_matching
from bot.matching.reasons import explain_groups
from bot.matching.repair import repair_groups
from bot.matching.sparse import solve_sparse_matching
from bot.matching.trio import match_with_trio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MAX_DENSE = 2_000
MAX_PARTITIONED = 600
MAX_HOSTS = 400


class RoundCosts(NamedTuple):
    """Hold the prices of a round: of pairs, of a larger group, of staying alone.

    And what a plan says.
    """

    cost: "Numbers"
    oversize_penalty: "Numbers"
    unmatched_penalty: "Numbers"
    plan: list[list[int]]

    def select_people(self, people: "Numbers") -> "RoundCosts":
        """Keep only some people."""
        import numpy as np

        if len(people) == len(self.unmatched_penalty):
            return self
        return RoundCosts(
            self.cost[np.ix_(people, people)],
            self.oversize_penalty[people],
            self.unmatched_penalty[people],
            [],
        )


def solve_matching(
    people: Sequence[Candidate],
    history: History,
    rules: Rules,
    rng: random.Random,
    on_progress: ProgressCallback = lambda _more: None,
) -> list[list[str]]:
    """Split people into groups; a group of one is somebody who could not be given company this
    time.

    `tell` hears now and then how many more people are through.
    """
    by_id = {each.id: each for each in reversed(people)}
    ids = sorted(by_id)
    rng.shuffle(ids)
    number = {each: at for at, each in enumerate(ids)}
    memory = summarise_history(number, history, rules.size, rules.weights)
    prices = build_pair_costs(
        encode_traits([by_id[each] for each in ids]),
        rules,
        memory.meetings,
        _excluded(number, rules),
    )
    if len(ids) > MAX_DENSE:
        groups = _solve_large(prices, memory, rng, on_progress)
    else:
        groups = _solve_dense(
            build_round_costs(prices, number, history, memory), rules, rng, on_progress
        )
    return [[ids[each] for each in group] for group in groups]


def solve_and_explain(
    people: Sequence[Candidate], history: History, rules: Rules, seed: str
) -> tuple[list[list[str]], list[tuple[Reason, ...]]]:
    """Split people into groups by a seed, and give the reasons for each group."""
    groups = solve_matching(people, history, rules, random.Random(seed))
    return groups, explain_groups(groups, people, history, rules)


def build_round_costs(
    pair_costs: PairCosts, number: dict[str, int], history: History, stats: HistoryStats
) -> RoundCosts:
    """Price everything of a round that fits one table."""
    import numpy as np

    cost = pair_costs.dense_matrix()
    outlook = look_ahead(cost, number, history, stats, pair_costs.rules)
    table = _round_costs(
        cost + outlook.extra, np.arange(len(number)), stats, pair_costs.rules.weights
    )
    return table._replace(plan=outlook.plan)


def _excluded(number: dict[str, int], rules: Rules) -> set[tuple[int, int]]:
    known = (
        sorted((number[one], number[two]))
        for one, two in rules.excluded
        if one in number and two in number and one != two
    )
    return {(one, two) for one, two in known}


def _round_costs(
    cost: "Numbers", people: "Numbers", stats: HistoryStats, weights: Weights
) -> RoundCosts:
    import numpy as np

    trios = np.array(stats.trios, dtype=np.int64)[people]
    larger = weights.earlier_trio * trios
    larger += weights.much_earlier_trio * (trios >= stats.min_trios + 2)
    dearest = int(cost[cost < FORBIDDEN].max(initial=0))
    alone = max(weights.left_out, 1 + dearest * len(cost))
    out = alone * (1 + np.array(stats.sit_outs)[people])
    return RoundCosts(cost, larger, out.round().astype(np.int64), [])


def _solve_dense(
    round_costs: RoundCosts, rules: Rules, rng: random.Random, on_progress: ProgressCallback
) -> list[list[int]]:
    groups: list[list[int]] = []
    for part in _components(round_costs.cost < FORBIDDEN):
        inner = round_costs.select_people(part)
        made = repair_groups(
            _solve_component(inner, rules, rng), inner.cost, inner.unmatched_penalty, rules.size
        )
        groups.extend(part[group].tolist() for group in made)
        on_progress(len(part))
    return groups


def _components(allowed: "NDArray[np.bool_]") -> "Iterator[Numbers]":
    import numpy as np

    waiting = np.ones(len(allowed), dtype=bool)
    while waiting.any():
        part = np.zeros(len(allowed), dtype=bool)
        edge = np.arange(len(allowed)) == waiting.argmax()
        while edge.any():
            part |= edge
            edge = allowed[edge].any(axis=0) & ~part
        waiting &= ~part
        yield np.flatnonzero(part)


def _solve_component(round_costs: RoundCosts, rules: Rules, rng: random.Random) -> list[list[int]]:
    if rules.size > 2:
        return partition_people(
            round_costs.cost, round_costs.oversize_penalty, rules.size, rng, round_costs.plan
        )
    if len(round_costs.cost) % 2:
        return match_with_trio(round_costs.cost, round_costs.oversize_penalty) or []
    return [list(pair) for pair in min_cost_perfect_matching(round_costs.cost) or []]


def _solve_large(
    pair_costs: PairCosts, stats: HistoryStats, rng: random.Random, on_progress: ProgressCallback
) -> list[list[int]]:
    import numpy as np

    groups: list[list[int]] = []
    office = pair_costs.traits.office * int(pair_costs.rules.same_office)
    for code in np.unique(office):
        people = np.flatnonzero(office == code)
        inner = pair_costs.select_people(people)
        if pair_costs.rules.size == 2 and len(people) > MAX_DENSE:
            made = _with_the_lonely(solve_sparse_matching(inner, on_progress), inner)
            groups.extend(people[group].tolist() for group in made)
            continue
        for block in _blocks(np.arange(len(people)), pair_costs.rules.size):
            table = _round_costs(
                inner.select_people(block).dense_matrix(),
                people[block],
                stats,
                pair_costs.rules.weights,
            )
            made = _solve_dense(table, pair_costs.rules, rng, on_progress)
            groups.extend(people[block[group]].tolist() for group in made)
    return groups


def _blocks(people: "Numbers", size: int) -> "list[Numbers]":
    import numpy as np

    step = MAX_PARTITIONED // size * size if size > 2 else MAX_DENSE
    edges = range(step, len(people) - step + 1, step)
    return np.split(people, list(edges))


def _with_the_lonely(pairs: list[tuple[int, int]], pair_costs: PairCosts) -> list[list[int]]:
    import numpy as np

    groups = [list(pair) for pair in pairs]
    for each in sorted(
        set(range(len(pair_costs.traits.team))) - {each for pair in pairs for each in pair}
    ):
        hosts = [group for group in groups[:MAX_HOSTS] if len(group) == 2]
        asked = np.array([each, *(host for group in hosts for host in group)])
        cost = pair_costs.select_people(asked).dense_matrix()[0, 1:].reshape(-1, 2)
        best = int(cost.max(axis=1).argmin()) if hosts else 0
        if hosts and cost[best].max() < FORBIDDEN:
            hosts[best].append(each)
        else:
            groups.append([each])
    return groups
