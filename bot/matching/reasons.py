"""Reasons for a group, as data.

They name only what everybody may know; exclusions are never looked at.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, permutations

from bot.matching.circumstances import are_across
from bot.matching.model import Candidate, Group, History, Reason, Rules

Pair = tuple[str, str]


def explain_group(
    group_ids: Group, people: Sequence[Candidate], history: History, rules: Rules
) -> tuple[Reason, ...]:
    """Return the reasons for one group."""
    return explain_groups([group_ids], people, history, rules)[0]


def explain_groups(
    groups: Sequence[Group], people: Sequence[Candidate], history: History, rules: Rules
) -> list[tuple[Reason, ...]]:
    """Return the reasons for each group; the history is read once for all."""
    candidates = {person.id: person for person in people}
    last_met = _last_meetings(groups, history)
    earlier = chain.from_iterable(history)
    sit_outs = Counter(group[0] for group in earlier if len(group) == 1)

    by_wish = _is_by_wish(groups, rules)
    reasons = []
    for group in groups:
        members = [candidates[person] for person in group if person in candidates]
        if len(members) > 1:
            reasons.append(_explain(members, last_met, rules, by_wish=by_wish))
        else:
            reasons.append(_explain_solo(members, sit_outs))
    return reasons


def _explain(
    group: list[Candidate], last_met: Mapping[Pair, int], rules: Rules, *, by_wish: bool
) -> tuple[Reason, ...]:
    return (
        *_explain_welcomes(group),
        *_explain_meetings(group, last_met),
        *_explain_teams(group, rules),
        *_explain_lessons(group, rules),
        *_explain_interests(group),
        *_explain_slots(group),
        *_explain_place(group, rules),
        *_explain_size(group, rules, by_wish=by_wish),
    )


def _explain_solo(group: list[Candidate], sit_outs: Mapping[str, int]) -> tuple[Reason, ...]:
    return tuple(
        Reason("left_out", (person.id,), count=sit_outs.get(person.id, 0)) for person in group
    )


def _last_meetings(groups: Sequence[Group], history: History) -> dict[Pair, int]:
    """Return the rounds since pairs of these groups last met, 1 for the last round.

    The ids of a pair are sorted; pairs that never met are left out.
    """
    group_of = {}
    for number, group in enumerate(groups):
        group_of.update(dict.fromkeys(group, number))

    ages: dict[Pair, int] = {}
    for age, earlier in enumerate(reversed(history), 1):
        pairs = chain.from_iterable(combinations(group, 2) for group in earlier)
        for left, right in pairs:
            if left in group_of and group_of[left] == group_of.get(right):
                ages.setdefault((min(left, right), max(left, right)), age)
    return ages


def _explain_meetings(group: list[Candidate], last_met: Mapping[Pair, int]) -> Iterator[Reason]:
    repeats = {}
    for pair in combinations(_ids(group), 2):
        age = last_met.get((min(pair), max(pair)))
        if age is not None:
            repeats[pair] = age

    if not repeats:
        yield Reason("first_time", _ids(group))
    for pair, age in repeats.items():
        yield Reason("met_before", pair, count=age)


def _explain_welcomes(group: list[Candidate]) -> Iterator[Reason]:
    """Yield who offered to welcome somebody new, and who is."""
    for host, other in permutations(group, 2):
        if host.welcomes and other.is_new:
            yield Reason("welcomes", (host.id, other.id))


def _explain_teams(group: list[Candidate], rules: Rules) -> Iterator[Reason]:
    """Yield that teams differ, and how the group stands to what comes first by the rules."""
    named = [person.team for person in group if person.team]
    teams = tuple(dict.fromkeys(named))
    if len(teams) > 1:
        yield Reason("cross_team", _ids(group), teams, len(teams))

    if rules.teams == "across" and len(teams) < len(named):
        yield Reason("not_across", _ids(group))
    elif rules.teams == "within":
        are_one = len(teams) == 1 and len(named) == len(group)
        yield Reason("same_team" if are_one else "not_within", _ids(group))


def _explain_lessons(group: list[Candidate], rules: Rules) -> Iterator[Reason]:
    """Yield who teaches whom what; by the rules of mentors, also that nobody does."""
    taught = False
    for teacher, learner in permutations(group, 2):
        words = _common_words([teacher.offers, learner.wants])
        if words:
            taught = True
            yield Reason("teaches", (teacher.id, learner.id), words)
    if rules.mentors and not taught:
        yield Reason("not_teaching", _ids(group))


def _explain_interests(group: list[Candidate]) -> Iterator[Reason]:
    """Yield what all have in common; where that is nothing, what each pair has."""
    words = _common_interests(group)
    if words:
        yield Reason("interests", _ids(group), words)
        return

    for left, right in combinations(group, 2):
        words = _common_interests([left, right])
        if words:
            yield Reason("interests", (left.id, right.id), words)


def _explain_slots(group: list[Candidate]) -> Iterator[Reason]:
    slots = _common_words([person.slots for person in group])
    if slots:
        yield Reason("slots", _ids(group), slots)


def _explain_place(group: list[Candidate], rules: Rules) -> Iterator[Reason]:
    """Yield the town in which all are, or that they meet by a call, with their towns if several."""
    towns = tuple(dict.fromkeys(person.town for person in group))
    if any(are_across(one, other, rules) for one, other in combinations(group, 2)):
        yield Reason("call", _ids(group), tuple(town for town in towns if town))
    elif any(person.mode == "remote" for person in group):
        yield Reason("call", _ids(group))
    elif len(towns) == 1 and towns[0]:
        yield Reason("office", _ids(group), towns)
    elif rules.same_office and group[0].office:
        yield Reason("office", _ids(group), (group[0].office,))


def _is_by_wish(groups: Sequence[Group], rules: Rules) -> bool:
    """Return whether there are more trios than an odd number needs, so that some are by wish.

    All trios are then explained alike, since nobody learns who wished for one.
    """
    sizes = [len(group) for group in groups if len(group) > 1]
    trios = sum(size > rules.size for size in sizes)
    return rules.size == 2 and trios > sum(sizes) % 2


def _explain_size(group: list[Candidate], rules: Rules, *, by_wish: bool) -> Iterator[Reason]:
    if len(group) > rules.size:
        yield Reason("three" if by_wish else "extra_person", _ids(group), count=len(group))


def _ids(group: list[Candidate]) -> tuple[str, ...]:
    return tuple(person.id for person in group)


def _common_interests(group: Sequence[Candidate]) -> tuple[str, ...]:
    """Return what everybody names, or belongs to what they name, and at least one does name."""
    named = dict.fromkeys(chain.from_iterable(person.interests for person in group))
    liked = [{*person.interests, *person.broader_interests} for person in group]
    common = set[str].intersection(*liked)
    return tuple(interest for interest in named if interest in common)


def _common_words(word_lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the words that are in every list, in the order of the first, each once."""
    first, *others = word_lists
    common = set(first).intersection(*others)
    return tuple(word for word in dict.fromkeys(first) if word in common)
