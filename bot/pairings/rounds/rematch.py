"""Rematch: company that was not drawn, within the first half of a round.

It is for people whose group fell through, whom the draw left out, and who joined after it.
"""

import datetime as dt
import random
from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct, structs

from bot import matching
from bot.core import outbox
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import (
    draw,
    free_records,
    participants,
    records,
    timetable,
    undone_records,
)
from bot.pairings.rounds.cancellation import news_of_end
from bot.pairings.rounds.free_records import FreeMember
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.history import load_history
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.records import GroupMember, PairingRound
from bot.pairings.rounds.replacements import tell_of_replacement
from bot.pairings.rounds.snapshot import Snapshot
from bot.people import records as people
from bot.people.hours import records as hours
from bot.people.records import Person
from bot.people.travel import records as travel
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention


class Company(Struct, frozen=True):
    """Whom somebody was matched with; `at_once` if all of them asked to be introduced now."""

    names: list[Mention]
    at_once: bool


async def rematch_person(
    tx: Transaction,
    details: GroupDetails,
    member: GroupMember,
    now: dt.datetime,
    rng: random.Random,
) -> Company | None:
    """Match a person with others of the round who are free, and introduce them to each other.

    If nobody fits, save that the person waits and return None. The round stays locked until the
    transaction ends.
    """
    await records.set_waiting(tx, details.group.workspace, [member.id], waiting=True)
    asking = FreeMember(structs.replace(member, waiting=True), details.group.state)
    return await find_company(tx, details.program, details.round, asking, now, rng)


async def find_company(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    asking: FreeMember,
    now: dt.datetime,
    rng: random.Random,
) -> Company | None:
    """Match somebody with those who are free, and introduce them; None if nobody fits."""
    person = asking.member.person
    free = await free_records.free_for_update(tx, pairing_round)
    free[person] = asking
    for group in await _introduce_free(tx, program, pairing_round, free, now, rng):
        if person in group.names:
            others = [name for other, name in group.names.items() if other != person]
            return Company(others, group.at_once)
    return None


async def regroup(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    """Match those who wait for company, or whose company left, with whoever has become free."""
    if pairing_round.state != "drawn" or now >= pairing_round.midpoint:
        return
    free = await free_records.free_for_update(tx, pairing_round)
    if any(each.is_looking for each in free.values()):
        await _introduce_free(tx, program, pairing_round, free, now, rng)


class _Introduced(Struct, frozen=True):
    names: dict[str, Mention]
    at_once: bool


async def _introduce_free(
    tx: Transaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    free: dict[str, FreeMember],
    now: dt.datetime,
    rng: random.Random,
) -> list[_Introduced]:
    """Match these people as the draw would, and introduce each group; return the groups."""
    roster = await _collect_free(tx, program, pairing_round, free, now)
    inputs, rounds = roster.inputs, roster.past.rounds
    groups = matching.solve_matching(inputs.people, rounds, inputs.rules, rng)
    introduced = []
    for group in groups:
        if len(group) < 2:
            continue
        reasons = matching.explain_group(group, inputs.people, rounds, inputs.rules)
        asked_by = [person for person in group if free[person].has_asked]
        await _close_old_groups(tx, pairing_round, [free[person].member for person in group])
        numbers = await draw.introduce_groups(
            tx, program, pairing_round, [group], [reasons], roster, rng, now=now, asked_by=asked_by
        )
        await timetable.schedule_since(tx, program, pairing_round, numbers[0], now)
        for member in (free[person].member for person in group if free[person].is_bereft):
            await tell_of_replacement(tx, program, pairing_round, member, numbers[0], now)
        names = {person: roster.people[person].mention for person in group}
        introduced.append(_Introduced(names, at_once=len(asked_by) == len(group)))
    return introduced


async def _collect_free(
    tx: ReadTransaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    free: dict[str, FreeMember],
    now: dt.datetime,
) -> Participants:
    """Return who takes part and has room in their week, with inputs that match them in pairs.

    The rules are those of the draw, with today's avoid lists, and stricter: since nobody has to be
    matched now, people who were together in this round or the one before stay apart, as do those
    without a common working hour and those of whom neither is looking.
    """
    workspace, today = program.workspace, local_date(now, program.zone)
    present = await _find_present(tx, program, pairing_round, free, now)
    zones = {person: profile.zone for person, profile in present.items()}
    working_times = await hours.working_times_in(tx, workspace, zones, program.channel)
    trips = await travel.trips_of_round(tx, workspace, present, today)
    towns = {person: trip.town for person, trip in trips.items()}
    candidates = [
        participants.to_candidate(
            profile, working_times[person], program.zone, today, towns.get(person, "")
        )
        for person, profile in present.items()
    ]

    past = await load_history(tx, program, pairing_round.local_date)
    snapshot = await records.load_snapshot(tx, pairing_round)
    apart = await people.avoid_pairs(tx, workspace, present)
    apart |= _pairs_to_keep_apart(candidates, free)
    apart |= _pairs_of(past.rounds[-1] if past.rounds else ())
    apart |= _pairs_of(await _groups_of(tx, pairing_round))
    rules = structs.replace(snapshot.rules, size=2, excluded=tuple(sorted(apart)), host="")
    inputs = Snapshot(tuple(candidates), rules, snapshot.earlier)
    return Participants(present, working_times, [], inputs, past)


async def _find_present(
    tx: ReadTransaction,
    program: PairingProgram,
    pairing_round: PairingRound,
    free: dict[str, FreeMember],
    now: dt.datetime,
) -> dict[str, Person]:
    """Return who takes part today, and has room in their week or asked for company anyway.

    Whoever sits this round out is free of a group for that reason, and stays so.
    """
    today = local_date(now, program.zone)
    taking_part = await programs.people_in(tx, program, list(free))
    away = await travel.people_away(tx, program.workspace, list(free), today)
    away |= set(await programs.people_skipping(tx, program, pairing_round.local_date))
    profiles = await people.find_people(tx, program.workspace, list(free))
    present = {}
    for person, profile in profiles.items():
        is_here = person in taking_part and person not in away
        if is_here and participants.takes_part(profile, today):
            present[person] = profile

    for person in await participants.find_busy(tx, program, present, now):
        if not free[person].has_asked:
            del present[person]
    return present


def _pairs_to_keep_apart(
    candidates: Sequence[matching.Candidate], free: dict[str, FreeMember]
) -> set[tuple[str, str]]:
    """Return the pairs who never work at the same time, and those of whom neither is looking."""
    apart = set()
    for one, other in combinations(candidates, 2):
        both = [int(each.hours, 16) for each in (one, other) if each.hours]
        no_hour = len(both) == 2 and not both[0] & both[1]
        if no_hour or not (free[one.id].is_looking or free[other.id].is_looking):
            apart.add((min(one.id, other.id), max(one.id, other.id)))
    return apart


def _pairs_of(groups: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


async def _groups_of(tx: ReadTransaction, pairing_round: PairingRound) -> list[list[str]]:
    groups = await records.list_groups(tx, pairing_round)
    return [[member.person for member in members] for _, members in groups]


async def _close_old_groups(
    tx: Transaction, pairing_round: PairingRound, rematched: Sequence[GroupMember]
) -> None:
    """Close the groups that were called off; those that were undone were never introduced."""
    workspace = pairing_round.workspace
    member_ids = [member.id for member in rematched]
    await records.set_waiting(tx, workspace, member_ids, waiting=False)
    groups = [member.group for member in rematched]
    await undone_records.close_fallen_groups(tx, workspace, groups)
    await free_records.delete_late(tx, pairing_round, [member.person for member in rematched])
    solos = [Subject("solo", member.id) for member in rematched]
    await outbox.invalidate(tx, workspace, pairing_round.subject, *solos, *news_of_end(rematched))
    await outbox.invalidate(tx, workspace, *(Subject("group", group) for group in groups))
