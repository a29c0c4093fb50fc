"""Explain a group: the reasons for it that everybody may know, and never who did not wish to meet whom."""

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from bot.lunch.matching.model import Group, History, Person, Reason, Rules


def explain(group_ids: Group, people: Sequence[Person], history: History, rules: Rules) -> tuple[Reason, ...]:
    """Give the reasons for a group, the most telling first; exclusions are not looked at."""
    known = {each.id: each for each in people}
    group = [known[each] for each in group_ids if each in known]
    if len(group) < 2:
        rounds = sum(1 for groups in history for each in groups if list(each) == [one.id for one in group])
        return (Reason("left_out", tuple(one.id for one in group), count=rounds),) if group else ()
    return tuple(
        reason
        for reasons in (_meetings(group, history), _teams(group), _lessons(group), _shared(group, rules))
        for reason in reasons
    ) + _extra(group, rules)


def rounds_since(first: str, second: str, history: History) -> int | None:
    """Count the rounds since two people last met, 1 for the last round, or None."""
    for age, groups in enumerate(reversed(history), 1):
        if any(first in group and second in group for group in groups):
            return age
    return None


def _meetings(group: list[Person], history: History) -> Iterator[Reason]:
    met = {
        (one.id, two.id): age
        for one, two in combinations(group, 2)
        if (age := rounds_since(one.id, two.id, history)) is not None
    }
    if not met:
        yield Reason("first_time", tuple(each.id for each in group))
    for pair, age in met.items():
        yield Reason("met_before", pair, count=age)


def _teams(group: list[Person]) -> Iterator[Reason]:
    teams = tuple(dict.fromkeys(each.team for each in group if each.team))
    if len(teams) > 1:
        yield Reason("cross_team", tuple(each.id for each in group), teams, len(teams))


def _lessons(group: list[Person]) -> Iterator[Reason]:
    for teacher, learner in permutations(group, 2):
        words = tuple(word for word in teacher.offers if word in learner.wants)
        if words:
            yield Reason("teaches", (teacher.id, learner.id), words)


def _shared(group: list[Person], rules: Rules) -> Iterator[Reason]:
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


def _extra(group: list[Person], rules: Rules) -> tuple[Reason, ...]:
    if len(group) <= rules.size:
        return ()
    return (Reason("extra_person", tuple(each.id for each in group), count=len(group)),)


def _common(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(lists[0]) if all(word in each for each in lists[1:]))
