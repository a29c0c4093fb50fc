"""Find new company, within a round, for those whose group fell apart."""

import datetime as dt
import random

from msgspec import structs

from bot import matching
from bot.core import outbox
from bot.pairings.rounds import draw, participants, records
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.participants import Participants
from bot.pairings.rounds.records import GroupMember
from bot.pairings.rounds.snapshot import Snapshot
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention


async def rematch_person(
    tx: Transaction,
    details: GroupDetails,
    member: GroupMember,
    now: dt.datetime,
    rng: random.Random,
) -> list[Mention]:
    """Introduce somebody to others of the round who are free too, or note that they wait.

    Give the new company.
    """
    waiting = [
        place
        for place in await records.waiting_for_update(tx, details.round)
        if place.person != member.person
    ]
    everybody = await people.find_people(
        tx, details.program.workspace, [member.person, *(place.person for place in waiting)]
    )
    free = {
        who: known
        for who, known in everybody.items()
        if participants.takes_part(known, details.round.local_date)
    }
    inputs = await _inputs(tx, details, free)
    past = await records.load_history(tx, details.program, details.round.local_date)
    groups = matching.solve_matching(inputs.people, past.rounds, inputs.rules, rng)
    company = next((group for group in groups if member.person in group and len(group) > 1), None)
    if company is None:
        await records.set_waiting(tx, details.group.workspace, [member.id], waiting=True)
        return []
    moved = [place for place in [*waiting, member] if place.person in company]
    await records.set_waiting(
        tx, details.group.workspace, [place.id for place in moved], waiting=False
    )
    await records.set_group_state(
        tx, details.group.workspace, [place.group for place in moved], "rescued"
    )
    await outbox.invalidate(
        tx, details.group.workspace, *(f"group:{place.group}" for place in moved)
    )
    why = matching.explain_group(company, inputs.people, past.rounds, inputs.rules)
    known = Participants(free, [], inputs, past)
    await draw.introduce_groups(
        tx, details.program, details.round, [company], [why], known, rng, now=now
    )
    return [free[who].mention for who in company if who != member.person]


async def _inputs(
    tx: ReadTransaction, details: GroupDetails, free: dict[str, people.Person]
) -> Snapshot:
    drawn = await records.load_snapshot(tx, details.round)
    excluded = set(drawn.rules.excluded) | await people.avoid_pairs(
        tx, details.program.workspace, free
    )
    return Snapshot(
        tuple(
            participants.to_candidate(person, details.program.zone, details.round.local_date)
            for person in free.values()
        ),
        structs.replace(drawn.rules, size=2, excluded=tuple(sorted(excluded))),
        drawn.earlier,
    )
