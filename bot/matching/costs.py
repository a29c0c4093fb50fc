"""Costs of pairs: the objective that a round minimises.

A pair costs its soft costs (slots, interests, lessons and circumstances), surcharges for a shared
team or manager, and a surcharge if it has met before or must not meet. All costs are integers, so
that sums are exact.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.matching.arrays import BitArray, BoolArray, ByteArray, Int32Array, IntArray
from bot.matching.circumstances import NO_COMMON_HOUR, Circumstances, encode_circumstances
from bot.matching.history import PastMeetings
from bot.matching.model import Candidate, Rules, Weights
from bot.matching.trait_arrays import TraitArrays, encode_traits

FORBIDDEN = 1 << 40  # costs from here on mean that two people must not meet
MAX_COST = 1 << 30  # of a pair that may meet
MAX_CACHED_CELLS = 1 << 17
MAX_COUNTED_INTERESTS = 4


class PairCosts(NamedTuple):
    """Traits of people, and the special pairs that have met before or must not meet.

    `left` and `right` are the two people of each special pair, the smaller number on the left;
    `extra` is its surcharge. Pairs without a common working hour are forbidden, unless
    `at_any_hour`.
    """

    traits: TraitArrays
    circumstances: Circumstances
    rules: Rules
    left: IntArray
    right: IntArray
    extra: IntArray
    at_any_hour: bool = False

    def select_people(self, people: IntArray) -> "PairCosts":
        """Return the costs of some people only, renumbered in the given order."""
        import numpy as np

        position = np.full(len(self.traits.team), -1)
        position[people] = np.arange(len(people))
        left, right = position[self.left], position[self.right]

        present = (left >= 0) & (right >= 0)
        left, right = left[present], right[present]
        return self._replace(
            traits=self.traits.select_people(people),
            left=np.minimum(left, right),
            right=np.maximum(left, right),
            extra=self.extra[present],
        )

    def within_blocks(self, starts: list[int]) -> "PairCosts":
        """Return these costs without the special pairs whose people lie in different blocks.

        `starts` holds the first person of each block.
        """
        import numpy as np

        left_block = np.searchsorted(starts, self.left, "right")
        right_block = np.searchsorted(starts, self.right, "right")
        same = left_block == right_block
        return self._replace(left=self.left[same], right=self.right[same], extra=self.extra[same])

    def dense_matrix(self) -> IntArray:
        """Return the symmetric cost matrix; forbidden pairs and the diagonal are >= FORBIDDEN."""
        import numpy as np

        traits = self.traits
        everybody = slice(0, len(traits.team))
        cost = self.soft_costs(everybody, everybody).astype(np.int64)
        if not self.at_any_hour:
            cost[cost >= NO_COMMON_HOUR] = FORBIDDEN
        for codes, surcharge in self._same_group_surcharges():
            cost[codes[:, None] == codes[None, :]] += surcharge
        if self.rules.same_office:
            cost[traits.office[:, None] != traits.office[None, :]] = FORBIDDEN

        cost[self.left, self.right] += self.extra
        cost[self.right, self.left] += self.extra
        np.fill_diagonal(cost, FORBIDDEN)
        return cost

    def edge_costs(self, left: IntArray, right: IntArray, soft: IntArray) -> IntArray:
        """Return the costs of single pairs, given their soft costs; left < right everywhere.

        Special pairs are found by binary search on the key left * n + right.
        """
        import numpy as np

        cost = soft.astype(np.int64)
        if not self.at_any_hour:
            cost[cost >= NO_COMMON_HOUR] = FORBIDDEN
        for codes, surcharge in self._same_group_surcharges():
            cost += surcharge * (codes[left] == codes[right])
        if not len(self.extra):
            return cost

        n = len(self.traits.team)
        special_keys = self.left * n + self.right
        keys = left * n + right
        order = np.argsort(special_keys)
        position = np.searchsorted(special_keys, keys, sorter=order)
        nearest = order[np.minimum(position, len(special_keys) - 1)]
        cost += np.where(special_keys[nearest] == keys, self.extra[nearest], 0)
        return cost

    def soft_costs(self, rows: slice, columns: slice) -> Int32Array:
        """Return what rows against columns cost by slots, interests, lessons and circumstances.

        Where people of some teams, mentors or whoever welcomes somebody new come first, that is
        among it.
        """
        import numpy as np

        row_traits, column_traits = (self.traits.select_people(each) for each in (rows, columns))
        cost = trait_costs(row_traits, column_traits, self.rules.weights)
        if not self.circumstances.are_equal():
            cost += self.circumstances.pair_costs(row_traits.kind, column_traits.kind)
        other_than_first = np.int32(self.rules.weights.other_than_first)
        if self.rules.teams != "any" or self.traits.is_new.any():
            cost += ~self._are_first(row_traits, column_traits) * other_than_first
        if self.rules.mentors:
            cost += ~_teach(row_traits, column_traits) * other_than_first
        if self.traits.is_new.any() and self.traits.welcomes.any():
            not_welcomed = np.int32(self.rules.weights.not_welcomed)
            cost += _lack_welcome(row_traits, column_traits) * not_welcomed
        return cost

    def reach(self) -> BoolArray:
        """Return which pairs can meet as they like to: in town, or apart if neither minds.

        Where people of some teams, or mentors, come first, only these pairs are meant.
        """
        kind = self.traits.kind
        weights = self.rules.weights
        near = self.circumstances.pair_costs(kind, kind) < weights.apart_in_person
        if self.rules.mentors:
            near &= _teach(self.traits, self.traits)
        return near & self._are_first(self.traits, self.traits)

    def _are_first(self, rows: TraitArrays, columns: TraitArrays) -> BoolArray:
        """Return which pairs of these teams the rules put first, or else somebody's being new."""
        import numpy as np

        same = rows.team[:, None] == columns.team[None, :]
        if self.rules.teams == "any":
            same &= rows.is_new[:, None] | columns.is_new[None, :]
        return np.asarray(same if self.rules.teams == "within" else ~same, dtype=bool)

    def _same_group_surcharges(self) -> tuple[tuple[IntArray, int], ...]:
        traits, weights = self.traits, self.rules.weights
        return (traits.team, weights.same_team), (traits.manager, weights.same_manager)


def build_pair_costs(
    people: Sequence[Candidate],
    rules: Rules,
    meetings: PastMeetings,
    excluded: Iterable[tuple[int, int]],
) -> PairCosts:
    """Return the costs of a round; excluded pairs are numbers of people, the smaller first.

    For a pair that is excluded and has met, the exclusion counts: it comes first in the arrays, and
    `unique` keeps the first of equal pairs.
    """
    import numpy as np

    excluded_left, excluded_right = np.array(sorted(excluded), dtype=np.int64).reshape(-1, 2).T
    left = np.concatenate((excluded_left, meetings.left))
    right = np.concatenate((excluded_right, meetings.right))
    exclusions = np.full(len(excluded_left), FORBIDDEN)
    repeats = np.minimum(meetings.penalty, MAX_COST)
    extra = np.concatenate((exclusions, repeats))

    _, first = np.unique(left * len(people) + right, return_index=True)
    kind, circumstances = encode_circumstances(people, rules)
    traits = encode_traits(people, kind)
    return PairCosts(traits, circumstances, rules, left[first], right[first], extra[first])


def trait_costs(rows: TraitArrays, columns: TraitArrays, weights: Weights) -> Int32Array:
    """Return what rows against columns cost by slots, interests and lessons.

    The matrix is filled in strips of at most MAX_CACHED_CELLS cells, which stay in the CPU's cache.
    """
    import numpy as np

    width = len(columns.team)
    cost = np.empty((len(rows.team), width), dtype=np.int32)
    step = max(1, MAX_CACHED_CELLS // max(width, 1))
    for top in range(0, len(cost), step):
        strip = slice(top, top + step)
        _fill_strip(cost[strip], rows.select_people(strip), columns, weights)
    return cost


def _fill_strip(
    strip: Int32Array, rows: TraitArrays, columns: TraitArrays, weights: Weights
) -> None:
    import numpy as np

    # Linear in min(slots, 2) and min(slots, 1), so that 0, 1 and 2 shared slots cost no_slot,
    # one_slot and many_slots.
    slots = _count_shared(rows.slots, columns.slots)
    strip[:] = np.minimum(slots, 2)
    strip *= weights.many_slots - weights.one_slot
    any_slot = np.minimum(slots, 1).astype(np.int32)
    strip += (2 * weights.one_slot - weights.many_slots - weights.no_slot) * any_slot
    strip += weights.no_slot

    interests = np.minimum(
        _count_shared(rows.interests, columns.met_interests), MAX_COUNTED_INTERESTS
    ).astype(np.int32)
    strip += weights.missing_interest * (MAX_COUNTED_INTERESTS - interests)

    lessons = np.minimum(_count_shared(rows.offers, columns.wants), 1).astype(np.int32)
    lessons += np.minimum(_count_shared(rows.wants, columns.offers), 1)
    strip += weights.missing_lesson * (2 - lessons)


def _teach(rows: TraitArrays, columns: TraitArrays) -> BoolArray:
    """Return which pairs have somebody who offers what the other wants."""
    lessons = _count_shared(rows.offers, columns.wants)
    lessons |= _count_shared(rows.wants, columns.offers)
    return lessons > 0


def _lack_welcome(rows: TraitArrays, columns: TraitArrays) -> BoolArray:
    """Return which pairs have somebody new, and nobody who welcomes them."""
    import numpy as np

    some_new = rows.is_new[:, None] | columns.is_new[None, :]
    welcomed = rows.welcomes[:, None] & columns.is_new[None, :]
    welcomed |= rows.is_new[:, None] & columns.welcomes[None, :]
    return np.asarray(some_new & ~welcomed, dtype=bool)


def _count_shared(rows: BitArray, columns: BitArray) -> ByteArray:
    import numpy as np

    total = np.zeros((len(rows), len(columns)), dtype=np.uint8)
    for row_words, column_words in zip(rows.T, columns.T, strict=True):
        total += np.bitwise_count(row_words[:, None] & column_words[None, :])
    return total
