"""Where and when people can meet: towns, ways of meeting, and working hours.

People of equal town, mode and hours are of one kind. Costs are computed between the kinds of a
matrix's rows and columns and then spread over its cells, so that thousands of people need little
more time than their comparison by interests.

Somebody across towns costs their own share, whoever their partner is, so that the sum counts those
who are disappointed: 60,000 in person, 400 either way, nothing remotely. Who does not mind pays
less than for a repeat or a colleague of the own team: with 20,000, fifty people in three offices
met the same people again 19 times a year instead of 0.2 times.

The price in person was compared in years of 52 weekly rounds of 50 people, in towns of equal size,
every other one in person, the rest either way at 400, 15 % away; one year each. The table has the
share of those in person who met in town, and in brackets the rounds in the middle after which two
of the town met again. At 60,000 two other years differed by .01 at most. Those in a small town have
soon met all of it: a higher price has the same two meet more and more often.

    towns of  25         15         10         6          4          2
    30,000    1.00 (28)  .98 (17)   .78 (13)   .44 (11)   .26 (11)   .07 (15)
    45,000    1.00 (28)  1.00 (17)  .93 (12)   .59 (10)   .36 (10)   .11 (12)
    60,000    1.00 (28)  1.00 (17)  .98 (11)   .70 (9)    .43 (8)    .13 (10)
    150,000   1.00 (28)  1.00 (17)  1.00 (11)  .99 (6)    .78 (5)    .24 (5)

Without a common working hour two people count as excluded, until somebody would stay alone because
of it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.matching.arrays import BitArray, BoolArray, Int32Array, IntArray
from bot.matching.model import Candidate, Rules, Weights

NO_COMMON_HOUR = 1 << 27  # costs from here on mean that two people never work at the same time
HOUR_WORDS = 3  # of 64 bits, for the 168 hours of a week
_WORD = (1 << 64) - 1


class Circumstances(NamedTuple):
    """The kinds of people, one row a kind.

    `town` is -1 where unknown. `region` numbers the towns that have neighbours from 1 on, and
    `near` holds which regions are neighbours. `apart` is what meeting across towns costs somebody.
    """

    town: IntArray
    region: IntArray
    near: BoolArray
    apart: Int32Array
    in_person: BoolArray
    remote: BoolArray
    hours: BitArray
    weights: Weights

    def pair_costs(self, rows: IntArray, columns: IntArray) -> Int32Array:
        """Return what rows against columns cost by town, mode and hours; both are kinds."""
        import numpy as np

        row_kinds, row_of = np.unique(rows, return_inverse=True)
        column_kinds, column_of = np.unique(columns, return_inverse=True)
        between = self._compare_kinds(row_kinds, column_kinds)
        return np.take(between[row_of], column_of, axis=1)

    def are_equal(self) -> bool:
        """Return whether all people are of one kind, and so cost each other nothing."""
        return len(self.town) <= 1

    def communities(self) -> IntArray:
        """Return a number for each kind: equal where a chain of common hours connects them."""
        import numpy as np

        label = np.arange(len(self.hours))
        hours = self.hours.copy()
        for kind in range(len(label)):
            joined = np.unique(label[(hours & hours[kind]).any(axis=1)])
            members = np.isin(label, joined)
            label[members] = kind
            hours[members] = np.bitwise_or.reduce(hours[members], axis=0)
        return label

    def _compare_kinds(self, rows: IntArray, columns: IntArray) -> Int32Array:
        import numpy as np

        town, other_town = self.town[rows][:, None], self.town[columns][None, :]
        near = self.near[self.region[rows][:, None], self.region[columns][None, :]]
        elsewhere = (town != other_town) & (town >= 0) & (other_town >= 0)
        across = elsewhere & ~near
        cost = across * (self.apart[rows][:, None] + self.apart[columns][None, :])
        cost += (elsewhere & near) * np.int32(self.weights.neighbour_town)

        unlike = self.in_person[rows][:, None] & self.remote[columns][None, :]
        unlike |= self.remote[rows][:, None] & self.in_person[columns][None, :]
        cost += (unlike & ~across) * np.int32(self.weights.unlike_mode)

        together = np.zeros(cost.shape, dtype=bool)
        for row_hours, column_hours in zip(self.hours[rows].T, self.hours[columns].T, strict=True):
            together |= (row_hours[:, None] & column_hours[None, :]) > 0
        cost[~together] += NO_COMMON_HOUR
        return np.asarray(cost, dtype=np.int32)


def encode_circumstances(
    people: Sequence[Candidate], rules: Rules
) -> tuple[IntArray, Circumstances]:
    """Return the kind of each person, and the kinds."""
    import numpy as np

    kind_of: dict[tuple[str, str, str], int] = {}
    kinds = []
    for person in people:
        key = (person.town, person.mode, person.hours)
        kinds.append(kind_of.setdefault(key, len(kind_of)))

    towns = [town for town, _, _ in kind_of]
    modes = [mode for _, mode, _ in kind_of]
    number_of = {town: number for number, town in enumerate(sorted(set(towns) - {""}))}
    region_of, near = _encode_neighbours(rules)
    weights = rules.weights
    apart_of = {"person": weights.apart_in_person, "either": weights.apart_either_way}
    return np.array(kinds, dtype=np.int64), Circumstances(
        town=np.array([number_of.get(town, -1) for town in towns], dtype=np.int64),
        region=np.array([region_of.get(town, 0) for town in towns], dtype=np.int64),
        near=near,
        apart=np.array([apart_of.get(mode, 0) for mode in modes], dtype=np.int32),
        in_person=np.array([mode == "person" for mode in modes], dtype=bool),
        remote=np.array([mode == "remote" for mode in modes], dtype=bool),
        hours=_encode_hours([hours for _, _, hours in kind_of]),
        weights=weights,
    )


def are_across(one: Candidate, other: Candidate, rules: Rules) -> bool:
    """Return whether two people are in towns that differ and are no neighbours."""
    if not one.town or not other.town or one.town == other.town:
        return False
    return not {(one.town, other.town), (other.town, one.town)} & set(rules.neighbours)


def _encode_neighbours(rules: Rules) -> tuple[dict[str, int], BoolArray]:
    import numpy as np

    towns = sorted({town for pair in rules.neighbours for town in pair})
    region_of = {town: number for number, town in enumerate(towns, 1)}
    near = np.zeros((len(towns) + 1, len(towns) + 1), dtype=bool)
    for one, other in rules.neighbours:
        near[region_of[one], region_of[other]] = near[region_of[other], region_of[one]] = True
    return region_of, near


def _encode_hours(hours: Sequence[str]) -> BitArray:
    import numpy as np

    rows = []
    for written in hours:
        bits = _hour_bits(written)
        rows.append([bits >> (64 * word) & _WORD for word in range(HOUR_WORDS)])
    return np.array(rows, dtype=np.uint64).reshape(-1, HOUR_WORDS)


def _hour_bits(hours: str) -> int:
    """Return hours as bits; unknown ones, or none at all, are in common with everybody's."""
    return int(hours or "0", 16) or (1 << 64 * HOUR_WORDS) - 1
