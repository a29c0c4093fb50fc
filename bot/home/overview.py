"""What organisers look after: what runs in each channel, and what needs them."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from bot.core.channel_rest import resting_channels, why_resting
from bot.core.channel_rights import channels_lacking
from bot.core.channels import find_channel_name
from bot.digest import records as digests
from bot.happy_hour import series as happy_hours
from bot.happy_hour import series_records
from bot.held_messages import records as held
from bot.pairings.health import records as health
from bot.pairings.health.records import TroubledProgram
from bot.pairings.programs import hosts
from bot.pairings.programs import records as programs
from bot.pairings.programs.hosts import HostStatus
from bot.pairings.programs.records import PairingProgram
from bot.people import newcomers
from bot.people import records as people
from bot.people.records import Person
from bot.polls import records as polls
from bot.polls.rules import takes_votes
from bot.prompts import records as prompts
from bot.sources import records as sources
from bot.store.engine import ReadTransaction
from bot.ui.text import ChannelMention

Kind = Literal["rounds", "prompts", "digest", "happy_hour", "poll"]


class Activity(Struct, frozen=True):
    """Something that Mingle does in a channel, and when it comes next; none while it rests.

    Of a poll that colleagues vote on, it is when that closes.

    `organiser` is who looks after it, by id, where it is one person's; `host` is how it stands
    with whoever hosts the lunches, where somebody was asked to.
    """

    kind: Kind
    id: int
    channel: ChannelMention
    next_at: dt.datetime | None
    organiser: str = ""
    host: HostStatus | None = None


class ClosedChannel(Struct, frozen=True):
    """A channel in which Mingle cannot post, or lacks something, and what mends it."""

    channel: str
    channel_name: str
    why: str


class Overview(Struct, frozen=True):
    """What runs, and what needs an organiser.

    `matters` is how many things are held or set aside, `sources` names those that cannot be read,
    and `suggestions` is how many prompts wait for a decision. In `lacking` channels something is
    missing. `newcomers` is how many have their first ninety days planned; few are not told.
    """

    activities: Sequence[Activity]
    closed: Sequence[ClosedChannel]
    lacking: Sequence[ClosedChannel]
    programs: Sequence[TroubledProgram]
    sources: Sequence[str]
    matters: int
    suggestions: int
    organisers: Sequence[Person]
    newcomers: int = 0

    @property
    def hostless(self) -> list[Activity]:
        """The lunches for which somebody was to host, and nobody does."""
        return [one for one in self.activities if one.host and one.host.host is None]


async def load_overview(tx: ReadTransaction, workspace: str, now: dt.datetime) -> Overview:
    """Return what an organiser of a workspace looks after."""
    active = await programs.active_programs(tx, workspace)
    activities = [
        *(await _rounds(tx, active, now)),
        *(await _prompts(tx, workspace)),
        *(await _digests(tx, workspace)),
        *(await _happy_hours(tx, workspace, now)),
        *(await _polls(tx, workspace, now)),
    ]
    return Overview(
        activities,
        await _closed_channels(tx, workspace),
        await _lacking_channels(tx, workspace),
        await health.troubled_programs(tx, workspace),
        [source.name for source in await sources.failing_sources(tx, workspace)],
        len(await held.list_matters(tx, workspace)),
        len(await prompts.list_suggestions(tx, workspace)),
        await people.list_organisers(tx, workspace),
        await newcomers.count_planned(tx, workspace),
    )


async def _rounds(
    tx: ReadTransaction, active: Sequence[PairingProgram], now: dt.datetime
) -> list[Activity]:
    found: list[Activity] = []
    for program in active:
        planned = await programs.next_draw(tx, program)
        at = planned[1] if planned and planned[1] > now else None
        host = await hosts.find_status(tx, program, now)
        found.append(Activity("rounds", program.id, program.channel_mention, at, host=host))
    return found


async def _prompts(tx: ReadTransaction, workspace: str) -> list[Activity]:
    found: list[Activity] = []
    for setup in await prompts.list_prompt_channels(tx, workspace):
        planned = None if setup.paused else await prompts.find_next_occurrence(tx, setup)
        at = planned[1] if planned else None
        found.append(Activity("prompts", setup.id, setup.mention, at))
    return found


async def _digests(tx: ReadTransaction, workspace: str) -> list[Activity]:
    found: list[Activity] = []
    for digest in await digests.list_digests(tx, workspace):
        at = None if digest.paused else await digests.next_digest_due(tx, digest)
        channel = ChannelMention(digest.channel, digest.channel_name)
        found.append(Activity("digest", digest.id, channel, at))
    return found


async def _happy_hours(tx: ReadTransaction, workspace: str, now: dt.datetime) -> list[Activity]:
    """Return the monthly series, by when the next poll opens."""
    found: list[Activity] = []
    for series in await series_records.list_series(tx, workspace):
        opening = await happy_hours.next_opening(tx, series, now)
        at = opening.at if opening else None
        channel = ChannelMention(series.channel, series.channel_name)
        found.append(Activity("happy_hour", series.id, channel, at, series.organiser))
    return found


async def _polls(tx: ReadTransaction, workspace: str, now: dt.datetime) -> list[Activity]:
    """Return the polls that anybody asked and that take votes, by when they close."""
    found: list[Activity] = []
    for poll in await polls.list_polls(tx, workspace, "open"):
        if takes_votes(poll, now):
            channel = ChannelMention(poll.channel, poll.channel_name)
            found.append(Activity("poll", poll.id, channel, poll.closes_at))
    return found


async def _closed_channels(tx: ReadTransaction, workspace: str) -> list[ClosedChannel]:
    found: list[ClosedChannel] = []
    for channel in await resting_channels(tx, workspace):
        name = await find_channel_name(tx, workspace, channel)
        found.append(ClosedChannel(channel, name, await why_resting(tx, workspace, channel)))
    return found


async def _lacking_channels(tx: ReadTransaction, workspace: str) -> list[ClosedChannel]:
    """Return the channels that work in part, with what is missing there."""
    found: list[ClosedChannel] = []
    for channel, why in (await channels_lacking(tx, workspace)).items():
        if not await why_resting(tx, workspace, channel):
            name = await find_channel_name(tx, workspace, channel)
            found.append(ClosedChannel(channel, name, why))
    return found
