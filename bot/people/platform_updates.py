"""Take in what a platform tells by itself: who came and went, who changed, and that a workspace has left."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, union, update

from bot.core import outbox, schedule
from bot.core.platform import Member
from bot.core.tables import effect, occurrence
from bot.dates.recurrence import local_date
from bot.pairings.tables import circle
from bot.people import records
from bot.people.tables import channel_member
from bot.prompts.tables import prompt_channel
from bot.store.engine import Transaction

LEFT = "the workspace removed Mingle"
FAREWELL = "workspace.erase"
KEPT = timedelta(days=30)  # for which a workspace that removed Mingle can come back to what it had


async def channel_changed(tx: Transaction, workspace: str, channel: str, event: str, now: datetime) -> None:
    """Count a channel again after somebody came or went, where Mingle does something in it."""
    served = union(
        *(
            select(table.c.channel).where(table.c.workspace == workspace, table.c.channel == channel)
            for table in (circle, prompt_channel, channel_member)
        )
    )
    if await tx.first(served):
        await outbox.census(tx, workspace, f"census:{channel}:{event}", channel, now)


async def person_changed(tx: Transaction, workspace: str, told: Member, *, gone: bool) -> None:
    """Take over what a platform says of somebody we know; a zone that they chose for themselves stays."""
    known = await records.find(tx, workspace, told.person)
    if known is None:
        return
    zone = known.zone if known.profile_at or not told.zone else records.usable(told.zone)
    await records.change(tx, workspace, told.person, name=told.name, zone=zone, organiser=told.organiser, gone=gone)


async def workspace_left(tx: Transaction, workspace: str, now: datetime) -> None:
    """Say nothing more in a workspace that removed Mingle, plan nothing more there, and erase it after a while."""
    waiting = update(effect).where(effect.c.workspace == workspace, effect.c.state == "ready")
    await tx.run(waiting.values(state="cancelled", error=LEFT))
    await tx.run(delete(occurrence).where(occurrence.c.workspace == workspace, occurrence.c.state == "waiting"))
    await tx.run(update(circle).where(circle.c.workspace == workspace).values(active=False))
    await tx.run(update(prompt_channel).where(prompt_channel.c.workspace == workspace).values(paused=True))
    await schedule.plan(tx, workspace, FAREWELL, workspace, now + KEPT, local_date(now + KEPT, "UTC"))


async def workspace_back(tx: Transaction, workspace: str) -> None:
    """Keep what is known of a workspace that is here, or has taken Mingle in again."""
    await schedule.forget(tx, workspace, workspace, FAREWELL)


async def workspaces(tx: Transaction, prefix: str) -> list[str]:
    """Name the workspaces of one platform in which something is planned, but for those that only wait to be erased."""
    here = select(occurrence.c.workspace).where(occurrence.c.workspace.startswith(prefix, autoescape=True))
    planned = here.where(occurrence.c.state == "waiting", occurrence.c.kind != FAREWELL)
    return sorted(await tx.values(planned.distinct()))
