"""Find new company, within a round, for those whose group fell apart."""

import datetime as dt
import random

from msgspec import structs

from bot import matching
from bot.core import outbox
from bot.pairings.rounds import draw, participants, records
from bot.pairings.rounds.group_details import Whole
from bot.pairings.rounds.participants import Party
from bot.pairings.rounds.records import Place
from bot.pairings.rounds.snapshot import Snapshot
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Mention


async def find_company(
    tx: Transaction, left: Whole, mine: Place, now: dt.datetime, rng: random.Random
) -> list[Mention]:
    """Introduce somebody to others of the round who are free too, or note that they wait; give the new company."""
    waiting = [place for place in await records.waiting(tx, left.round) if place.person != mine.person]
    everybody = await people.find_all(tx, left.circle.workspace, [mine.person, *(place.person for place in waiting)])
    free = {who: known for who, known in everybody.items() if participants.takes_part(known, left.round.local_date)}
    inputs = await _inputs(tx, left, free)
    past = await records.past(tx, left.circle, left.round.local_date)
    groups = matching.make_groups(inputs.people, past.rounds, inputs.rules, rng)
    company = next((group for group in groups if mine.person in group and len(group) > 1), None)
    if company is None:
        await records.set_waiting(tx, left.group.workspace, [mine.id], waiting=True)
        return []
    moved = [place for place in [*waiting, mine] if place.person in company]
    await records.set_waiting(tx, left.group.workspace, [place.id for place in moved], waiting=False)
    await records.set_group_state(tx, left.group.workspace, [place.group for place in moved], "rescued")
    await outbox.stale(tx, left.group.workspace, *(f"group:{place.group}" for place in moved))
    why = matching.explain(company, inputs.people, past.rounds, inputs.rules)
    known = Party(free, [], inputs, past)
    await draw.introduce(tx, left.circle, left.round, [company], [why], known, rng, now=now)
    return [free[who].mention for who in company if who != mine.person]


async def _inputs(tx: Transaction, left: Whole, free: dict[str, people.Person]) -> Snapshot:
    drawn = await records.snapshot(tx, left.round)
    excluded = set(drawn.rules.excluded) | await people.avoided(tx, left.circle.workspace, free)
    return Snapshot(
        tuple(participants.candidate(person, left.circle.zone, left.round.local_date) for person in free.values()),
        structs.replace(drawn.rules, size=2, excluded=tuple(sorted(excluded))),
        drawn.earlier,
    )
