"""Participants of a round, as people and as the solver's candidates."""

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence

from msgspec import Struct, convert, structs

from bot import matching
from bot.attention import records as attention
from bot.attention.rules import WEEKLY_LIMIT
from bot.dates.local_time import local_date, utc_instant, week_start
from bot.dates.working_time import WorkingTime
from bot.pairings import rules
from bot.pairings.programs import hosts, records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import once, welcomers
from bot.pairings.rounds.availability import convert_slots, hours_apart, working_week
from bot.pairings.rounds.history import PairingHistory, introductions_since, load_history
from bot.pairings.rounds.snapshot import Snapshot
from bot.people import newcomers
from bot.people import records as people
from bot.people.hours import records as people_hours
from bot.people.meanings import merge_meanings
from bot.people.neighbours import records as neighbours
from bot.people.neighbours.rules import pair_towns
from bot.people.profile_fields import MATCHED_FIELDS
from bot.people.records import Person
from bot.people.towns import town_key
from bot.people.travel import records as travel
from bot.store.engine import ReadTransaction

_AT_ONCE = 20  # people are looked at before others get their turn
FAR_APART = dt.timedelta(hours=3)  # clocks that differ by more are not in one town


class Participants(Struct, frozen=True):
    """Everybody who takes part in a round, with the solver's inputs and earlier rounds.

    `busy` are those whose week has no place for another introduction; they are not in `people`.
    """

    people: dict[str, Person]
    working_times: dict[str, WorkingTime]
    busy: list[str]
    inputs: Snapshot
    past: PairingHistory


async def collect_participants(
    tx: ReadTransaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> Participants:
    """Collect active members who neither paused nor skipped, with the solver's inputs."""
    date = rules.round_date(program, day)
    present = await _present_members(tx, program, day)
    busy = await find_busy(tx, program, present, now)
    free = {person: profile for person, profile in present.items() if person not in busy}

    host = await hosts.find_host(tx, program)
    past = await load_history(tx, program, day)
    excluded = tuple(sorted(await people.avoid_pairs(tx, program.workspace, free)))
    working_times = await people_hours.working_times_in(
        tx,
        program.workspace,
        {person: profile.zone for person, profile in free.items()},
        program.channel,
    )
    trips = await travel.trips_of_round(tx, program.workspace, free, date)
    towns = {person: trip.town for person, trip in trips.items()}
    candidates: list[matching.Candidate] = []
    for person, profile in free.items():
        if len(candidates) % _AT_ONCE == 0:
            await asyncio.sleep(0)
        town = towns.get(person, "")
        candidates.append(to_candidate(profile, working_times[person], program.zone, date, town))
    marked = await _mark_welcomers(tx, program, tuple(candidates), now)
    inputs = Snapshot(
        await _mark_new(tx, program.workspace, marked, date),
        matching.Rules(
            size=program.size,
            excluded=excluded,
            same_office=program.same_office,
            neighbours=pair_towns(await neighbours.load_groups(tx, program.workspace)),
            teams=program.teams,
            mentors=program.mentors,
            host=host if host in free else "",
        ),
        len(past.rounds),
    )
    return Participants(free, working_times, busy, inputs, past)


async def find_busy(
    tx: ReadTransaction, program: PairingProgram, present: Collection[str], now: dt.datetime
) -> list[str]:
    """Return those whose week has no place for another introduction."""
    monday = utc_instant(week_start(now, program.zone), dt.time.min, program.zone)
    counts = await introductions_since(tx, program.workspace, present, monday)
    others = await attention.messages_since(tx, program.workspace, monday)
    busy = []
    for person in present:
        introductions = counts.get(person, 0)
        messages = introductions + others.get(person, 0)
        if introductions >= rules.MAX_INTRODUCTIONS_A_WEEK or messages >= WEEKLY_LIMIT:
            busy.append(person)
    return busy


async def collect_next_participants(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime
) -> Participants:
    """Collect who would take part in the next scheduled round, or in one today."""
    following = await records.next_draw(tx, program)
    day = following[0] if following else local_date(now, program.zone)
    return await collect_participants(tx, program, day, now)


async def with_private(
    tx: ReadTransaction, workspace: str, inputs: Snapshot, day: dt.date
) -> Snapshot:
    """Return stored inputs of a day with today's private wishes of these people."""
    ids = [candidate.id for candidate in inputs.people]
    profiles = await people.find_people(tx, workspace, ids)
    wishes = {person.id for person in profiles.values() if person.rather_three}
    apart = tuple(sorted(await people.avoid_pairs(tx, workspace, ids)))
    known = tuple(structs.replace(one, rather_three=one.id in wishes) for one in inputs.people)
    return Snapshot(
        await _mark_new(tx, workspace, known, day),
        structs.replace(inputs.rules, excluded=apart),
        inputs.earlier,
    )


def takes_part(person: Person, day: dt.date) -> bool:
    """Return whether a member is in the workspace, and neither pauses nor is silenced on a day."""
    return not (person.left or people.is_paused(person, day) or people.is_silent(person, day))


async def is_away(tx: ReadTransaction, workspace: str, person: str, day: dt.date) -> bool:
    """Return whether somebody pauses, travels to no town, is silenced or has left at a draw."""
    profile = await people.find_person(tx, workspace, person)
    if profile is None or not takes_part(profile, day):
        return True
    return person in await travel.people_away(tx, workspace, [person], day)


def to_candidate(
    person: Person, working_time: WorkingTime, zone: str, day: dt.date, town: str = ""
) -> matching.Candidate:
    """Return a person as a candidate: topics of their words, slots in `zone` in a day's week.

    `town` is where they travel to in the week of the round.
    """
    traits: dict[str, object] = {field.name: field.trait_of(person) for field in MATCHED_FIELDS}
    derived = {
        "id": person.id,
        "broader_interests": tuple(sorted(merge_meanings(person.interests).broader)),
        "slots": convert_slots(person.slots, person.zone, zone, day),
        "town": town_key(town or person.office),
        "rather_three": person.rather_three,
        "hours": working_week(working_time, day),
    }
    return convert({**traits, **derived}, matching.Candidate)


def suits_a_call(
    group: Sequence[Person], reasons: Sequence[matching.Reason], at: dt.datetime
) -> bool:
    """Return whether a group meets by a call rather than in person.

    That is a reason of the draw, or so where no town is known and clocks are far apart.
    """
    kinds = {reason.kind for reason in reasons}
    if kinds & {"call", "office"}:
        return "call" in kinds
    return hours_apart([person.zone for person in group], at) > FAR_APART


async def _present_members(
    tx: ReadTransaction, program: PairingProgram, day: dt.date
) -> dict[str, Person]:
    members = [member.person for member in await records.list_memberships(tx, program, "in")]
    skipping = await records.people_skipping(tx, program, day) | await once.people_done(tx, program)
    profiles = await people.find_people(tx, program.workspace, members)
    date = rules.round_date(program, day)
    away = await travel.people_away(tx, program.workspace, members, date)

    present = {}
    for person in members:
        profile = profiles.get(person)
        missing = person in skipping or person in away
        if profile and not missing and takes_part(profile, date):
            present[person] = profile
    return present


async def _mark_welcomers(
    tx: ReadTransaction,
    program: PairingProgram,
    candidates: tuple[matching.Candidate, ...],
    now: dt.datetime,
) -> tuple[matching.Candidate, ...]:
    """Return candidates with those marked who offered to welcome the next newcomer."""
    ids = [one.id for one in candidates]
    willing = await welcomers.list_welcomers(tx, program.workspace, ids, now)
    if not willing:
        return candidates
    return tuple(structs.replace(one, welcomes=one.id in willing) for one in candidates)


async def _mark_new(
    tx: ReadTransaction,
    workspace: str,
    candidates: tuple[matching.Candidate, ...],
    day: dt.date,
) -> tuple[matching.Candidate, ...]:
    """Return candidates with those marked who asked for other teams in their first weeks."""
    ids = [one.id for one in candidates]
    new = await newcomers.list_in_first_weeks(tx, workspace, ids, day)
    if not new:
        return candidates
    return tuple(structs.replace(one, is_new=one.id in new) for one in candidates)
