"""Repair of a grouping, so that as many people as the rules allow have company.

Forbidden pairs are split first. People left over are matched with each other, then join a group,
or are placed through an ejection chain (Glover 1996): they take the seat of somebody who takes the
seat of somebody else, until the last one joins or splits a group.
"""

from collections import deque
from itertools import combinations
from typing import TypeAlias

from bot.matching.arrays import IntArray
from bot.matching.costs import FORBIDDEN
from bot.matching.pairs import max_cardinality_matching

# Each step: the group, who gives up their seat in it, and who takes it.
EjectionChain: TypeAlias = tuple[tuple[list[int], int, int], ...]


def repair_groups(
    groups: list[list[int]], cost: IntArray, unmatched_penalty: IntArray, size: int
) -> list[list[int]]:
    """Return groups without forbidden pairs; groups of one are people whom nobody can join."""
    import numpy as np

    kept = []
    for group in groups:
        allowed = _largest_allowed(group, cost, unmatched_penalty)
        if allowed:
            kept.append(allowed)

    loose = _list_unseated(kept, unmatched_penalty)
    loose_cost = cost[np.ix_(loose, loose)]
    for left, right in max_cardinality_matching(loose_cost, unmatched_penalty[loose]):
        kept.append([loose[left], loose[right]])

    alone = []
    for person in _list_unseated(kept, unmatched_penalty):
        if not _place_person(person, kept, cost, size):
            alone.append([person])
    return kept + alone


def _list_unseated(groups: list[list[int]], unmatched_penalty: IntArray) -> list[int]:
    """Return people without a group, the highest penalty first."""
    seated = set[int]().union(*groups)
    unseated = [person for person in range(len(unmatched_penalty)) if person not in seated]
    return sorted(unseated, key=lambda person: -int(unmatched_penalty[person]))


def _largest_allowed(group: list[int], cost: IntArray, unmatched_penalty: IntArray) -> list[int]:
    """Return the largest part of a group without forbidden pairs, empty below two people.

    Of several, the one whose members would mind most to be left out.
    """

    def total_penalty(part: list[int]) -> int:
        return int(unmatched_penalty[part].sum())

    for count in range(len(group), 1, -1):
        parts = [list(part) for part in combinations(group, count) if _is_allowed(part, cost)]
        if parts:
            return max(parts, key=total_penalty)
    return []


def _is_allowed(group: tuple[int, ...], cost: IntArray) -> bool:
    return all(cost[pair] < FORBIDDEN for pair in combinations(group, 2))


def _place_person(person: int, groups: list[list[int]], cost: IntArray, size: int) -> bool:
    """Place a person by the shortest ejection chain, found by breadth-first search."""
    queue: deque[tuple[int, EjectionChain]] = deque([(person, ())])
    seen = {person}
    while queue:
        guest, chain = queue.popleft()
        changed = {id(group) for group, _, _ in chain}
        hosts = [group for group in groups if id(group) not in changed]
        if _join_group(guest, hosts, cost, size) or _split_group(guest, hosts, groups, cost):
            _apply_chain(chain)
            return True

        for group, ejected in _possible_ejections(guest, hosts, cost):
            if ejected not in seen:
                seen.add(ejected)
                queue.append((ejected, (*chain, (group, ejected, guest))))
    return False


def _join_group(guest: int, hosts: list[list[int]], cost: IntArray, size: int) -> bool:
    open_hosts = [
        group for group in hosts if len(group) <= size and cost[guest, group].max() < FORBIDDEN
    ]
    if not open_hosts:
        return False

    cheapest = min(open_hosts, key=lambda group: int(cost[guest, group].sum()))
    cheapest.append(guest)
    return True


def _split_group(
    guest: int, hosts: list[list[int]], groups: list[list[int]], cost: IntArray
) -> bool:
    """Make a pair of the guest and a member of a group that stays a group without them."""
    larger = [group for group in hosts if len(group) > 2]
    options = [(int(cost[guest, member]), group, member) for group in larger for member in group]
    allowed = [option for option in options if option[0] < FORBIDDEN]
    if not allowed:
        return False

    _, group, member = min(allowed)
    group.remove(member)
    groups.append([member, guest])
    return True


def _possible_ejections(
    guest: int, hosts: list[list[int]], cost: IntArray
) -> list[tuple[list[int], int]]:
    """Return the groups, each with a member whose seat the guest could take."""
    ejections = []
    for group in hosts:
        for member in group:
            staying = [other for other in group if other != member]
            if cost[guest, staying].max() < FORBIDDEN:
                ejections.append((group, member))
    return ejections


def _apply_chain(chain: EjectionChain) -> None:
    for group, ejected, guest in chain:
        group[group.index(ejected)] = guest
