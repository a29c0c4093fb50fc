"""Give company to as many as the rules allow.

Part those who must not meet, then let the lonely join, trade or pull.
"""

from collections import deque
from itertools import combinations
from typing import TYPE_CHECKING

from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import max_cardinality_matching

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SwapChain = tuple[tuple[list[int], int, int], ...]


def repair_groups(
    groups: list[list[int]],
    cost: "NDArray[np.int64]",
    unmatched_penalty: "NDArray[np.int64]",
    size: int,
) -> list[list[int]]:
    """Keep what of the groups may stay, find a place for the others, and leave alone whom nobody
    can join."""
    import numpy as np

    kept = [friendly for group in groups if (friendly := _friendly(group, cost, unmatched_penalty))]
    seated = {each for group in kept for each in group}
    loose = sorted(
        set(range(len(cost))) - seated, key=lambda each: (-int(unmatched_penalty[each]), each)
    )
    table = np.ix_(loose, loose)
    for one, two in max_cardinality_matching(cost[table], unmatched_penalty[loose]):
        kept.append([loose[one], loose[two]])
    seated = {each for group in kept for each in group}
    alone = [[each] for each in loose if each not in seated and not _join(each, kept, cost, size)]
    return kept + alone


def _friendly(
    group: list[int], cost: "NDArray[np.int64]", unmatched_penalty: "NDArray[np.int64]"
) -> list[int]:
    for count in range(len(group), 1, -1):
        choices = [list(choice) for choice in combinations(group, count) if _may_meet(choice, cost)]
        if choices:
            return max(choices, key=lambda choice: int(unmatched_penalty[choice].sum()))
    return []


def _may_meet(group: tuple[int, ...], cost: "NDArray[np.int64]") -> bool:
    return all(cost[pair] < FORBIDDEN for pair in combinations(group, 2))


def _join(guest: int, groups: list[list[int]], cost: "NDArray[np.int64]", size: int) -> bool:
    queue: deque[tuple[int, SwapChain]] = deque([(guest, ())])
    seen = {guest}
    while queue:
        each, trades = queue.popleft()
        traded = {id(group) for group, _, _ in trades}
        hosts = [group for group in groups if id(group) not in traded]
        if _sit_down(each, hosts, groups, cost, size):
            for group, freed, taker in trades:
                group[group.index(freed)] = taker
            return True
        for group in hosts:
            for freed in group:
                stays = [other for other in group if other != freed]
                if freed not in seen and cost[each, stays].max() < FORBIDDEN:
                    seen.add(freed)
                    queue.append((freed, (*trades, (group, freed, each))))
    return False


def _sit_down(
    each: int, hosts: list[list[int]], groups: list[list[int]], cost: "NDArray[np.int64]", size: int
) -> bool:
    room = [group for group in hosts if len(group) <= size and cost[each, group].max() < FORBIDDEN]
    if room:
        min(room, key=lambda group: int(cost[each, group].sum())).append(each)
        return True
    for group in hosts:
        for friend in group if len(group) > 2 else ():
            if cost[each, friend] < FORBIDDEN:
                group.remove(friend)
                groups.append([friend, each])
                return True
    return False
