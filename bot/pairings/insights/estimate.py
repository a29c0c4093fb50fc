"""Draw a round for whoever runs the server.

Of a channel or of a table of people, with figures, and keep nothing.
"""

import csv
import datetime as dt
import random
from pathlib import Path

from msgspec import Struct

from bot import matching
from bot.dates.local_time import local_date
from bot.matching import ProgressCallback
from bot.pairings.programs import records
from bot.pairings.rounds import participants
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.records import PairingHistory
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.rules import tally_round as count
from bot.people.csv import TableChanges, guard_cell
from bot.people.records import Person
from bot.store.engine import ReadTransaction


class Estimate(Struct, frozen=True):
    """A round in numbers; what nobody said or what nobody met is left empty."""

    people: int
    groups: str
    across_teams: float | None
    pairs_that_met_before: int
    rounds_since_they_met: int | None
    seed: str


async def channel_participants(
    tx: ReadTransaction, workspace: str, channel: str, now: dt.datetime
) -> Participants | None:
    """Gather who would be in the next round of a channel, which is named or meant by its id."""
    name = channel.removeprefix("#")
    found = [
        each
        for each in await records.active_programs(tx, workspace)
        if name in (each.channel, each.channel_name)
    ]
    return await participants.collect_next_participants(tx, found[0], now) if found else None


def imported_participants(
    news: TableChanges, rules: matching.Rules, now: dt.datetime
) -> Participants:
    """Take everybody in a table for a first round."""
    people = {who: Person(who, **values) for who, values in news.added.items()}
    candidates = tuple(
        participants.to_candidate(each, "UTC", local_date(now, "UTC")) for each in people.values()
    )
    return Participants(people, [], Snapshot(candidates, rules, 0), PairingHistory([], {}))


def estimate_round(
    roster: Participants, seed: str, on_progress: ProgressCallback
) -> tuple[Estimate, list[list[str]]]:
    """Find the groups, telling how many people are through, and count what they bring."""
    inputs, past = roster.inputs, roster.past.rounds
    drawn = matching.solve_matching(
        inputs.people, past, inputs.rules, random.Random(seed), on_progress
    )
    groups = [group for group in drawn if len(group) > 1]
    teams = {who: person.team.casefold() for who, person in roster.people.items()}
    tally = count(groups, teams, past)
    across = (
        None if tally.across_teams is None else round(tally.across_teams / max(tally.pairs, 1), 3)
    )
    sizes = ", ".join(f"{count} of {size}" for size, count in tally.sizes)
    return Estimate(tally.people, sizes, across, tally.repeats, tally.shortest_gap, seed), groups


def write_groups_csv(file: Path, groups: list[list[str]], roster: Participants) -> None:
    """Write the groups as a table for spreadsheets."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("group", "person", "name"))
        for number, group in enumerate(groups, 1):
            writer.writerows((number, who, guard_cell(roster.people[who].name)) for who in group)
