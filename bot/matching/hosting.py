"""The table of a round's host: who sits there is drawn by lot, the others are matched as usual.

Whoever sat with the host less often comes first; among those everybody has the same chance.
"""

import random
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Self

from bot.matching.circumstances import are_across
from bot.matching.model import Candidate, History, Reason, Rules

_DRAWS = 16  # are tried, while each would leave somebody without company


def draw_table(
    people: Sequence[Candidate], history: History, rules: Rules, rng: random.Random
) -> list[str]:
    """Return the host and those who are drawn for their table; empty if there is no such table.

    Nobody is drawn who would rather not meet somebody there, or shares no working hour or, where
    offices stay apart, no office with them. Whoever can't meet the host in person, where one of the
    two asks for that, comes after all others.
    """
    host = next((person for person in people if rules.host and person.id == rules.host), None)
    if host is None:
        return []

    hard, times = _HardRules.of(rules), _count_times(host.id, history)
    others = sorted((each for each in people if each is not host), key=lambda person: person.id)
    best: list[Candidate] = []
    fewest = len(people)
    for _ in range(_DRAWS):
        rng.shuffle(others)
        others.sort(key=lambda each: (_is_too_far(host, each, rules), times[each.id]))
        table = hard.fill_table(host, others, rules.size)
        stranded = hard.count_stranded(table, others)
        if stranded < fewest:
            best, fewest = table, stranded
        if not fewest:
            break
    return [person.id for person in best] if len(best) > 1 else []


def seat_left_over(
    table: Sequence[str],
    groups: Sequence[Sequence[str]],
    people: Sequence[Candidate],
    rules: Rules,
) -> list[list[str]]:
    """Return all groups, the host's table first; one whom no other group has room for joins it."""
    hard, known = _HardRules.of(rules), {person.id: person for person in people}
    seated = [known[person] for person in table]
    joined: list[str] = []
    others: list[list[str]] = []
    for group in groups:
        is_alone = len(group) == 1 and not joined
        if is_alone and hard.fits(known[group[0]], seated):
            joined.append(group[0])
        else:
            others.append(list(group))
    return [[*table, *joined], *others]


def explain_table(table: Sequence[str], groups: Sequence[Sequence[str]]) -> Reason:
    """Return that somebody hosts, and for whom the lot was drawn: for nobody if all sit there."""
    are_all = len(groups) == 1
    return Reason("hosted", tuple(table[:1]) if are_all else tuple(table))


def _count_times(host: str, history: History) -> Counter[str]:
    """Return how often people were at a table with the host that did not come apart."""
    times: Counter[str] = Counter()
    for groups in history:
        alone = set(chain.from_iterable(group for group in groups if len(group) == 1))
        for group in groups:
            if host in group:
                times.update(set(group) - alone)
    return times


def _is_too_far(host: Candidate, other: Candidate, rules: Rules) -> bool:
    """Return whether two can't meet in person though one of them asks for it."""
    modes = {host.mode, other.mode}
    return "person" in modes and ("remote" in modes or are_across(host, other, rules))


class _HardRules(NamedTuple):
    """What keeps two people from one table, whatever the numbers are."""

    apart: frozenset[tuple[str, str]]
    same_office: bool

    @classmethod
    def of(cls, rules: Rules) -> Self:
        both_ways = chain.from_iterable(((one, two), (two, one)) for one, two in rules.excluded)
        return cls(frozenset(both_ways), rules.same_office)

    def fill_table(
        self, host: Candidate, others: Sequence[Candidate], size: int
    ) -> list[Candidate]:
        table = [host]
        for person in others:
            if len(table) == size:
                break
            if self.fits(person, table):
                table.append(person)
        return table

    def count_stranded(self, table: Sequence[Candidate], others: Sequence[Candidate]) -> int:
        """Return how many would be alone for who sits with the host; one may join the table."""
        seated = {person.id for person in table}
        rest = [person for person in others if person.id not in seated]
        stranded, has_room = 0, True
        for person in rest:
            if any(self.may_meet(person, other) for other in rest if other is not person):
                continue
            if has_room and self.fits(person, table):
                has_room = False
            elif any(self.may_meet(person, other) for other in table):
                stranded += 1
        return stranded

    def fits(self, person: Candidate, table: Sequence[Candidate]) -> bool:
        return all(self.may_meet(person, other) for other in table)

    def may_meet(self, one: Candidate, other: Candidate) -> bool:
        if (one.id, other.id) in self.apart:
            return False
        if self.same_office and one.office != other.office:
            return False
        return not (one.hours and other.hours) or bool(int(one.hours, 16) & int(other.hours, 16))
