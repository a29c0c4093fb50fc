"""Queries about who met whom, for pictures and figures."""

import datetime as dt

from sqlalchemy import select

from bot.pairings.insights.team_network import Across, across
from bot.pairings.programs.records import Circle
from bot.pairings.tables import group_member, lunch_group, lunch_round
from bot.people import records as people
from bot.store.engine import Transaction

SPAN = dt.timedelta(weeks=13)


async def recently(tx: Transaction, circle: Circle, now: dt.datetime) -> Across | None:
    """Give what may be shown of the last three months."""
    rows = await tx.all(
        select(group_member.c.group, group_member.c.person)
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .where(group_member.c.workspace == circle.workspace, lunch_round.c.circle == circle.id)
        .where(lunch_round.c.drawn_at >= now - SPAN, lunch_group.c.state == "met", group_member.c.answer != "cant")
    )
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row.person)
    known = await people.find_all(tx, circle.workspace, {row.person for row in rows})
    return across(list(groups.values()), {who: person.team for who, person in known.items()})
