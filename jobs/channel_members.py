"""Keep the lists of channel members fresh: every night, and whenever somebody asks."""

import datetime as dt
import random

from sqlalchemy import select, union

from bot.core import outbox, schedule
from bot.core.platform import Member
from bot.core.schedule import Due, Job
from bot.dates.recurrence import instant, local_date
from bot.pairings.programs import invitations
from bot.pairings.tables import circle
from bot.people import records as people
from bot.people.tables import channel_member
from bot.prompts.tables import prompt_channel
from bot.store.engine import Transaction

HOUR = dt.time(4)  # in UTC: night where most people are, and nobody is written to


async def counted(
    tx: Transaction, workspace: str, channel: str, members: list[Member], now: dt.datetime, whole: bool
) -> None:
    """Write down who is in a channel, and invite newcomers; unless this is the `whole` channel, all who read it."""
    newcomers = await people.sync_channel(tx, workspace, channel, members, now)
    await invitations.welcome(tx, workspace, channel, newcomers, now)
    if not whole:
        await invitations.invite_openly(tx, workspace, channel, now)


async def begin(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Plan the first count of a workspace."""
    await _plan(tx, workspace, local_date(now, "UTC") + dt.timedelta(days=1))


async def count(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Ask for the members of every channel that Mingle serves."""
    channels = union(
        select(circle.c.channel).where(circle.c.workspace == due.workspace),
        select(prompt_channel.c.channel).where(prompt_channel.c.workspace == due.workspace),
        select(channel_member.c.channel).where(channel_member.c.workspace == due.workspace),
    )
    for channel in sorted(await tx.values(channels)):
        await outbox.census(tx, due.workspace, f"census:{channel}:{due.local_date}", channel, now)
    await _plan(tx, due.workspace, max(due.local_date, local_date(now, "UTC")) + dt.timedelta(days=1))


async def _plan(tx: Transaction, workspace: str, day: dt.date) -> None:
    await schedule.plan(tx, workspace, "census", "channels", instant(day, HOUR, "UTC"), day)


JOBS = {"census": Job(count)}
