"""Apply what a platform reports by itself: changes to people and channels, and removed installs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from bot.core import message_records, outbox, schedule, signals
from bot.core.channel_rest import resting_channels
from bot.core.channels import counted_channels, find_channel_name, rename_channel
from bot.core.platform import ChannelMember
from bot.core.signals import WorkspaceLeft
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.dates.local_time import local_date
from bot.people import departures, records
from bot.store.engine import ReadTransaction, Transaction

REMOVED_ERROR = "the workspace removed Mingle"
ERASE_WORKSPACE = "workspace.erase"
# A workspace that removed Mingle and returns within this time finds its data as it was.
ERASE_AFTER = timedelta(days=30)

_WORKSPACE = Subject("workspace")


async def channel_changed(
    tx: Transaction, workspace: str, channel: str, event: str, now: datetime
) -> None:
    """Request a member sync after somebody joined or left a channel that Mingle uses.

    `event` is the platform's id of the change: one sync for each.
    """
    is_used = await records.is_channel_synced(tx, workspace, channel)
    is_used = is_used or await is_channel_used(tx, workspace, channel)
    if is_used or channel in await counted_channels(tx, workspace):
        await outbox.request_member_sync(tx, workspace, f"census:{channel}:{event}", channel, now)


async def wake_channels(tx: Transaction, workspace: str, event: str, now: datetime) -> None:
    """Try the channels that rest again, after a change that may have opened them."""
    for channel in await resting_channels(tx, workspace):
        await outbox.request_member_sync(tx, workspace, f"census:{channel}:{event}", channel, now)


async def is_channel_used(tx: ReadTransaction, workspace: str, channel: str) -> bool:
    """Return whether Mingle does anything in a channel, or did."""
    return await find_channel_name(tx, workspace, channel) != ""


async def channel_renamed(tx: Transaction, workspace: str, channel: str, name: str) -> None:
    """Take over a channel's new name, also in the cards that stand there."""
    await rename_channel(tx, workspace, channel, name)
    standing = await message_records.subjects_in(tx, workspace, channel)
    await outbox.invalidate(tx, workspace, *standing)


async def person_changed(
    tx: Transaction, workspace: str, member: ChannelMember, now: datetime, *, left: bool
) -> None:
    """Update a known person from the platform; ignore strangers.

    A zone that they chose for themselves is kept. Features hear who left and who is back.
    """
    await tx.share_workspace(workspace)
    person = await records.find_person(tx, workspace, member.person)
    if person is None:
        return

    await records.update_person(
        tx,
        workspace,
        member.person,
        name=member.name,
        zone=records.merged_zone(person, member),
        organiser=member.organiser,
    )
    if left:
        await departures.record_departures(tx, workspace, [member.person], now)
    else:
        await departures.record_returns(tx, workspace, [member.person], now)


async def people_changed(
    tx: Transaction, workspace: str, members: Sequence[ChannelMember], now: datetime
) -> None:
    """Update those known people who differ from what the platform says; ignore strangers."""
    await tx.share_workspace(workspace)
    known = await records.find_people(tx, workspace, [member.person for member in members])
    for member in members:
        person = known.get(member.person)
        if person and (changed := records.changed_values(person, member)):
            await records.update_person(tx, workspace, member.person, **changed)

    left = [member.person for member in members if member.left]
    here = [member.person for member in members if not member.left]
    await departures.record_departures(tx, workspace, left, now)
    await departures.record_returns(tx, workspace, here, now)


async def workspace_left(tx: Transaction, workspace: str, now: datetime) -> None:
    """Stop everything in a workspace that removed Mingle, and schedule its erasure.

    Cancels ready outbox messages, deletes waiting occurrences, and emits WorkspaceLeft.
    """
    await tx.share_workspace(workspace)
    ready = update(outbox_message).where(
        outbox_message.c.workspace == workspace, outbox_message.c.state == "ready"
    )
    await tx.execute(ready.values(state="cancelled", error=REMOVED_ERROR))
    await tx.execute(
        delete(occurrence).where(
            occurrence.c.workspace == workspace, occurrence.c.state == "waiting"
        )
    )
    await signals.emit(tx, WorkspaceLeft(workspace, now))

    erase_at = now + ERASE_AFTER
    await schedule.schedule(
        tx, workspace, ERASE_WORKSPACE, _WORKSPACE, erase_at, local_date(erase_at, "UTC")
    )


async def workspace_returned(tx: Transaction, workspace: str) -> None:
    """Cancel the erasure of a workspace that has installed Mingle again, or never removed it."""
    await schedule.unschedule(tx, workspace, _WORKSPACE, ERASE_WORKSPACE)


async def active_workspaces(tx: ReadTransaction, prefix: str) -> list[str]:
    """Return the workspaces of one platform that have work scheduled, by id.

    Those that only wait for their erasure are left out.
    """
    query = select(occurrence.c.workspace).where(
        occurrence.c.workspace.startswith(prefix, autoescape=True),
        occurrence.c.state == "waiting",
        occurrence.c.kind != ERASE_WORKSPACE,
    )
    return sorted(await tx.scalars(query.distinct()))
