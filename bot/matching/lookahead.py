"""Look ahead: prices that keep later rounds free of repeats, where the best round of today alone would force them.

When nearly all are there, the circle method splits the pairs of the roster into whole rounds, beginning with one that
was held; this round is steered towards the cheapest of them. When many are away, those with few unmet colleagues left
should meet people who seldom come. Whoever met too recently for the size of the roster is kept apart either way.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.history import Memory
from bot.matching.model import History, Round, Rules
from bot.matching.round_robin import whole_rounds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

LARGEST_ROSTER = 104
NEARLY_FULL = 0.97
LONGEST_REST = 16


class Outlook(NamedTuple):
    """Hold what each pair costs later rounds, and the groups that a long plan has for this one."""

    extra: "Numbers"
    plan: list[list[int]]


def look_ahead(cost: "Numbers", number: Mapping[str, int], history: History, memory: Memory, rules: Rules) -> Outlook:
    """Price each pair by what it would do to later rounds."""
    import numpy as np

    extra = np.zeros_like(cost)
    people = len(memory.roster)
    if people > LARGEST_ROSTER or not len(memory.met.age):
        return Outlook(extra, [])
    rest = min(people - 6, LONGEST_REST) // (rules.size - 1)
    tired = memory.met.age < rest
    _add(extra, memory.met.ones[tired], memory.met.twos[tired], rules.weights.too_soon)
    if len(number) < NEARLY_FULL * people:
        return Outlook(extra + _spare_the_scarce(memory, len(number), rules.weights.scarce), [])
    plan = [_numbered(groups, number) for groups in plan_rounds(memory.roster, history, rules.size)]
    best = min(plan, key=lambda groups: sum(int(cost[pair]) for pair in _pairs_of(groups)), default=[])
    together = np.array(sorted(_pairs_of(best)), dtype=np.int64).reshape(-1, 2).T
    if not rules.weights.off_plan or not best or (extra[together[0], together[1]] > 0).any():
        return Outlook(extra, [])
    extra += rules.weights.off_plan
    _add(extra, together[0], together[1], -rules.weights.off_plan)
    return Outlook(extra, best)


def plan_rounds(roster: Sequence[str], history: History, size: int) -> list[list[list[str]]]:
    """Split the pairs of a roster into rounds; the first is the first that was held with exactly this roster."""
    everybody, blocks = set(roster), whole_rounds(len(roster), size)
    if not blocks:
        return []
    for groups in history:
        if {len(group) for group in groups} == {size} and {each for group in groups for each in group} == everybody:
            name = dict(zip(chain(*blocks[0]), chain(*groups), strict=True))
            return [[[name[place] for place in block] for block in round_] for round_ in blocks]
    return []


def _numbered(groups: Round, number: Mapping[str, int]) -> list[list[int]]:
    return [[number[each] for each in group if each in number] for group in groups]


def _pairs_of(groups: list[list[int]]) -> set[tuple[int, int]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def _spare_the_scarce(memory: Memory, present: int, price: int) -> "Numbers":
    import numpy as np

    lately = memory.met.age < len(memory.roster)
    who = np.concatenate((memory.met.ones[lately], memory.met.twos[lately]))
    met = np.bincount(who, minlength=present)
    if 2 * met.mean() < len(memory.roster):
        return np.zeros((present, present), dtype=np.int64)
    spread = met - round(float(met.mean()))
    extra = price * np.outer(spread, spread)
    return np.asarray(np.clip(extra - extra.min(), 0, 120 * price), dtype=np.int64)


def _add(table: "Numbers", ones: "Numbers", twos: "Numbers", price: int) -> None:
    table[ones, twos] += price
    table[twos, ones] += price
