"""Records of who met whom over several rounds, and of somebody's latest group."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, bindparam, or_, select

from bot.core.tables import outbox_message
from bot.pairings.insights.team_network import TeamNetwork, build_team_network
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import NEVER_MET, PairingRound
from bot.pairings.tables import group_member, pairing_group, pairing_round
from bot.people import records as people
from bot.store.engine import ReadTransaction

PICTURE_SPAN = dt.timedelta(weeks=13)
_INTRO_KEY = "group:" + pairing_group.c.id.cast(outbox_message.c.key.type) + ":intro"


async def recent_network(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime
) -> TeamNetwork | None:
    """Return the network of teams that met in PICTURE_SPAN, or None if nothing may be shown."""
    query = (
        select(group_member.c.group, group_member.c.person)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .join(pairing_round, pairing_round.c.id == pairing_group.c.round)
        .where(group_member.c.workspace == program.workspace, pairing_round.c.program == program.id)
        .where(
            pairing_round.c.drawn_at.between(now - PICTURE_SPAN, now),
            pairing_group.c.state == "met",
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


async def unsent_groups(tx: ReadTransaction, of_round: PairingRound) -> set[int]:
    """Return the groups of a round whose introduction has not arrived.

    Those whose members were written to one by one, for want of a conversation, are not among them.
    """
    unsent = set[int]()
    for row in await tx.all(_UNSENT, workspace=of_round.workspace, number=of_round.id):
        if not any(obstacle.is_technical for obstacle in row.obstacles):
            unsent.add(row.id)
    return unsent


_UNSENT = (
    select(pairing_group.c.id, pairing_group.c.obstacles)
    .join(outbox_message, outbox_message.c.key == _INTRO_KEY)
    .where(
        pairing_group.c.workspace == bindparam("workspace"),
        pairing_group.c.round == bindparam("number"),
        outbox_message.c.workspace == bindparam("workspace"),
        outbox_message.c.state != "sent",
    )
)


async def settled_rounds(
    tx: ReadTransaction, workspace: str, groups: Sequence[int], soon: dt.datetime
) -> list[int]:
    """Return the rounds of these groups of which no introduction is sent until `soon`.

    The rounds are locked: of two processes that write outcomes down, the second sees both.
    """
    of_groups = select(pairing_group.c.round).where(
        pairing_group.c.workspace == workspace, pairing_group.c.id.in_(groups)
    )
    locked = select(pairing_round.c.id).where(
        pairing_round.c.workspace == workspace, pairing_round.c.id.in_(of_groups)
    )
    in_order = locked.order_by(pairing_round.c.id).with_for_update(key_share=True)
    rounds = await tx.scalars(in_order)
    return [number for number in rounds if not await _is_under_way(tx, workspace, number, soon)]


async def _is_under_way(
    tx: ReadTransaction, workspace: str, round_number: int, soon: dt.datetime
) -> bool:
    is_due = and_(outbox_message.c.state == "ready", outbox_message.c.due <= soon)
    query = (
        select(pairing_group.c.id)
        .join(outbox_message, outbox_message.c.key == _INTRO_KEY)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.round == round_number)
        .where(outbox_message.c.workspace == workspace)
        .where(or_(is_due, outbox_message.c.state.in_(("sending", "unknown"))))
    )
    newest_first = query.order_by(pairing_group.c.id.desc())  # they are sent last
    return await tx.scalar(newest_first.limit(1)) is not None


async def last_group_of(
    tx: ReadTransaction, program: PairingProgram, person: str, *, in_company: bool = False
) -> int | None:
    """Return the id of a person's latest group in a program.

    With `in_company`, rounds that left the person without company are passed over.
    """
    query = (
        select(pairing_group.c.id)
        .join(pairing_round, pairing_round.c.id == pairing_group.c.round)
        .join(group_member, group_member.c.group == pairing_group.c.id)
        .where(pairing_group.c.workspace == program.workspace)
        .where(pairing_round.c.program == program.id, group_member.c.person == person)
    )
    if in_company:
        query = query.where(pairing_group.c.state.not_in(NEVER_MET), group_member.c.answer != "out")
    newest_first = query.order_by(pairing_round.c.local_date.desc(), pairing_group.c.id.desc())
    number: int | None = await tx.scalar(newest_first.limit(1))
    return number
