"""Keep the lists of channel members fresh: every night, and whenever somebody asks."""

import datetime as dt
import random

from sqlalchemy import select, union

from bot.core import outbox, schedule
from bot.core.platform import ChannelMember
from bot.core.schedule import DueOccurrence, Job
from bot.dates.recurrence import local_date, utc_instant
from bot.pairings.programs import invitations
from bot.pairings.tables import circle
from bot.people import records as people
from bot.people.tables import channel_member
from bot.prompts.tables import prompt_channel
from bot.store.engine import Transaction

SYNC_TIME = dt.time(4)  # in UTC: night where most people are, and nobody is written to


async def save_members(
    tx: Transaction,
    workspace: str,
    channel: str,
    members: list[ChannelMember],
    now: dt.datetime,
    complete: bool,
) -> None:
    """Write down who is in a channel, and invite newcomers.

    Unless this is the `whole` channel, all who read it.
    """
    newcomers = await people.sync_channel_members(tx, workspace, channel, members, now)
    await invitations.invite_newcomers(tx, workspace, channel, newcomers, now)
    if not complete:
        await invitations.invite_openly(tx, workspace, channel, now)


async def schedule_first_sync(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Plan the first count of a workspace."""
    await _plan(tx, workspace, local_date(now, "UTC") + dt.timedelta(days=1))


async def sync_members(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Ask for the members of every channel that Mingle serves."""
    channels = union(
        select(circle.c.channel).where(circle.c.workspace == due.workspace),
        select(prompt_channel.c.channel).where(prompt_channel.c.workspace == due.workspace),
        select(channel_member.c.channel).where(channel_member.c.workspace == due.workspace),
    )
    for channel in sorted(await tx.scalars(channels)):
        await outbox.request_member_sync(
            tx, due.workspace, f"census:{channel}:{due.local_date}", channel, now
        )
    await _plan(
        tx, due.workspace, max(due.local_date, local_date(now, "UTC")) + dt.timedelta(days=1)
    )


async def _plan(tx: Transaction, workspace: str, day: dt.date) -> None:
    await schedule.schedule(
        tx, workspace, "census", "channels", utc_instant(day, SYNC_TIME, "UTC"), day
    )


JOBS = {"census": Job(sync_members)}
