"""Rematch: new company, within the same round, for people whose group was called off."""

import datetime as dt
import random
from collections.abc import Sequence

from msgspec import structs

from bot import matching
from bot.core import outbox
from bot.core.subjects import Subject
from bot.pairings.rounds import draw, participants, records, undone_records
from bot.pairings.rounds.cancellation import news_of_end
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.history import load_history
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.records import GroupMember
from bot.pairings.rounds.snapshot import Snapshot
from bot.people import records as people
from bot.people.hours import records as hours
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention


async def rematch_person(
    tx: Transaction,
    details: GroupDetails,
    member: GroupMember,
    now: dt.datetime,
    rng: random.Random,
) -> list[Mention]:
    """Match a person with others of the round who wait too, and introduce them to each other.

    Return their new company; if nobody fits, save that the person waits and return nobody. The
    round stays locked until the transaction ends.
    """
    waiting = []
    for other in await records.waiting_for_update(tx, details.round):
        if other.person != member.person:
            waiting.append(other)

    roster = await _collect_free(tx, details, [member, *waiting])
    inputs, rounds = roster.inputs, roster.past.rounds
    groups = matching.solve_matching(inputs.people, rounds, inputs.rules, rng)
    company = _group_with(member.person, groups)
    if company is None:
        await records.set_waiting(tx, details.group.workspace, [member.id], waiting=True)
        return []

    rematched = [other for other in [*waiting, member] if other.person in company]
    await _close_old_groups(tx, details.group.workspace, rematched)
    reasons = matching.explain_group(company, inputs.people, rounds, inputs.rules)
    await draw.introduce_groups(
        tx, details.program, details.round, [company], [reasons], roster, rng, now=now
    )
    return [roster.people[person].mention for person in company if person != member.person]


async def _collect_free(
    tx: ReadTransaction, details: GroupDetails, members: Sequence[GroupMember]
) -> Participants:
    """Return those of the members who still take part, with inputs that match them in pairs.

    The rules are those of the draw, with today's avoid lists added.
    """
    workspace, day = details.program.workspace, details.round.local_date
    profiles = await people.find_people(tx, workspace, [member.person for member in members])
    free = {}
    for person, profile in profiles.items():
        if participants.takes_part(profile, day):
            free[person] = profile

    snapshot = await records.load_snapshot(tx, details.round)
    excluded = set(snapshot.rules.excluded) | await people.avoid_pairs(tx, workspace, free)
    zone = details.program.zone
    zones = {person: profile.zone for person, profile in free.items()}
    working_times = await hours.working_times_in(tx, workspace, zones, details.program.channel)
    inputs = Snapshot(
        tuple(
            participants.to_candidate(profile, working_times[person], zone, day)
            for person, profile in free.items()
        ),
        structs.replace(snapshot.rules, size=2, excluded=tuple(sorted(excluded))),
        snapshot.earlier,
    )
    past = await load_history(tx, details.program, day)
    return Participants(free, working_times, [], inputs, past)


def _group_with(person: str, groups: list[list[str]]) -> list[str] | None:
    for group in groups:
        if person in group and len(group) > 1:
            return group
    return None


async def _close_old_groups(
    tx: Transaction, workspace: str, rematched: Sequence[GroupMember]
) -> None:
    """Close the groups that were called off; those that were undone were never introduced."""
    groups = [member.group for member in rematched]
    member_ids = [member.id for member in rematched]
    await records.set_waiting(tx, workspace, member_ids, waiting=False)
    await undone_records.close_fallen_groups(tx, workspace, groups)
    await outbox.invalidate(tx, workspace, *news_of_end(rematched))
    await outbox.invalidate(tx, workspace, *(Subject("group", group) for group in groups))
