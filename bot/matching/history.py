"""Statistics of earlier rounds: who met whom and when, who sat out, who sat in larger groups."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, combinations
from typing import NamedTuple

from bot.matching.arrays import IntArray
from bot.matching.model import History, Weights

RECENT_ROUNDS = 8  # whoever took part in one of them is active


class PastMeetings(NamedTuple):
    """Pairs that have met, each once, the smaller number on the left.

    `age` is the rounds since their last meeting, 1 for the last round; `penalty` is the cost of a
    repeat, decayed by age and summed over all their meetings.
    """

    left: IntArray
    right: IntArray
    age: IntArray
    penalty: IntArray


class HistoryStats(NamedTuple):
    """What earlier rounds mean for the people of this one, who are numbered 0 to n - 1.

    `sit_outs` is decayed by age. `active_ids` holds the people of this round and the last few;
    `min_trios` is the smallest number of larger groups that any of them sat in.
    """

    meetings: PastMeetings
    sit_outs: list[float]
    trios: list[int]
    active_ids: list[str]
    min_trios: int


def summarise_history(
    index_of: Mapping[str, int], history: History, size: int, weights: Weights
) -> HistoryStats:
    """Return the statistics of a history for these people; other ids are ignored."""
    sit_outs = [0.0] * len(index_of)
    trios: Counter[str] = Counter()
    for age, groups in zip(range(len(history), 0, -1), history, strict=True):
        for group in groups:
            if len(group) > size:
                trios.update(group)
            elif len(group) == 1 and group[0] in index_of:
                sit_outs[index_of[group[0]]] += _decay(age, weights)

    active_ids = _active_ids(index_of, history)
    return HistoryStats(
        _find_meetings(index_of, history, weights),
        sit_outs,
        [trios[person] for person in index_of],
        active_ids,
        min((trios[person] for person in active_ids), default=0),
    )


def _find_meetings(index_of: Mapping[str, int], history: History, weights: Weights) -> PastMeetings:
    import numpy as np

    columns = zip(*_list_meetings(index_of, history), strict=True)
    left, right, ages = (np.concatenate(column) for column in columns)
    present = (left >= 0) & (right >= 0) & (left != right)
    left, right, ages = left[present], right[present], ages[present]

    keys = np.minimum(left, right) * len(index_of) + np.maximum(left, right)
    order = np.argsort(keys, kind="stable")
    keys, ages = keys[order], ages[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(first):
        return PastMeetings(keys, keys, ages, ages)

    full_price = weights.repeat + weights.fresh_repeat
    prices = [round(full_price * _decay(age, weights)) for age in range(1, len(history) + 1)]
    prices[0] += weights.last_round
    penalties = np.array(prices, dtype=np.int64)[ages - 1]
    low, high = np.divmod(keys[first], len(index_of))
    return PastMeetings(
        low, high, np.minimum.reduceat(ages, first), np.add.reduceat(penalties, first)
    )


def _list_meetings(
    index_of: Mapping[str, int], history: History
) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """Yield both people and the age of all meetings, -1 for people who are not here today.

    Vectorised over groups of equal size: one yield for each size and each two seats of it.
    """
    import numpy as np

    groups = list(chain.from_iterable(history))
    sizes = np.array([len(group) for group in groups], dtype=np.int64)
    groups_per_round = [len(groups_of_round) for groups_of_round in history]
    ages = np.repeat(np.arange(len(history), 0, -1), groups_per_round)
    ids = chain.from_iterable(groups)
    people = np.array([index_of.get(person, -1) for person in ids], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes

    yield (np.empty(0, dtype=np.int64),) * 3
    for size in np.unique(sizes).tolist():
        alike = sizes == size
        for left, right in combinations(range(size), 2):
            yield people[starts[alike] + left], people[starts[alike] + right], ages[alike]


def _active_ids(present: Mapping[str, int], history: History) -> list[str]:
    recent = set(present)
    for groups in history[-RECENT_ROUNDS:]:
        recent.update(chain.from_iterable(groups))
    return sorted(recent)


def _decay(age: int, weights: Weights) -> float:
    """Return the share of a fresh repeat's price after `age` rounds, 1 for the last round."""
    full_price = weights.repeat + weights.fresh_repeat
    if full_price <= 0:
        return 0.0

    faded = 0.5 ** ((age - 1) / max(weights.half_life, 1))
    return float((weights.repeat + weights.fresh_repeat * faded) / full_price)
