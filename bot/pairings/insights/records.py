"""Records of who met whom, over several rounds."""

import datetime as dt

from sqlalchemy import select

from bot.pairings.insights.team_network import TeamNetwork, build_team_network
from bot.pairings.programs.records import PairingProgram
from bot.pairings.tables import group_member, lunch_group, lunch_round
from bot.people import records as people
from bot.store.engine import ReadTransaction

PICTURE_SPAN = dt.timedelta(weeks=13)


async def recent_network(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime
) -> TeamNetwork | None:
    """Return the network of teams that met in PICTURE_SPAN, or None if nothing may be shown."""
    query = (
        select(group_member.c.group, group_member.c.person)
        .join(lunch_group, lunch_group.c.id == group_member.c.group)
        .join(lunch_round, lunch_round.c.id == lunch_group.c.round)
        .where(group_member.c.workspace == program.workspace, lunch_round.c.circle == program.id)
        .where(
            lunch_round.c.drawn_at >= now - PICTURE_SPAN,
            lunch_group.c.state == "met",
            group_member.c.answer != "cant",
        )
    )
    rows = await tx.all(query)
    groups: dict[int, list[str]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row.person)

    profiles = await people.find_people(tx, program.workspace, {row.person for row in rows})
    teams = {person: profile.team for person, profile in profiles.items()}
    return build_team_network(list(groups.values()), teams)
