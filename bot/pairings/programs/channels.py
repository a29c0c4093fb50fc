"""What programs know of their channels: names, zones, and who takes part."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select, update

from bot.core.channels import ChannelUse, Participation
from bot.core.signals import WorkspaceLeft
from bot.pairings.tables import membership, pairing_program
from bot.store.engine import ReadTransaction, Transaction


async def channels_with_programs(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels that have a program, stopped ones included."""
    return await tx.scalars(
        select(pairing_program.c.channel).where(pairing_program.c.workspace == workspace)
    )


async def channels_with_rounds(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels in which rounds are drawn."""
    return await tx.scalars(
        select(pairing_program.c.channel).where(
            pairing_program.c.workspace == workspace, pairing_program.c.active.is_(True)
        )
    )


async def channels_by_participants(
    tx: ReadTransaction, workspace: str, people: Sequence[str]
) -> list[str]:
    """Return the channels of programs: active ones first, then those that most of these are in."""
    inside = and_(membership.c.program == pairing_program.c.id, membership.c.person.in_(people))
    query = (
        select(
            pairing_program.c.channel,
            pairing_program.c.active,
            func.count(membership.c.id).label("inside"),
        )
        .outerjoin(membership, inside)
        .where(pairing_program.c.workspace == workspace)
        .group_by(pairing_program.c.id, pairing_program.c.channel, pairing_program.c.active)
    )
    rows = await tx.all(query)
    ranked = sorted(rows, key=lambda row: (not row.active, -row.inside, row.channel))
    return [row.channel for row in ranked]


async def participations_of(
    tx: ReadTransaction, workspace: str, person: str
) -> list[Participation]:
    """Return a person's part in each active program."""
    query = (
        select(
            pairing_program.c.channel,
            pairing_program.c.channel_name,
            membership.c.state,
            membership.c.once,
        )
        .join(pairing_program, pairing_program.c.id == membership.c.program)
        .where(membership.c.workspace == workspace, membership.c.person == person)
        .where(pairing_program.c.active.is_(True))
        .order_by(pairing_program.c.id)
    )
    rows = await tx.all(query)
    return [
        Participation(row.channel, row.channel_name, "once" if row.once else row.state)
        for row in rows
    ]


async def participants_of_channel(tx: ReadTransaction, workspace: str, channel: str) -> list[str]:
    """Return everybody who is or was part of the program of a channel."""
    query = (
        select(membership.c.person)
        .join(pairing_program, pairing_program.c.id == membership.c.program)
        .where(membership.c.workspace == workspace, pairing_program.c.workspace == workspace)
        .where(pairing_program.c.channel == channel)
    )
    return await tx.scalars(query)


async def zones_of_channels(
    tx: ReadTransaction, workspace: str, channels: Sequence[str]
) -> dict[str, str]:
    """Return the zones of the active programs in these channels."""
    query = select(pairing_program.c.channel, pairing_program.c.zone).where(
        pairing_program.c.workspace == workspace,
        pairing_program.c.channel.in_(channels),
        pairing_program.c.active.is_(True),
    )
    return {row.channel: row.zone for row in await tx.all(query)}


async def main_channel(tx: ReadTransaction, workspace: str) -> tuple[str, str]:
    """Return the channel of the oldest active program and its name, or two empty strings."""
    query = select(pairing_program.c.channel, pairing_program.c.channel_name).where(
        pairing_program.c.workspace == workspace, pairing_program.c.active.is_(True)
    )
    row = await tx.first(query.order_by(pairing_program.c.id).limit(1))
    return (row.channel, row.channel_name) if row else ("", "")


async def people_in_programs(
    tx: ReadTransaction, workspace: str, people: Sequence[str]
) -> set[str]:
    """Return those of these people who take part in a program."""
    query = select(membership.c.person).where(
        membership.c.workspace == workspace,
        membership.c.person.in_(people),
        membership.c.state == "in",
    )
    return set(await tx.scalars(query))


async def stop_all_programs(tx: Transaction, signal: WorkspaceLeft) -> None:
    """Stop every program of a workspace that removed Mingle."""
    statement = update(pairing_program).where(pairing_program.c.workspace == signal.workspace)
    await tx.execute(statement.values(active=False))


USE = ChannelUse(
    channels=channels_with_programs,
    counted=True,
    introduces=channels_with_rounds,
    meeting=channels_by_participants,
    participations=participations_of,
    people=participants_of_channel,
    zones=zones_of_channels,
)
