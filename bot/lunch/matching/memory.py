"""Read earlier rounds: who met whom and when, who was left out, who sat in a larger group."""

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.lunch.matching.model import History, Weights

if TYPE_CHECKING:
    from collections.abc import Mapping


RECENT_ROUNDS = 8


class Memory(NamedTuple):
    """Hold what earlier rounds mean for people numbered 0 to n - 1, and who is around these days."""

    repeats: dict[tuple[int, int], int]
    ages: dict[tuple[int, int], int]
    sit_outs: list[float]
    trios: list[int]
    roster: list[str]
    fewest_trios: int


def remember(number: "Mapping[str, int]", history: History, size: int, weights: Weights) -> Memory:
    """Add up what the history says about these people; ids it does not know are passed over."""
    repeats: dict[tuple[int, int], int] = defaultdict(int)
    ages: dict[tuple[int, int], int] = {}
    sit_outs = [0.0] * len(number)
    trios: Counter[str] = Counter()
    for age, groups in zip(range(len(history), 0, -1), history, strict=True):
        share = _decay(age, weights)
        price = round((weights.repeat + weights.fresh_repeat) * share)
        for group in groups:
            known = sorted({number[each] for each in group if each in number})
            if len(group) == 1 and known:
                sit_outs[known[0]] += share
            if len(group) > size:
                trios.update(group)
            for pair in combinations(known, 2):
                repeats[pair] += price
                ages[pair] = age
    roster = _active(number, history)
    fewest = min((trios[each] for each in roster), default=0)
    return Memory(dict(repeats), ages, sit_outs, [trios[each] for each in number], roster, fewest)


def _active(present: "Mapping[str, int]", history: History) -> list[str]:
    recent = {each for groups in history[-RECENT_ROUNDS:] for group in groups for each in group}
    return sorted(recent | present.keys())


def _decay(age: int, weights: Weights) -> float:
    whole = weights.repeat + weights.fresh_repeat
    if whole <= 0:
        return 0.0
    return float((weights.repeat + weights.fresh_repeat * 0.5 ** ((age - 1) / max(weights.half_life, 1))) / whole)
