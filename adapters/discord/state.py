"""Remember what Discord tells once and never again.

Closed direct messages, and threads on their way.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, func, select, union_all

from bot.core.tables import note
from bot.open_tables.tables import open_table
from bot.pairings.tables import circle, membership
from bot.people.tables import channel_member, person
from bot.prompts.tables import prompt_channel
from bot.store.engine import Transaction

THREAD = "discord.thread"  # about a message's key: the thread that was opened for it
# about a person who takes no direct messages: the thread in which they are written to
CLOSED_DM = "discord.closed"
EVENT = "discord.event"  # about an event's uid: the scheduled event that was made for it
APP_WORKSPACE = "discord:app"  # the workspace of what belongs to no server
COMMANDS = (
    "discord.commands"  # about the app: what its commands looked like when they were last sent
)


async def load_setting(tx: Transaction, workspace: str, about: str, name: str) -> str:
    """Give what was noted, or nothing."""
    found = select(note.c.text).where(
        note.c.workspace == workspace, note.c.about == about, note.c.name == name
    )
    return str(await tx.scalar(found) or "")


async def save_setting(
    tx: Transaction, workspace: str, about: str, name: str, text: str, now: datetime | None = None
) -> None:
    """Note something, in place of what was noted before; `now` says from when on it grows old."""
    keys = {"workspace": workspace, "about": about, "name": name}
    await tx.upsert(note, keys, text=text, number=now.timestamp() if now else None)


async def delete_old_settings(tx: Transaction, workspace: str, name: str, before: datetime) -> None:
    """Forget what was noted so long ago that nobody asks for it."""
    old = delete(note).where(
        note.c.workspace == workspace, note.c.name == name, note.c.number < before.timestamp()
    )
    await tx.execute(old)


async def setting_values(tx: Transaction, workspace: str, name: str) -> set[str]:
    """Give everything noted under one name."""
    return set(
        await tx.scalars(
            select(note.c.text).where(note.c.workspace == workspace, note.c.name == name)
        )
    )


async def record_channel_use(tx: Transaction, workspace: str, channel: str, who: str) -> None:
    """Note that somebody has used Mingle in a channel."""
    await tx.insert_or_ignore(channel_member, workspace=workspace, channel=channel, person=who)


async def channel_users(tx: Transaction, workspace: str, channel: str) -> list[str]:
    """Name those who have used Mingle in a channel, or take part in its lunches."""
    seen_there = select(channel_member.c.person).where(
        channel_member.c.workspace == workspace, channel_member.c.channel == channel
    )
    joined = (
        select(membership.c.person)
        .join(circle, circle.c.id == membership.c.circle)
        .where(
            membership.c.workspace == workspace,
            circle.c.workspace == workspace,
            circle.c.channel == channel,
        )
    )
    return sorted(set(await tx.scalars(union_all(seen_there, joined))))


async def meeting_channels(tx: Transaction, workspace: str, people: Sequence[str]) -> list[str]:
    """Name the channels in which these people may be brought together, the likeliest first."""
    lunches = (
        select(circle.c.channel, circle.c.active, func.count(membership.c.id).label("inside"))
        .outerjoin(
            membership, and_(membership.c.circle == circle.c.id, membership.c.person.in_(people))
        )
        .where(circle.c.workspace == workspace)
        .group_by(circle.c.id, circle.c.channel, circle.c.active)
    )
    rows = sorted(await tx.all(lunches), key=lambda row: (not row.active, -row.inside, row.channel))
    others = union_all(
        *(
            select(table.c.channel).where(table.c.workspace == workspace)
            for table in (prompt_channel, open_table, channel_member)
        )
    )
    return list(dict.fromkeys([*(row.channel for row in rows), *sorted(await tx.scalars(others))]))


async def workspaces_used_by(tx: Transaction, known: Sequence[tuple[str, str]]) -> list[str]:
    """Name the workspaces, among pairs of workspace and person, in which that person has used
    Mingle."""
    found = []
    for workspace, who in known:
        if await tx.first(
            select(person.c.id).where(person.c.workspace == workspace, person.c.person == who)
        ):
            found.append(workspace)
    return found
