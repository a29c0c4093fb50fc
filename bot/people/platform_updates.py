"""Take in what a platform tells by itself.

Who came and went, who changed, and that a workspace has left.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, union, update

from bot.core import outbox, schedule
from bot.core.platform import ChannelMember
from bot.core.tables import effect, occurrence
from bot.dates.recurrence import local_date
from bot.pairings.tables import circle
from bot.people import records
from bot.people.tables import channel_member
from bot.prompts.tables import prompt_channel
from bot.store.engine import Transaction

REMOVED_ERROR = "the workspace removed Mingle"
ERASE_WORKSPACE = "workspace.erase"
ERASE_AFTER = timedelta(
    days=30
)  # for which a workspace that removed Mingle can come back to what it had


async def channel_changed(
    tx: Transaction, workspace: str, channel: str, event: str, now: datetime
) -> None:
    """Count a channel again after somebody came or went, where Mingle does something in it."""
    served = union(
        *(
            select(table.c.channel).where(
                table.c.workspace == workspace, table.c.channel == channel
            )
            for table in (circle, prompt_channel, channel_member)
        )
    )
    if await tx.first(served):
        await outbox.request_member_sync(tx, workspace, f"census:{channel}:{event}", channel, now)


async def person_changed(
    tx: Transaction, workspace: str, member: ChannelMember, *, left: bool
) -> None:
    """Take over what a platform says of somebody we know.

    A zone that they chose for themselves stays.
    """
    known = await records.find_person(tx, workspace, member.person)
    if known is None:
        return
    zone = known.zone if known.profile_at or not member.zone else records.zone_or_utc(member.zone)
    await records.update_person(
        tx,
        workspace,
        member.person,
        name=member.name,
        zone=zone,
        organiser=member.organiser,
        gone=left,
    )


async def workspace_left(tx: Transaction, workspace: str, now: datetime) -> None:
    """Say nothing more in a workspace that removed Mingle, plan nothing more there, and erase it
    after a while."""
    waiting = update(effect).where(effect.c.workspace == workspace, effect.c.state == "ready")
    await tx.execute(waiting.values(state="cancelled", error=REMOVED_ERROR))
    await tx.execute(
        delete(occurrence).where(
            occurrence.c.workspace == workspace, occurrence.c.state == "waiting"
        )
    )
    await tx.execute(update(circle).where(circle.c.workspace == workspace).values(active=False))
    await tx.execute(
        update(prompt_channel).where(prompt_channel.c.workspace == workspace).values(paused=True)
    )
    await schedule.schedule(
        tx,
        workspace,
        ERASE_WORKSPACE,
        workspace,
        now + ERASE_AFTER,
        local_date(now + ERASE_AFTER, "UTC"),
    )


async def workspace_returned(tx: Transaction, workspace: str) -> None:
    """Keep what is known of a workspace that is here, or has taken Mingle in again."""
    await schedule.unschedule(tx, workspace, workspace, ERASE_WORKSPACE)


async def active_workspaces(tx: Transaction, prefix: str) -> list[str]:
    """Name the workspaces of one platform in which something is planned, but for those that only
    wait to be erased."""
    here = select(occurrence.c.workspace).where(
        occurrence.c.workspace.startswith(prefix, autoescape=True)
    )
    planned = here.where(occurrence.c.state == "waiting", occurrence.c.kind != ERASE_WORKSPACE)
    return sorted(await tx.scalars(planned.distinct()))
