"""Look ahead: prices that keep later rounds free of repeats, where the best round of today alone would force them.

When nearly all are there, the circle method splits the pairs of the roster into whole rounds, beginning with one that
was held; this round is steered towards the cheapest of them. When many are away, those with few unmet colleagues left
should meet people who seldom come. Whoever met too recently for the size of the roster is kept apart either way.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.lunch.matching.circle import whole_rounds
from bot.lunch.matching.memory import Memory
from bot.lunch.matching.model import History, Round, Rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_ROSTER = 104
NEARLY_FULL = 0.97
LONGEST_REST = 16


class Outlook(NamedTuple):
    """Hold what each pair costs later rounds, and the groups that a long plan has for this one."""

    extra: "NDArray[np.int64]"
    plan: list[list[int]]


def look_ahead(
    cost: "NDArray[np.int64]", number: Mapping[str, int], history: History, memory: Memory, rules: Rules
) -> Outlook:
    """Price each pair by what it would do to later rounds."""
    import numpy as np

    extra = np.zeros_like(cost)
    people = len(memory.roster)
    if people > LARGEST_ROSTER or not memory.ages:
        return Outlook(extra, [])
    rest = min(people - 6, LONGEST_REST) // (rules.size - 1)
    tired = {pair for pair, age in memory.ages.items() if age < rest}
    _add(extra, tired, rules.weights.too_soon)
    if len(number) < NEARLY_FULL * people:
        return Outlook(extra + _spare_the_scarce(memory, len(number), rules.weights.scarce), [])
    plan = [_numbered(groups, number) for groups in plan_rounds(memory.roster, history, rules.size)]
    best = min(plan, key=lambda groups: sum(int(cost[pair]) for pair in _pairs_of(groups)), default=[])
    if not rules.weights.off_plan or not best or _pairs_of(best) & tired:
        return Outlook(extra, [])
    extra += rules.weights.off_plan
    _add(extra, _pairs_of(best), -rules.weights.off_plan)
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


def _spare_the_scarce(memory: Memory, present: int, price: int) -> "NDArray[np.int64]":
    import numpy as np

    met = np.zeros(present, dtype=np.int64)
    for (one, two), age in memory.ages.items():
        if age < len(memory.roster):
            met[one] += 1
            met[two] += 1
    if 2 * met.mean() < len(memory.roster):
        return np.zeros((present, present), dtype=np.int64)
    spread = met - round(float(met.mean()))
    extra = price * np.outer(spread, spread)
    return np.asarray(np.clip(extra - extra.min(), 0, 120 * price), dtype=np.int64)


def _add(table: "NDArray[np.int64]", pairs: Iterable[tuple[int, int]], price: int) -> None:
    for one, two in pairs:
        table[one, two] += price
        table[two, one] += price
