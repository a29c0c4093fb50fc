"""Draw a round for whoever runs the server: of a channel or of a table of people, with figures, and keep nothing."""

import csv
import datetime as dt
import random
from pathlib import Path

from msgspec import Struct

from bot import matching
from bot.dates.recurrence import local_date
from bot.matching import Tell
from bot.pairings.programs import records
from bot.pairings.rounds import participants
from bot.pairings.rounds.participants import Party
from bot.pairings.rounds.records import Past
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.rules import tally as count
from bot.people.csv import News, guarded
from bot.people.records import Person
from bot.store.engine import Transaction


class Estimate(Struct, frozen=True):
    """A round in numbers; what nobody said or what nobody met is left empty."""

    people: int
    groups: str
    across_teams: float | None
    pairs_that_met_before: int
    rounds_since_they_met: int | None
    seed: str


async def of_channel(tx: Transaction, workspace: str, channel: str, now: dt.datetime) -> Party | None:
    """Gather who would be in the next round of a channel, which is named or meant by its id."""
    name = channel.removeprefix("#")
    found = [each for each in await records.active(tx, workspace) if name in (each.channel, each.channel_name)]
    return await participants.gather_next(tx, found[0], now) if found else None


def of_table(news: News, rules: matching.Rules, now: dt.datetime) -> Party:
    """Take everybody in a table for a first round."""
    people = {who: Person(who, **values) for who, values in news.fresh.items()}
    candidates = tuple(participants.candidate(each, "UTC", local_date(now, "UTC")) for each in people.values())
    return Party(people, [], Snapshot(candidates, rules, 0), Past([], {}))


def draw(everybody: Party, seed: str, tell: Tell) -> tuple[Estimate, list[list[str]]]:
    """Find the groups, telling how many people are through, and count what they bring."""
    inputs, past = everybody.inputs, everybody.past.rounds
    drawn = matching.make_groups(inputs.people, past, inputs.rules, random.Random(seed), tell)
    groups = [group for group in drawn if len(group) > 1]
    teams = {who: person.team.casefold() for who, person in everybody.people.items()}
    tally = count(groups, teams, past)
    across = None if tally.across_teams is None else round(tally.across_teams / max(tally.pairs, 1), 3)
    sizes = ", ".join(f"{count} of {size}" for size, count in tally.sizes)
    return Estimate(tally.people, sizes, across, tally.repeats, tally.shortest_gap, seed), groups


def write(file: Path, groups: list[list[str]], everybody: Party) -> None:
    """Write the groups as a table for spreadsheets."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("group", "person", "name"))
        for number, group in enumerate(groups, 1):
            writer.writerows((number, who, guarded(everybody.people[who].name)) for who in group)
