"""What a monthly report may say, and of which months there is one. Pure.

Figures are counted once, a few days after the month has ended. Numbers of people go down to a
multiple of five, and none is told below ten: so neither two months beside each other nor accounts
of one's own tell of a single colleague.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.dates.local_time import local_date
from bot.pairings.insights.team_network import TeamNetwork, build_team_network
from bot.people.towns import town_key
from bot.ui.cards import GraphNode

STEP = 5  # numbers of people are told in steps of so many
LEAST = 10  # the smallest number of people that is told
SETTLES = 3  # days after a month in which people still say how it went


class MonthFigures(Struct, frozen=True):
    """What a month led to: numbers of people at least, 0 where they are not told.

    `events` is how many events many people signed up for, and `together` how many people signed up
    for an event that somebody else signed up for too. `towns` are the pairs of towns that met.
    """

    drawn: int = 0
    met: int = 0
    learned: int = 0
    together: int = 0
    events: int = 0
    teams: TeamNetwork | None = None
    towns: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of it may be told."""
        return self == MonthFigures()


def step_down(number: int) -> int:
    """Return the number of people that may be told of so many: a multiple of five, or 0."""
    return number - number % STEP if number >= LEAST else 0


def latest_month(now: dt.datetime, zone: str) -> dt.date:
    """Return the first day of the last month that has ended and settled."""
    today = local_date(now, zone)
    ended = previous_month(today.replace(day=1))
    return ended if today.day > SETTLES else previous_month(ended)


def previous_month(month: dt.date) -> dt.date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def next_month(month: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + dt.timedelta(days=31)).replace(day=1)


def ready_on(month: dt.date) -> dt.date:
    """Return the day on which the report of a month can be had first."""
    return next_month(month) + dt.timedelta(days=SETTLES)


def bridge_teams(groups: Sequence[Sequence[str]], teams: Mapping[str, str]) -> TeamNetwork | None:
    """Return the teams whose people met, their sizes in steps; None if no tie may be shown."""
    network = build_team_network(groups, teams)
    if network is None:
        return None
    nodes = tuple(GraphNode(node.label, node.size - node.size % STEP) for node in network.nodes)
    return TeamNetwork(nodes, network.ties)


def bridge_towns(
    groups: Sequence[Sequence[str]], offices: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of towns whose people met, as large as teams have to be."""
    spelling: dict[str, str] = {}
    for office in sorted(offices.values()):
        spelling.setdefault(town_key(office), office.strip())
    towns = {
        person: spelling[town_key(office)] for person, office in offices.items() if town_key(office)
    }
    network = build_team_network(groups, towns)
    if network is None:
        return ()
    named = [(network.nodes[tie.one].label, network.nodes[tie.other].label) for tie in network.ties]
    return tuple((one, other) for one, other in named if one and other)
