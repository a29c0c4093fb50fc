"""The channels in which people were seen: the platform listed them there, or they used Mingle."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.core.channels import ChannelUse
from bot.people.tables import channel_member, person
from bot.store.engine import ReadTransaction, Transaction


async def record_channel_use(tx: Transaction, workspace: str, channel: str, person_id: str) -> None:
    """Insert somebody who used Mingle in a channel as a member, or do nothing if they are one."""
    await tx.insert_or_ignore(
        channel_member, workspace=workspace, channel=channel, person=person_id
    )


async def synced_channels(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels of which a member is known."""
    query = select(channel_member.c.channel).where(channel_member.c.workspace == workspace)
    return await tx.scalars(query.distinct())


async def known_members(tx: ReadTransaction, workspace: str, channel: str) -> list[str]:
    """Return the ids of the known members of a channel."""
    query = select(channel_member.c.person).where(
        channel_member.c.workspace == workspace, channel_member.c.channel == channel
    )
    return await tx.scalars(query)


async def workspaces_used_by(tx: ReadTransaction, people: Sequence[tuple[str, str]]) -> list[str]:
    """Return the workspaces, of pairs of a workspace and a person, that know this person."""
    workspaces = []
    for workspace, person_id in people:
        query = select(person.c.id).where(
            person.c.workspace == workspace, person.c.person == person_id
        )
        if await tx.first(query):
            workspaces.append(workspace)
    return workspaces


USE = ChannelUse(channels=synced_channels, people=known_members)
