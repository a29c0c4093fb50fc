"""What organisers look after: what runs in each channel, and what needs them."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from bot.core.channel_rest import resting_channels, why_resting
from bot.core.channels import find_channel_name
from bot.digest import records as digests
from bot.happy_hour import series as happy_hours
from bot.happy_hour import series_records
from bot.held_messages import records as held
from bot.pairings.health import records as health
from bot.pairings.health.rules import Trouble
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.prompts import records as prompts
from bot.sources import records as sources
from bot.store.engine import ReadTransaction
from bot.ui.text import ChannelMention

MIN_FAILURES = 3  # of a source in a row, before organisers hear of it

Kind = Literal["rounds", "prompts", "digest", "happy_hour"]


class Activity(Struct, frozen=True):
    """Something that Mingle does in a channel, and when it comes next; none while it rests."""

    kind: Kind
    id: int
    channel: ChannelMention
    next_at: dt.datetime | None


class ClosedChannel(Struct, frozen=True):
    """A channel in which Mingle cannot post, and what opens it."""

    channel: str
    channel_name: str
    why_closed: str


class TroubledProgram(Struct, frozen=True):
    """A program whose rounds come to nothing, and how that shows."""

    program: PairingProgram
    troubles: tuple[Trouble, ...]


class Overview(Struct, frozen=True):
    """What runs, and what needs an organiser.

    `matters` is how many things are held or set aside, `sources` names those that cannot be read,
    and `suggestions` is how many prompts wait for a decision.
    """

    activities: Sequence[Activity]
    closed: Sequence[ClosedChannel]
    programs: Sequence[TroubledProgram]
    sources: Sequence[str]
    matters: int
    suggestions: int


async def load_overview(tx: ReadTransaction, workspace: str, now: dt.datetime) -> Overview:
    """Return what an organiser of a workspace looks after."""
    active = await programs.active_programs(tx, workspace)
    activities = [
        *(await _rounds(tx, active, now)),
        *(await _prompts(tx, workspace)),
        *(await _digests(tx, workspace)),
        *(await _happy_hours(tx, workspace, now)),
    ]
    return Overview(
        activities,
        await _closed_channels(tx, workspace),
        await _troubled(tx, active),
        await _failing_sources(tx, workspace),
        len(await held.list_matters(tx, workspace)),
        len(await prompts.list_suggestions(tx, workspace)),
    )


async def _rounds(
    tx: ReadTransaction, active: Sequence[PairingProgram], now: dt.datetime
) -> list[Activity]:
    found: list[Activity] = []
    for program in active:
        planned = await programs.next_draw(tx, program)
        at = planned[1] if planned and planned[1] > now else None
        found.append(Activity("rounds", program.id, program.channel_mention, at))
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
        found.append(Activity("happy_hour", series.id, channel, at))
    return found


async def _closed_channels(tx: ReadTransaction, workspace: str) -> list[ClosedChannel]:
    found: list[ClosedChannel] = []
    for channel in await resting_channels(tx, workspace):
        name = await find_channel_name(tx, workspace, channel)
        found.append(ClosedChannel(channel, name, await why_resting(tx, workspace, channel)))
    return found


async def _troubled(tx: ReadTransaction, active: Sequence[PairingProgram]) -> list[TroubledProgram]:
    found: list[TroubledProgram] = []
    for program in active:
        if troubles := tuple(await health.list_troubles(tx, program)):
            found.append(TroubledProgram(program, troubles))
    return found


async def _failing_sources(tx: ReadTransaction, workspace: str) -> list[str]:
    failing: list[str] = []
    for source in await sources.list_sources(tx, workspace):
        if source.trouble and source.failures >= MIN_FAILURES:
            failing.append(source.name)
    return failing
