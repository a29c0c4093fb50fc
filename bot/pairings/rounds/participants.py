"""Gather who takes part in a round, as the matcher knows them."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct, structs

from bot import matching
from bot.dates.recurrence import local_date, utc_instant, week_start
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.availability import convert_slots
from bot.pairings.rounds.records import PairingHistory
from bot.pairings.rounds.snapshot import Snapshot
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction


class Participants(Struct, frozen=True):
    """Everybody for one round, those who have had enough introductions this week, and what came
    before."""

    people: dict[str, Person]
    busy: list[str]
    inputs: Snapshot
    past: PairingHistory


async def collect_participants(
    tx: ReadTransaction, program: PairingProgram, day: dt.date, now: dt.datetime
) -> Participants:
    """Find everybody who is in, here, not pausing and not skipping, and what the matcher must
    know."""
    members = [member.person for member in await records.list_memberships(tx, program, "in")]
    skipping = await records.people_skipping(tx, program, day)
    known = await people.find_people(tx, program.workspace, members)
    present = [
        who
        for who in members
        if who in known and who not in skipping and takes_part(known[who], day)
    ]
    monday = utc_instant(week_start(now, program.zone), dt.time.min, program.zone)
    counts = await round_records.introductions_since(tx, program.workspace, present, monday)
    busy = [who for who in present if counts.get(who, 0) >= rules.MAX_INTRODUCTIONS_A_WEEK]
    free = {who: known[who] for who in present if who not in busy}
    past = await round_records.load_history(tx, program, day)
    excluded = tuple(sorted(await people.avoid_pairs(tx, program.workspace, free)))
    inputs = Snapshot(
        tuple(to_candidate(person, program.zone, day) for person in free.values()),
        matching.Rules(size=program.size, excluded=excluded, same_office=program.same_office),
        len(past.rounds),
    )
    return Participants(free, busy, inputs, past)


async def collect_next_participants(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime
) -> Participants:
    """Find everybody who would be in the next round, as things are now."""
    following = await records.next_draw(tx, program)
    return await collect_participants(
        tx, program, following[0] if following else local_date(now, program.zone), now
    )


def takes_part(person: Person, day: dt.date) -> bool:
    """Tell whether somebody is here and does not pause."""
    return not person.gone and not people.is_paused(person, day)


def to_candidate(person: Person, zone: str, day: dt.date) -> matching.Candidate:
    """Describe a person as the matcher compares them, slots as the clocks of a zone show them in
    the week of a day."""
    return matching.Candidate(
        id=person.id,
        team=person.team.casefold(),
        manager=person.manager.casefold(),
        office=person.office.casefold(),
        slots=convert_slots(person.slots, person.zone, zone, day),
        interests=_folded(person.interests),
        offers=_folded(person.offers),
        wants=_folded(person.wants),
    )


def restore_spelling(
    reasons: Sequence[matching.Reason], group: Sequence[Person]
) -> tuple[matching.Reason, ...]:
    """Write the words of reasons as people wrote them."""
    own = {
        word.casefold(): word
        for person in group
        for word in (*person.interests, *person.wants, *person.offers, person.team, person.office)
    }
    return tuple(
        structs.replace(reason, words=tuple(own.get(word, word) for word in reason.words))
        for reason in reasons
    )


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.casefold() for word in words))
