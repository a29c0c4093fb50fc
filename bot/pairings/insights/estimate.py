"""Estimate of a round for the server's operator: groups and figures, and nothing is saved.

The people come from a channel or from a CSV file.
"""

import csv
import datetime as dt
import random
from pathlib import Path

import msgspec
from msgspec import Struct

from bot import matching
from bot.dates.local_time import local_date
from bot.matching import ProgressCallback
from bot.pairings.programs import records
from bot.pairings.rounds import participants
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.records import PairingHistory
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.rules import tally_round
from bot.people.csv import TableChanges, guard_cell
from bot.people.records import Person
from bot.store.engine import ReadTransaction


class Estimate(Struct, frozen=True):
    """Figures of a round; a figure is None where teams or earlier rounds are not known."""

    people: int
    groups: str
    across_teams: float | None
    pairs_that_met_before: int
    rounds_since_they_met: int | None
    seed: str


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
    candidates = [participants.to_candidate(person, "UTC", today) for person in people.values()]
    inputs = Snapshot(tuple(candidates), rules, 0)
    return Participants(people, [], inputs, PairingHistory([], {}))


def estimate_round(
    roster: Participants, seed: str, on_progress: ProgressCallback
) -> tuple[Estimate, list[list[str]]]:
    """Return figures and groups; `on_progress` gets the number of people who are done."""
    inputs, rounds = roster.inputs, roster.past.rounds
    drawn = matching.solve_matching(
        inputs.people, rounds, inputs.rules, random.Random(seed), on_progress
    )
    groups = [group for group in drawn if len(group) > 1]
    teams = {person: profile.team.casefold() for person, profile in roster.people.items()}
    tally = tally_round(groups, teams, rounds)

    across_teams = None
    if tally.across_teams is not None:
        across_teams = round(tally.across_teams / max(tally.pairs, 1), 3)
    sizes = ", ".join(f"{count} of {size}" for size, count in tally.sizes)
    estimate = Estimate(tally.people, sizes, across_teams, tally.repeats, tally.shortest_gap, seed)
    return estimate, groups


def write_groups_csv(file: Path, groups: list[list[str]], roster: Participants) -> None:
    """Write the groups as a CSV file, one row a person, with formulas defused."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("group", "person", "name"))
        for number, group in enumerate(groups, 1):
            for person in group:
                writer.writerow((number, person, guard_cell(roster.people[person].name)))
