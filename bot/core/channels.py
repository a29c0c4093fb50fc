"""What features know of the channels in which they are used: names, zones and people.

Each feature has tables of its own about channels. `bot/features.py` registers its lookups here, so
that others can ask about a channel without knowing who serves it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, select, update

from bot.core.interactions import Invocation
from bot.core.tables import audit_entry
from bot.store.columns import metadata
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import ChannelPurpose

# of a workspace: channels
ChannelLookup = Callable[[ReadTransaction, str], Awaitable[Sequence[str]]]
# of a workspace, for people who are to meet: channels, the likeliest first
MeetingLookup = Callable[[ReadTransaction, str, Sequence[str]], Awaitable[Sequence[str]]]
# of a workspace, for a channel: the people who use the feature in it
PeopleLookup = Callable[[ReadTransaction, str, str], Awaitable[Sequence[str]]]
# of a workspace, for channels: the zones of those that are known
ZoneLookup = Callable[[ReadTransaction, str, Sequence[str]], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True)
class Participation:
    """Somebody's part in what a feature does in one channel."""

    channel: str
    channel_name: str
    state: str


# of a workspace, for a person: what they take part in
ParticipationLookup = Callable[[ReadTransaction, str, str], Awaitable[Sequence[Participation]]]


@dataclass(frozen=True, kw_only=True)
class ChannelUse:
    """The lookups of one feature; None where it knows nothing of the kind.

    The members of `counted` channels are kept up to date by `jobs/channel_members.py`. In the
    channels of `introduces` and `posts` people are introduced, or cards are posted, by plan.
    """

    channels: ChannelLookup | None = None
    counted: bool = False
    introduces: ChannelLookup | None = None
    meeting: MeetingLookup | None = None
    participations: ParticipationLookup | None = None
    people: PeopleLookup | None = None
    posts: ChannelLookup | None = None
    zones: ZoneLookup | None = None


_uses: list[ChannelUse] = []


def register(*uses: ChannelUse) -> None:
    """Ask these features about channels, in this order: the first that knows an answer wins."""
    _uses.extend(uses)


def registered_uses() -> tuple[ChannelUse, ...]:
    """Return what is registered, in the order in which it is asked."""
    return tuple(_uses)


def channel_of(call: Invocation) -> tuple[str, str]:
    """Return the channel of an interaction and its name; two empty strings in a conversation."""
    return (call.channel, call.channel_name) if call.channel and call.channel_name else ("", "")


async def resolve_channel_name(call: Invocation, tx: ReadTransaction, channel: str) -> str:
    """Return the name of a channel that somebody chose, empty where it is unknown."""
    current, name = channel_of(call)
    told = name if channel == current else call.chosen_names.get(channel, "")
    return told or await find_channel_name(tx, call.workspace, channel)


async def find_channel_name(tx: ReadTransaction, workspace: str, channel: str) -> str:
    """Return the name under which a feature knows a channel, empty where none does."""
    for table in _tables_with_names():
        query = select(table.c.channel_name).where(*_names_in(table, workspace, channel)).limit(1)
        if name := await tx.scalar(query):
            return str(name)
    return ""


async def rename_channel(tx: Transaction, workspace: str, channel: str, name: str) -> None:
    """Take over a channel's new name wherever a feature knows it by the old one."""
    for table in _tables_with_names():
        stored = update(table).where(*_names_in(table, workspace, channel))
        await tx.execute(stored.values(channel_name=name))


def _tables_with_names() -> list[Table]:
    """Return the tables of all features that hold names of channels, but for the audit's."""
    named = [table for table in metadata.sorted_tables if "channel_name" in table.c]
    return [table for table in named if table is not audit_entry]


def _names_in(table: Table, workspace: str, channel: str) -> tuple[ColumnElement[bool], ...]:
    c = table.c
    place = c.channel if "channel" in c else c.owner
    return c.workspace == workspace, place == channel, c.channel_name != ""


async def zones_of_channels(
    tx: ReadTransaction, workspace: str, channels: Sequence[str]
) -> dict[str, str]:
    """Return the zones of those of these channels for which a feature knows one."""
    zones: dict[str, str] = {}
    for use in _uses:
        unknown = [channel for channel in channels if channel not in zones]
        if use.zones and unknown:
            zones |= await use.zones(tx, workspace, unknown)
    return zones


async def counted_channels(tx: ReadTransaction, workspace: str) -> set[str]:
    """Return the channels whose members a feature wants to know."""
    counted: set[str] = set()
    for use in _uses:
        if use.counted and use.channels:
            counted.update(await use.channels(tx, workspace))
    return counted


async def planned_purposes(tx: ReadTransaction, workspace: str) -> dict[str, ChannelPurpose]:
    """Return what Mingle does by plan in the channels of a workspace, the most that it does."""
    purposes: dict[str, ChannelPurpose] = {}
    for use in _uses:
        if use.posts:
            purposes |= dict.fromkeys(await use.posts(tx, workspace), "post")
    for use in _uses:
        if use.introduces:
            purposes |= dict.fromkeys(await use.introduces(tx, workspace), "introduce")
    return purposes


async def channel_users(tx: ReadTransaction, workspace: str, channel: str) -> list[str]:
    """Return the people who use Mingle in a channel, by id."""
    users: set[str] = set()
    for use in _uses:
        if use.people:
            users.update(await use.people(tx, workspace, channel))
    return sorted(users)


async def participations_of(
    tx: ReadTransaction, workspace: str, person: str
) -> list[Participation]:
    """Return what a person takes part in."""
    found: list[Participation] = []
    for use in _uses:
        if use.participations:
            found += await use.participations(tx, workspace, person)
    return found


async def meeting_channels(tx: ReadTransaction, workspace: str, people: Sequence[str]) -> list[str]:
    """Return the channels in which these people may be introduced, the likeliest first."""
    likely: list[str] = []
    others: set[str] = set()
    for use in _uses:
        if use.meeting:
            likely += await use.meeting(tx, workspace, people)
        if use.channels:
            others.update(await use.channels(tx, workspace))
    return list(dict.fromkeys([*likely, *sorted(others)]))
