"""Read earlier rounds: who met whom and when, who was left out, who sat in a larger group."""

from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.matching.model import History, Weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

RECENT_ROUNDS = 8


class PastMeetings(NamedTuple):
    """Hold every pair that met before once, the smaller number first.

    How long ago the last time was, and its price.
    """

    ones: "Numbers"
    twos: "Numbers"
    age: "Numbers"
    penalty: "Numbers"


class HistoryStats(NamedTuple):
    """Hold what earlier rounds mean for people numbered 0 to n - 1, and who is around these
    days."""

    meetings: PastMeetings
    sit_outs: list[float]
    trios: list[int]
    active_ids: list[str]
    min_trios: int


def summarise_history(
    number: "Mapping[str, int]", history: History, size: int, weights: Weights
) -> HistoryStats:
    """Add up what the history says about these people; ids it does not know are passed over."""
    sit_outs = [0.0] * len(number)
    trios: Counter[str] = Counter()
    for age, groups in zip(range(len(history), 0, -1), history, strict=True):
        trios.update(each for group in groups if len(group) > size for each in group)
        for each in (group[0] for group in groups if len(group) == 1):
            if each in number:
                sit_outs[number[each]] += _decay(age, weights)
    roster = _active(number, history)
    fewest = min((trios[each] for each in roster), default=0)
    return HistoryStats(
        _who_met(number, history, weights),
        sit_outs,
        [trios[each] for each in number],
        roster,
        fewest,
    )


def _who_met(number: "Mapping[str, int]", history: History, weights: Weights) -> PastMeetings:
    import numpy as np

    ones, twos, ages = (
        np.concatenate(each) for each in zip(*_meetings(number, history), strict=True)
    )
    known = (ones >= 0) & (twos >= 0) & (ones != twos)
    ones, twos, ages = ones[known], twos[known], ages[known]
    pairs = np.minimum(ones, twos) * len(number) + np.maximum(ones, twos)
    order = np.argsort(pairs, kind="stable")
    pairs, ages = pairs[order], ages[order]
    first = np.flatnonzero(np.diff(pairs, prepend=-1))
    if not len(first):
        return PastMeetings(pairs, pairs, ages, ages)
    whole = weights.repeat + weights.fresh_repeat
    price = np.array(
        [round(whole * _decay(age, weights)) for age in range(1, len(history) + 1)], dtype=np.int64
    )
    low, high = np.divmod(pairs[first], len(number))
    return PastMeetings(
        low, high, np.minimum.reduceat(ages, first), np.add.reduceat(price[ages - 1], first)
    )


def _meetings(
    number: "Mapping[str, int]", history: History
) -> "Iterator[tuple[Numbers, Numbers, Numbers]]":
    """Give both sides and the age of all meetings, for each size of group and each two chairs at
    once."""
    import numpy as np

    groups = list(chain.from_iterable(history))
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    ages = np.repeat(np.arange(len(history), 0, -1), [len(round_) for round_ in history])
    people = np.array([number.get(each, -1) for group in groups for each in group], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    yield (np.empty(0, dtype=np.int64),) * 3
    for size in np.unique(sizes).tolist():
        alike = sizes == size
        for one, two in combinations(range(size), 2):
            yield people[begins[alike] + one], people[begins[alike] + two], ages[alike]


def _active(present: "Mapping[str, int]", history: History) -> list[str]:
    recent = set(present)
    for groups in history[-RECENT_ROUNDS:]:
        recent.update(chain.from_iterable(groups))
    return sorted(recent)


def _decay(age: int, weights: Weights) -> float:
    whole = weights.repeat + weights.fresh_repeat
    if whole <= 0:
        return 0.0
    return float(
        (weights.repeat + weights.fresh_repeat * 0.5 ** ((age - 1) / max(weights.half_life, 1)))
        / whole
    )
