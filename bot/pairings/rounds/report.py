"""Tell a channel, in one post a round, what was drawn and what became of the last one."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.learnings import records as learnings
from bot.pairings import rules
from bot.pairings.insights.records import recently
from bot.pairings.programs import records
from bot.pairings.programs.records import Circle
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.participants import Party
from bot.pairings.rounds.records import Group, Place, Round
from bot.pairings.rules import Standing
from bot.pairings.views import rounds as views
from bot.pairings.views.picture import with_picture
from bot.store.engine import Transaction

QUOTES = 3


async def post(
    tx: Transaction,
    circle: Circle,
    this: Round,
    before: Round | None,
    groups: Sequence[Sequence[str]],
    everybody: Party,
    following: dt.datetime | None,
) -> None:
    """Post the one message of a round; a round without a group has none."""
    if not groups:
        return
    earlier = await round_records.groups_of(tx, before) if before else []
    teams = {who: person.team.casefold() for who, person in everybody.people.items()}
    tally = rules.tally(groups, teams, everybody.past.rounds)
    standing = await _standing(tx, circle, earlier, [*everybody.past.rounds, groups])
    quotes = await learnings.shared_in_groups(tx, circle.workspace, [group.id for group, _ in earlier], QUOTES)
    day = await records.next_draw(tx, circle) if following else None
    card = views.report(circle, this, tally, standing, quotes, skip_day=day[0] if day else None)
    if _opens_a_month(this, before) and (found := await recently(tx, circle, this.drawn_at)):
        card = with_picture(card, found)
    key = f"round:{this.id}:report"
    await outbox.post(
        tx, circle.workspace, key, circle.channel, card, rule=rules.REPORT, due=this.drawn_at, expires=this.ends_at
    )


def _opens_a_month(this: Round, before: Round | None) -> bool:
    return before is not None and before.local_date.month != this.local_date.month


async def _standing(
    tx: Transaction,
    circle: Circle,
    earlier: Sequence[tuple[Group, list[Place]]],
    rounds: Sequence[Sequence[Sequence[str]]],
) -> Standing:
    introduced = {place.person for group, places in earlier if group.state != "alone" for place in places}
    met = {
        place.person for group, places in earlier if group.state == "met" for place in places if place.answer != "cant"
    }
    members = {member.person for member in await records.memberships(tx, circle, "in")}
    known = {pair for groups in rounds for pair in rules.pairs(groups) if members.issuperset(pair)}
    return Standing(len(met), len(introduced), len(known), len(members) * (len(members) - 1) // 2)
