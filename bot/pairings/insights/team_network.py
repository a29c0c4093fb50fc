"""Decide what may be shown of who met across teams.

Never a person or a pair, never fewer than five people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from bot.pairings.rules import MIN_GROUP
from bot.ui.cards import GraphNode, Tie

MAX_TEAMS = 12  # circles in one picture; the rest are shown together
STEPS = 3  # strengths of a line: coarse, so that two pictures do not tell what came between them


class TeamNetwork(Struct, frozen=True):
    """Teams that met and the lines between them.

    A team without a name stands for the small ones together.
    """

    nodes: tuple[GraphNode, ...]
    ties: tuple[Tie, ...]


def build_team_network(
    groups: Sequence[Sequence[str]], teams: Mapping[str, str]
) -> TeamNetwork | None:
    """Count groups that met, by the teams of their people; None where nothing may be shown."""
    met = {who for group in groups for who in group if teams.get(who, "").strip()}
    home = _homes({who: teams[who].strip() for who in met})
    sizes = Counter(home.values())
    order = sorted(sizes, key=lambda label: (not label, -sizes[label], label))
    ties = _ties(groups, home, {label: place for place, label in enumerate(order)})
    return (
        TeamNetwork(tuple(GraphNode(label, sizes[label]) for label in order), ties)
        if ties
        else None
    )


def _homes(teams: Mapping[str, str]) -> dict[str, str]:
    """Give each person the team under which they are shown.

    Small teams are one, and nobody where that is small too.
    """
    members: dict[str, list[str]] = {}
    for who in sorted(teams):
        members.setdefault(teams[who].casefold(), []).append(who)
    ranked = sorted(members.values(), key=lambda people: (-len(people), people))
    large = [people for people in ranked[:MAX_TEAMS] if len(people) >= MIN_GROUP]
    others = [who for people in ranked if people not in large for who in people]
    shown = {
        who: Counter(teams[each] for each in people).most_common(1)[0][0]
        for people in large
        for who in people
    }
    return shown | (dict.fromkeys(others, "") if len(others) >= MIN_GROUP else {})


def _ties(
    groups: Sequence[Sequence[str]], home: Mapping[str, str], place: Mapping[str, int]
) -> tuple[Tie, ...]:
    meetings: Counter[tuple[int, int]] = Counter()
    people: dict[tuple[int, int], set[str]] = {}
    for group in groups:
        for pair in combinations([who for who in group if who in home], 2):
            one, other = sorted(place[home[who]] for who in pair)
            if one != other:
                meetings[one, other] += 1
                people.setdefault((one, other), set()).update(pair)
    shown = [between for between in sorted(people) if len(people[between]) >= MIN_GROUP]
    most = max((meetings[between] for between in shown), default=0)
    return tuple(Tie(*between, -(-STEPS * meetings[between] // most)) for between in shown)
