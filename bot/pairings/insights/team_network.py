"""Network of teams whose people met, with what it may show.

Never a person or a pair, and no team or tie of few people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from bot.ui.cards import GraphNode, Tie
from bot.ui.crowds import is_crowd

MAX_TEAMS = 12  # in one picture; the rest are shown together
STEPS = 3  # strengths of a tie: coarse, so that two pictures do not tell what came between them


class TeamNetwork(Struct, frozen=True):
    """Teams that met and the ties between them; the small teams together have an empty label."""

    nodes: tuple[GraphNode, ...]
    ties: tuple[Tie, ...]


def build_team_network(
    groups: Sequence[Sequence[str]], teams: Mapping[str, str]
) -> TeamNetwork | None:
    """Return the network of groups that met, or None if no tie may be shown.

    `teams` holds the team of each person, empty where it is unknown.
    """
    team_of = {}
    for group in groups:
        for person in group:
            team = teams.get(person, "").strip()
            if team:
                team_of[person] = team

    label_of = _label_people(team_of)
    sizes = Counter(label_of.values())
    labels = sorted(sizes, key=lambda label: (not label, -sizes[label], label))
    ties = _list_ties(groups, label_of, {label: index for index, label in enumerate(labels)})
    if not ties:
        return None
    return TeamNetwork(tuple(GraphNode(label, sizes[label]) for label in labels), ties)


def _label_people(team_of: Mapping[str, str]) -> dict[str, str]:
    """Return the label under which each person is shown.

    Spellings of a team that differ in case are one team, labelled by the most common spelling.
    Small teams share the empty label; their people are left out if they are too few together.
    """
    members: dict[str, list[str]] = {}
    for person in sorted(team_of):
        members.setdefault(team_of[person].casefold(), []).append(person)

    label_of: dict[str, str] = {}
    others: list[str] = []
    largest_first = sorted(members.values(), key=lambda people: (-len(people), people))
    for rank, people in enumerate(largest_first):
        if rank < MAX_TEAMS and is_crowd(len(people)):
            spellings = Counter(team_of[person] for person in people)
            label_of.update(dict.fromkeys(people, spellings.most_common(1)[0][0]))
        else:
            others += people
    if is_crowd(len(others)):
        label_of.update(dict.fromkeys(others, ""))
    return label_of


def _list_ties(
    groups: Sequence[Sequence[str]], label_of: Mapping[str, str], index_of: Mapping[str, int]
) -> tuple[Tie, ...]:
    meetings: Counter[tuple[int, int]] = Counter()
    people: dict[tuple[int, int], set[str]] = {}
    for group in groups:
        shown = [person for person in group if person in label_of]
        for pair in combinations(shown, 2):
            one, other = sorted(index_of[label_of[person]] for person in pair)
            if one != other:
                meetings[one, other] += 1
                people.setdefault((one, other), set()).update(pair)

    large = [ends for ends in sorted(people) if is_crowd(len(people[ends]))]
    most = max((meetings[ends] for ends in large), default=0)
    return tuple(Tie(*ends, _strength(meetings[ends], most)) for ends in large)


def _strength(meetings: int, most: int) -> int:
    """Return 1 to STEPS, in proportion to the strongest tie, rounded up."""
    return -(-STEPS * meetings // most)
