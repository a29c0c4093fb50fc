"""Explain a group.

The reasons for it that everybody may know, and never who did not wish to meet whom.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations

from bot.matching.model import Candidate, Group, History, Reason, Rules

Pair = tuple[str, str]


def explain_group(
    group_ids: Group, people: Sequence[Candidate], history: History, rules: Rules
) -> tuple[Reason, ...]:
    """Give the reasons for a group, the most telling first; exclusions are not looked at."""
    return explain_groups([group_ids], people, history, rules)[0]


def explain_groups(
    groups: Sequence[Group], people: Sequence[Candidate], history: History, rules: Rules
) -> list[tuple[Reason, ...]]:
    """Give the reasons for each of many groups; the history is read once for all."""
    known = {each.id: each for each in people}
    met = _last_meetings(groups, history)
    alone = Counter(group[0] for earlier in history for group in earlier if len(group) == 1)
    return [
        _explain([known[each] for each in group if each in known], met, alone, rules)
        for group in groups
    ]


def _explain(
    group: list[Candidate], met: Mapping[Pair, int], alone: Mapping[str, int], rules: Rules
) -> tuple[Reason, ...]:
    if len(group) < 2:
        return tuple(Reason("left_out", (one.id,), count=alone.get(one.id, 0)) for one in group)
    return (
        *_meetings(group, met),
        *_teams(group),
        *_lessons(group),
        *_shared(group, rules),
        *_extra(group, rules),
    )


def _last_meetings(groups: Sequence[Group], history: History) -> dict[Pair, int]:
    """Count, for pairs that sit in one group, the rounds since they last met, 1 for the last
    round."""
    seat = {each: at for at, group in enumerate(groups) for each in group}
    ages: dict[Pair, int] = {}
    for age, earlier in enumerate(reversed(history), 1):
        for one, two in (pair for group in earlier for pair in combinations(group, 2)):
            if one in seat and seat[one] == seat.get(two):
                ages.setdefault((min(one, two), max(one, two)), age)
    return ages


def _meetings(group: list[Candidate], met: Mapping[Pair, int]) -> Iterator[Reason]:
    pairs = [(one.id, two.id) for one, two in combinations(group, 2)]
    again = {pair: met[min(pair), max(pair)] for pair in pairs if (min(pair), max(pair)) in met}
    if not again:
        yield Reason("first_time", tuple(each.id for each in group))
    for pair, age in again.items():
        yield Reason("met_before", pair, count=age)


def _teams(group: list[Candidate]) -> Iterator[Reason]:
    teams = tuple(dict.fromkeys(each.team for each in group if each.team))
    if len(teams) > 1:
        yield Reason("cross_team", tuple(each.id for each in group), teams, len(teams))


def _lessons(group: list[Candidate]) -> Iterator[Reason]:
    for teacher, learner in permutations(group, 2):
        words = tuple(word for word in teacher.offers if word in learner.wants)
        if words:
            yield Reason("teaches", (teacher.id, learner.id), words)


def _shared(group: list[Candidate], rules: Rules) -> Iterator[Reason]:
    everybody = tuple(each.id for each in group)
    interests = _common([each.interests for each in group])
    if interests:
        yield Reason("interests", everybody, interests)
    else:
        for one, two in combinations(group, 2):
            if words := _common([one.interests, two.interests]):
                yield Reason("interests", (one.id, two.id), words)
    if slots := _common([each.slots for each in group]):
        yield Reason("slots", everybody, slots)
    if rules.same_office and group[0].office:
        yield Reason("office", everybody, (group[0].office,))


def _extra(group: list[Candidate], rules: Rules) -> tuple[Reason, ...]:
    if len(group) <= rules.size:
        return ()
    return (Reason("extra_person", tuple(each.id for each in group), count=len(group)),)


def _common(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        word for word in dict.fromkeys(lists[0]) if all(word in each for each in lists[1:])
    )
