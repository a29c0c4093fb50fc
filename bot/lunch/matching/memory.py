"""Read earlier rounds: who met whom and when, who was left out, who sat in a larger group."""

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.lunch.matching.model import History, Weights

if TYPE_CHECKING:
    from collections.abc import Mapping


class Memory(NamedTuple):
    """Hold what earlier rounds mean for people numbered 0 to n - 1."""

    repeats: dict[tuple[int, int], int]
    ages: dict[tuple[int, int], int]
    sit_outs: list[float]
    trios: list[int]


def remember(number: "Mapping[str, int]", history: History, size: int, weights: Weights) -> Memory:
    """Add up what the history says about these people; ids it does not know are passed over."""
    repeats: dict[tuple[int, int], int] = defaultdict(int)
    ages: dict[tuple[int, int], int] = {}
    sit_outs, trios = [0.0] * len(number), [0] * len(number)
    for age, groups in zip(range(len(history), 0, -1), history, strict=True):
        share = _decay(age, weights)
        price = round((weights.repeat + weights.fresh_repeat) * share)
        for group in groups:
            known = sorted({number[each] for each in group if each in number})
            if len(group) == 1 and known:
                sit_outs[known[0]] += share
            if len(group) > size:
                for each in known:
                    trios[each] += 1
            for pair in combinations(known, 2):
                repeats[pair] += price
                ages[pair] = age
    return Memory(dict(repeats), ages, sit_outs, trios)


def _decay(age: int, weights: Weights) -> float:
    whole = weights.repeat + weights.fresh_repeat
    if whole <= 0:
        return 0.0
    return float((weights.repeat + weights.fresh_repeat * 0.5 ** ((age - 1) / max(weights.half_life, 1))) / whole)
