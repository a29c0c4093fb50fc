"""Jobs that sync channel members with the platform: every night, and on request."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.channel_rest import resting_channels
from bot.core.channels import counted_channels
from bot.core.platform import ChannelMember
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.pairings.programs import invitations
from bot.people import departures
from bot.people import records as people
from bot.people.channels import synced_channels
from bot.store.engine import Transaction

KIND = "census"
SYNC_TIME = dt.time(4)  # in UTC: night where most people are, and nobody is written to


async def save_members(
    tx: Transaction,
    workspace: str,
    channel: str,
    members: list[ChannelMember],
    now: dt.datetime,
    complete: bool,
) -> None:
    """Save who is in a channel and who has left the workspace, and invite newcomers.

    In the channel of the whole workspace (`complete`), nobody is asked by direct message.
    """
    left = [member.person for member in members if member.left]
    here = [member.person for member in members if not member.left]
    await departures.record_departures(tx, workspace, left, now)
    await departures.record_returns(tx, workspace, here, now)
    newcomers = await people.sync_channel_members(tx, workspace, channel, members, now)
    await invitations.invite_newcomers(tx, workspace, channel, newcomers, now)
    if not complete:
        await invitations.invite_openly(tx, workspace, channel, now)


async def schedule_first_sync(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Schedule the first sync of a workspace."""
    await _plan(tx, workspace, local_date(now, "UTC") + dt.timedelta(days=1))


async def sync_members(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Request the members of every channel that Mingle serves, and schedule the next night."""
    channels = await counted_channels(tx, due.workspace)
    channels |= {*await synced_channels(tx, due.workspace)}
    channels |= {*await resting_channels(tx, due.workspace)}
    for channel in sorted(channels):
        await outbox.request_member_sync(
            tx, due.workspace, f"census:{channel}:{due.local_date}", channel, now
        )
    await _plan(
        tx, due.workspace, max(due.local_date, local_date(now, "UTC")) + dt.timedelta(days=1)
    )


async def _plan(tx: Transaction, workspace: str, day: dt.date) -> None:
    await schedule.schedule(
        tx, workspace, KIND, Subject("channels"), utc_instant(day, SYNC_TIME, "UTC"), day
    )


JOBS = {KIND: Job(sync_members, quiet=True)}
