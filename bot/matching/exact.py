"""Seat few people in groups of three to six at the smallest cost there is: whoever comes first gets
every company.

A set of people already seated leads to others by one more group around the first person who has no
seat yet. Each set is reached in many ways, and only the cheapest is kept: nothing is tried twice,
and nothing is missed. 15 people take up to 40 ms in threes or fours and 160 ms in fives; each
further person takes twice as long.
"""

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

MAX_EXACT = 15
UNREACHED = 1 << 60


class GroupOptions(NamedTuple):
    """Hold every group whose first member is one person.

    Its members as bits, its price, and whether it is larger.
    """

    bits: "Numbers"
    cost: "Numbers"
    oversized: "Numbers"


def partition_exactly(
    cost: "Numbers", oversize_penalty: "Numbers", sizes: list[int]
) -> list[list[int]]:
    """Split people into groups of these sizes, of which the larger count `larger` for each of their
    members."""
    import numpy as np

    n, many = len(cost), sizes.count(max(sizes)) if max(sizes) > min(sizes) else 0
    choices = [_groups(first, cost, oversize_penalty, min(sizes), many > 0) for first in range(n)]
    best = np.full((many + 1, 1 << n), UNREACHED, dtype=np.int64)
    best[0, 0] = 0
    for first, groups in enumerate(choices):
        _extend(best, first, groups)
    return _walk_back(best, choices)


def _groups(
    first: int, cost: "Numbers", oversize_penalty: "Numbers", size: int, mixed: bool
) -> GroupOptions:
    import numpy as np

    found = []
    for more in range(1 + mixed):
        for others in combinations(range(first + 1, len(cost)), size + more - 1):
            group = (first, *others)
            price = sum(int(cost[pair]) for pair in combinations(group, 2))
            found.append(
                (
                    sum(1 << each for each in group),
                    price + more * int(oversize_penalty[list(group)].sum()),
                    more,
                )
            )
    return GroupOptions(*np.array(found, dtype=np.int64).reshape(-1, 3).T)


def _extend(best: "Numbers", first: int, groups: GroupOptions) -> None:
    import numpy as np

    seated = ((1 << first) - 1) | np.arange(0, best.shape[1], 2 << first)
    for used, row in enumerate(best):
        begun = seated[row[seated] < UNREACHED]
        for more in range(min(2, len(best) - used)):
            mine = groups.oversized == more
            free = (begun[:, None] & groups.bits[mine][None, :]) == 0
            at, which = np.nonzero(free)
            reached = begun[at] | groups.bits[mine][which]
            np.minimum.at(best[used + more], reached, row[begun[at]] + groups.cost[mine][which])


def _walk_back(best: "Numbers", choices: list[GroupOptions]) -> list[list[int]]:
    import numpy as np

    used, seated = len(best) - 1, best.shape[1] - 1
    found = []
    for first in reversed(range(len(choices))):
        groups, before = choices[first], (1 << first) - 1
        rest = seated ^ groups.bits
        fits = (groups.bits & ~seated == 0) & (rest & before == before) & (used >= groups.oversized)
        for at in np.flatnonzero(fits):
            one = int(groups.oversized[at])
            if (
                seated >> first & 1
                and best[used - one, rest[at]] + groups.cost[at] == best[used, seated]
            ):
                found.append([each for each in range(len(choices)) if groups.bits[at] >> each & 1])
                used, seated = used - one, int(rest[at])
                break
    return found
