"""Estimate of a round for the server's operator: groups and figures, and nothing is saved.

The people come from a channel or from a CSV file.
"""

import csv
import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import msgspec
from msgspec import Struct

from bot import matching
from bot.dates.local_time import local_date
from bot.dates.working_time import WorkingTime
from bot.matching import Candidate, ProgressCallback
from bot.pairings.programs import records
from bot.pairings.rounds import participants
from bot.pairings.rounds.history import PairingHistory
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.rules import find_last_meetings, tally_round
from bot.people.csv import TableChanges
from bot.people.csv_lines import guard_cell
from bot.people.records import Person
from bot.store.engine import ReadTransaction


class Estimate(Struct, frozen=True, omit_defaults=True):
    """Figures of a round; a figure is None where teams, towns or earlier rounds are not known.

    `in_own_town` is the share of those who want in person, in a town that is known, who meet
    somebody in it. `host_table` names the host, if there is one, with those drawn by lot.
    """

    people: int
    groups: str
    across_teams: float | None
    pairs_that_met_before: int
    rounds_since_they_met: int | None
    in_own_town: float | None
    pairs_without_common_hour: int
    proved_best: bool
    seed: str
    host_table: str | None = None


async def channel_participants(
    tx: ReadTransaction, workspace: str, channel: str, now: dt.datetime
) -> Participants | None:
    """Return who would be in the next round of a channel, given by name or id; None if unknown."""
    name = channel.removeprefix("#")
    for program in await records.active_programs(tx, workspace):
        if name in (program.channel, program.channel_name):
            return await participants.collect_next_participants(tx, program, now)
    return None


def imported_participants(
    changes: TableChanges, rules: matching.Rules, now: dt.datetime
) -> Participants:
    """Return everybody whom a CSV file adds, as participants of a first round."""
    people = {}
    for person_id, values in changes.added.items():
        people[person_id] = msgspec.convert({"id": person_id, **values}, Person)

    today = local_date(now, "UTC")
    working_times = {person: WorkingTime(profile.zone) for person, profile in people.items()}
    candidates = [
        participants.to_candidate(profile, working_times[person], "UTC", today)
        for person, profile in people.items()
    ]
    inputs = Snapshot(tuple(candidates), rules, 0)
    return Participants(people, working_times, [], inputs, PairingHistory([], {}))


def estimate_round(
    roster: Participants, seed: str, on_progress: ProgressCallback
) -> tuple[Estimate, list[list[str]]]:
    """Return figures and groups; `on_progress` gets the number of people who are done."""
    inputs, rounds = roster.inputs, roster.past.rounds
    solution = matching.solve_round(
        inputs.people, rounds, inputs.rules, random.Random(seed), on_progress
    )
    groups = [group for group in solution.groups if len(group) > 1]
    teams = {person: profile.team.casefold() for person, profile in roster.people.items()}
    tally = tally_round(groups, teams, find_last_meetings(rounds), len(rounds))

    across_teams = None
    if tally.across_teams is not None:
        across_teams = round(tally.across_teams / max(tally.pairs, 1), 3)
    sizes = ", ".join(f"{count} of {size}" for size, count in tally.sizes)
    estimate = Estimate(
        tally.people,
        sizes,
        across_teams,
        tally.repeats,
        tally.shortest_gap,
        share_in_own_town(groups, inputs.people),
        count_without_common_hour(groups, inputs.people),
        solution.proved,
        seed,
        ", ".join(roster.people[person].name for person in solution.table) or None,
    )
    return estimate, groups


def share_in_own_town(groups: Sequence[Sequence[str]], people: Iterable[Candidate]) -> float | None:
    """Return how many of those who want in person meet somebody in their town, as a share."""
    candidates = {person.id: person for person in people}
    in_town = []
    for group in groups:
        towns = Counter(candidates[person].town for person in group)
        for person in group:
            candidate = candidates[person]
            if candidate.mode == "person" and candidate.town:
                in_town.append(towns[candidate.town] > 1)
    return round(sum(in_town) / len(in_town), 3) if in_town else None


def count_without_common_hour(groups: Sequence[Sequence[str]], people: Iterable[Candidate]) -> int:
    """Return how many pairs within groups never work at the same time."""
    hours = {person.id: int(person.hours or "0", 16) or -1 for person in people}
    count = 0
    for group in groups:
        for one, other in combinations(group, 2):
            count += not hours[one] & hours[other]
    return count


def groups_as_csv(groups: list[list[str]], roster: Participants) -> str:
    """Return the groups as CSV, one row a person, with formulas defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("group", "person", "name"))
    for number, group in enumerate(groups, 1):
        for person in group:
            writer.writerow((number, person, guard_cell(roster.people[person].name)))
    return out.getvalue()
