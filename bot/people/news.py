"""Take in what a platform tells by itself: who came and went, who changed, and that a workspace has left."""

from datetime import datetime

from sqlalchemy import delete, select, union, update

from bot import outbox
from bot.people import records
from bot.platform import Member
from bot.store.engine import Transaction
from bot.store.tables import channel_member, circle, effect, occurrence, prompt_channel

LEFT = "the workspace removed Mingle"


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


async def workspace_left(tx: Transaction, workspace: str) -> None:
    """Say nothing more in a workspace that removed Mingle, and plan nothing more there."""
    waiting = update(effect).where(effect.c.workspace == workspace, effect.c.state == "ready")
    await tx.run(waiting.values(state="cancelled", error=LEFT))
    await tx.run(delete(occurrence).where(occurrence.c.workspace == workspace, occurrence.c.state == "waiting"))
    await tx.run(update(circle).where(circle.c.workspace == workspace).values(active=False))
    await tx.run(update(prompt_channel).where(prompt_channel.c.workspace == workspace).values(paused=True))
