"""Solver of a whole round: from people, history and rules to groups.

People are split where hard rules separate them, each part gets its best groups, and a repair
leaves out as few people as possible. Large rounds are solved in blocks, or sparsely for pairs.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from bot.matching.arrays import BoolArray, IntArray
from bot.matching.costs import FORBIDDEN, PairCosts, build_pair_costs
from bot.matching.groups import partition_people
from bot.matching.history import HistoryStats, summarise_history
from bot.matching.hosting import draw_table, explain_table, seat_left_over
from bot.matching.lookahead import look_ahead
from bot.matching.model import Candidate, History, ProgressCallback, Reason, Rules, Weights
from bot.matching.pairs import Pairs, min_cost_perfect_matching
from bot.matching.reasons import explain_groups
from bot.matching.repair import repair_groups
from bot.matching.set_partition import Proof
from bot.matching.sparse import MAX_SINGLE_SOLVE, solve_sparse_matching
from bot.matching.trio import match_with_trio
from bot.matching.wishes import favour_wishes, grant_wishes

MAX_DENSE = 2_000  # people in one full cost matrix
MAX_PARTITIONED = 600  # people whom one search splits into groups of three and more
MAX_HOSTS = 400  # pairs that somebody left over may join


class Solution(NamedTuple):
    """Groups of a round, and whether it is proved that no others cost less.

    `table` are the host, if the round has one, and those who were drawn by lot to sit with them.
    """

    groups: list[list[str]]
    proved: bool
    table: Sequence[str] = ()


class RoundCosts(NamedTuple):
    """Costs of a round: of pairs, of sitting in a larger group, and of being left out.

    `plan` holds the groups that the look-ahead plans for this round, if any; `wishes` who would
    rather be three.
    """

    cost: IntArray
    oversize_penalty: IntArray
    unmatched_penalty: IntArray
    plan: list[list[int]]
    wishes: BoolArray

    def select_people(self, people: IntArray) -> "RoundCosts":
        """Return the costs of some people only, renumbered; the plan is kept if all are chosen."""
        import numpy as np

        if len(people) == len(self.unmatched_penalty):
            return self
        return RoundCosts(
            self.cost[np.ix_(people, people)],
            self.oversize_penalty[people],
            self.unmatched_penalty[people],
            [],
            self.wishes[people],
        )


def solve_matching(
    people: Sequence[Candidate],
    history: History,
    rules: Rules,
    rng: random.Random,
    on_progress: ProgressCallback = lambda _more: None,
) -> list[list[str]]:
    """Return the groups of a round; a group of one is somebody who is left out."""
    return solve_round(people, history, rules, rng, on_progress).groups


def solve_round(
    people: Sequence[Candidate],
    history: History,
    rules: Rules,
    rng: random.Random,
    on_progress: ProgressCallback = lambda _more: None,
) -> Solution:
    """Return the groups of a round, that of its host first, and whether they are the cheapest."""
    table = draw_table(people, history, rules, rng)
    if not table:
        return _match_people(people, history, rules, rng, on_progress)

    rest = [person for person in people if person.id not in table]
    groups = _match_people(rest, history, rules, rng, on_progress).groups if rest else []
    on_progress(len(table))
    return Solution(seat_left_over(table, groups, people, rules), proved=False, table=table)


def _match_people(
    people: Sequence[Candidate],
    history: History,
    rules: Rules,
    rng: random.Random,
    on_progress: ProgressCallback,
) -> Solution:
    """Return the best groups of these people, and whether they are proved to be the cheapest.

    Ties are broken by shuffling people, so that costs stay exact. `on_progress` gets the number of
    people who are done since its last call.
    """
    import numpy as np

    candidates = {person.id: person for person in reversed(people)}
    ids = sorted(candidates)
    rng.shuffle(ids)
    index_of = {person: index for index, person in enumerate(ids)}

    stats = summarise_history(index_of, history, rules.size, rules.weights)
    excluded = _number_exclusions(index_of, rules)
    in_order = [candidates[person] for person in ids]
    pair_costs = build_pair_costs(in_order, rules, stats.meetings, excluded)
    if len(ids) > MAX_DENSE:
        groups = _solve_large(pair_costs, stats, rng, on_progress)
        proved = False
    else:
        round_costs = build_round_costs(pair_costs, index_of, history, stats)
        wishes = np.array([person.rather_three for person in in_order], dtype=bool)
        round_costs = round_costs._replace(wishes=wishes)
        groups, proved = _solve_dense(round_costs, rules, rng, on_progress)

    seated = seat_at_any_hour(groups, pair_costs)
    named = [[ids[person] for person in group] for group in seated]
    return Solution(named, proved and len(seated) == len(groups))


def solve_and_explain(
    people: Sequence[Candidate], history: History, rules: Rules, seed: str
) -> tuple[list[list[str]], list[tuple[Reason, ...]]]:
    """Return the groups that a seed leads to, and the reasons for each."""
    groups, _, table = solve_round(people, history, rules, random.Random(seed))
    reasons = explain_groups(groups, people, history, rules)
    if table:
        reasons[0] = (explain_table(table, groups), *reasons[0])
    return groups, reasons


def build_round_costs(
    pair_costs: PairCosts, index_of: Mapping[str, int], history: History, stats: HistoryStats
) -> RoundCosts:
    """Return the costs of a round that fits one matrix, with look-ahead."""
    import numpy as np

    cost = pair_costs.dense_matrix()
    weights = pair_costs.rules.weights
    lookahead = look_ahead(cost, index_of, history, stats, pair_costs.rules, pair_costs.reach())
    people = np.arange(len(index_of))
    round_costs = _add_person_costs(cost + lookahead.extra, people, stats, weights)
    return round_costs._replace(plan=lookahead.plan)


def _number_exclusions(index_of: Mapping[str, int], rules: Rules) -> set[tuple[int, int]]:
    pairs = set()
    for left, right in rules.excluded:
        if left in index_of and right in index_of and left != right:
            numbers = index_of[left], index_of[right]
            pairs.add((min(numbers), max(numbers)))
    return pairs


def _add_person_costs(
    cost: IntArray, people: IntArray, stats: HistoryStats, weights: Weights
) -> RoundCosts:
    """Return the costs of these people; `cost` is the matrix of their pairs.

    Leaving somebody out costs more than any way to match everybody.
    """
    import numpy as np

    trios = np.array(stats.trios, dtype=np.int64)[people]
    oversize_penalty = weights.earlier_trio * trios
    oversize_penalty += weights.much_earlier_trio * (trios >= stats.min_trios + 2)

    dearest = int(cost[cost < FORBIDDEN].max(initial=0))
    left_out = max(weights.left_out, 1 + dearest * len(cost))
    unmatched_penalty = left_out * (1 + np.array(stats.sit_outs)[people])
    nobody = np.zeros(len(cost), dtype=bool)
    whole = unmatched_penalty.round().astype(np.int64)
    return RoundCosts(cost, oversize_penalty, whole, [], nobody)


def _solve_dense(
    round_costs: RoundCosts, rules: Rules, rng: random.Random, on_progress: ProgressCallback
) -> Proof:
    groups: list[list[int]] = []
    proved = True
    for people in _list_components(round_costs.cost < FORBIDDEN):
        part = round_costs.select_people(people)
        draft = _solve_component(part, rules, rng)
        if rules.size == 2 and part.wishes.any():
            draft = grant_wishes(draft, part.cost, part.wishes, rules.weights)
        repaired = repair_groups(draft.groups, part.cost, part.unmatched_penalty, rules.size)
        unchanged = sorted(map(sorted, repaired)) == sorted(map(sorted, draft.groups))
        proved = proved and draft.proved and (unchanged or len(people) == 1)
        groups.extend(people[group].tolist() for group in repaired)
        on_progress(len(people))
    return Proof(groups, proved)


def _list_components(allowed: BoolArray) -> Iterator[IntArray]:
    """Yield the connected components of the pairs that may meet, by breadth-first search."""
    import numpy as np

    unvisited = np.ones(len(allowed), dtype=bool)
    while unvisited.any():
        component = np.zeros(len(allowed), dtype=bool)
        frontier = np.arange(len(allowed)) == unvisited.argmax()
        while frontier.any():
            component |= frontier
            frontier = allowed[frontier].any(axis=0) & ~component
        unvisited &= ~component
        yield np.flatnonzero(component)


def _solve_component(round_costs: RoundCosts, rules: Rules, rng: random.Random) -> Proof:
    """Return the best groups of one component, or none where pairs are impossible."""
    cost, oversize_penalty = round_costs.cost, round_costs.oversize_penalty
    if rules.size > 2:
        return partition_people(cost, oversize_penalty, rules.size, rng, round_costs.plan)
    if round_costs.wishes.any():
        oversize_penalty = favour_wishes(oversize_penalty, round_costs.wishes, rules.weights)
    if len(cost) % 2:
        return match_with_trio(cost, oversize_penalty) or Proof([], len(cost) == 1)
    pairs = [list(pair) for pair in min_cost_perfect_matching(cost) or []]
    return Proof(pairs, proved=2 * len(pairs) == len(cost))


def _solve_large(
    pair_costs: PairCosts, stats: HistoryStats, rng: random.Random, on_progress: ProgressCallback
) -> list[list[int]]:
    """Return the groups of a round that does not fit one matrix, office by office if asked."""
    import numpy as np

    rules = pair_costs.rules
    groups: list[list[int]] = []
    parts = _separate_parts(pair_costs)
    for code in np.unique(parts):
        people = np.flatnonzero(parts == code)
        if rules.size > 2 or len(people) > MAX_SINGLE_SOLVE:
            # A block has those together who are in one town, and of one team if that comes first.
            traits = pair_costs.traits
            team = traits.team[people] * (rules.teams == "within")
            people = people[np.lexsort((team, traits.kind[people]))]
        part = pair_costs.select_people(people)
        if rules.size == 2 and len(people) > MAX_DENSE:
            made = _place_left_over(solve_sparse_matching(part, on_progress), part)
            groups.extend(people[group].tolist() for group in made)
            continue

        for block in _split_blocks(len(people), rules.size):
            cost = part.select_people(block).dense_matrix()
            round_costs = _add_person_costs(cost, people[block], stats, rules.weights)
            made = _solve_dense(round_costs, rules, rng, on_progress).groups
            groups.extend(people[block[group]].tolist() for group in made)
    return groups


def _separate_parts(pair_costs: PairCosts) -> IntArray:
    """Return a number for each person: equal where offices and working hours let them meet."""
    traits = pair_costs.traits
    community = pair_costs.circumstances.communities()[traits.kind]
    office = traits.office * int(pair_costs.rules.same_office)
    return community * (1 + int(traits.office.max())) + office


def seat_at_any_hour(groups: list[list[int]], pair_costs: PairCosts) -> list[list[int]]:
    """Return groups in which those who are alone join somebody at whose hours they do not work.

    Only they do: while two people share an hour with anybody, they never meet at no hour.
    """
    import numpy as np

    alone = [group[0] for group in groups if len(group) == 1]
    if not alone or pair_costs.circumstances.are_equal():
        return groups

    size = pair_costs.rules.size
    hosts = [group for group in groups if len(group) > 1]
    step = max(1, len(hosts) // MAX_HOSTS)
    open_hosts, others = hosts[::step], []
    for number, group in enumerate(hosts):
        if number % step:
            others.append(group)

    people = np.array([*chain.from_iterable(open_hosts), *alone])
    cost = pair_costs._replace(at_any_hour=True).select_people(people).dense_matrix()
    number_of = {person: number for number, person in enumerate(people.tolist())}
    numbered = [[number_of[person] for person in group] for group in open_hosts]
    mild = np.zeros(len(people), dtype=np.int64)
    seated = repair_groups(numbered, cost, mild, size)
    return others + [people[group].tolist() for group in seated]


def _split_blocks(people: int, size: int) -> list[IntArray]:
    import numpy as np

    step = MAX_PARTITIONED // size * size if size > 2 else MAX_DENSE
    starts = range(step, people - step + 1, step)
    return np.split(np.arange(people), list(starts))


def _place_left_over(pairs: Pairs, pair_costs: PairCosts) -> list[list[int]]:
    """Return pairs as groups, with each person left over in the cheapest of the first pairs.

    Whoever may join none of them is a group of one.
    """
    groups = [list(pair) for pair in pairs]
    matched = {person for pair in pairs for person in pair}
    step = max(1, len(groups) // MAX_HOSTS)
    for person in range(len(pair_costs.traits.team)):
        if person in matched:
            continue
        hosts = [group for group in groups[::step] if len(group) == 2]
        best = _cheapest_host(person, hosts, pair_costs)
        if best is None:
            groups.append([person])
        else:
            best.append(person)
    return groups


def _cheapest_host(person: int, hosts: list[list[int]], pair_costs: PairCosts) -> list[int] | None:
    """Return the pair whose dearer member costs least with this person, if both may meet them."""
    import numpy as np

    if not hosts:
        return None

    members = [member for host in hosts for member in host]
    costs = pair_costs.select_people(np.array([person, *members])).dense_matrix()
    dearer = costs[0, 1:].reshape(-1, 2).max(axis=1)
    best = int(dearer.argmin())
    return hosts[best] if dearer[best] < FORBIDDEN else None
