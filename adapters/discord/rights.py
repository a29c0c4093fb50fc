"""What Mingle may do in the channels of a server: looked at in forms, and wherever it changes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import discord

from adapters.discord import ids, strings
from adapters.discord.people import DiscordPeople
from adapters.discord.refusals import (
    INTRODUCING,
    POSTING,
    VIEW,
    WRITING,
    is_lacking,
    setting_name,
)
from bot.core.alerts import note_lacking
from bot.core.channel_rights import PUBLIC_THREADS, is_lesser_agreed, what_is_lacking
from bot.core.channels import planned_purposes
from bot.core.interactions import Invocation
from bot.core.platform import TemporaryError
from bot.core.standing import Lesser
from bot.store.engine import Database
from bot.ui.cards import ChannelPurpose

CALENDAR_FILES = "files"  # in place of events of the server
NEEDED: Mapping[ChannelPurpose, tuple[str, ...]] = {
    "post": WRITING,
    "announce": POSTING,
    "introduce": INTRODUCING,
}
PRIVATE, PUBLIC, EVENTS = "create_private_threads", "create_public_threads", "create_events"


class Rights(NamedTuple):
    """What is missing for a purpose, as Discord's settings call it, and the lesser way there is."""

    lacking: tuple[str, ...] = ()
    lesser: str = ""


def find_rights(held: discord.Permissions, purpose: ChannelPurpose) -> Rights:
    """Return what these permissions lack; a channel that cannot be seen lacks that alone."""
    if not held.view_channel:
        return Rights((setting_name(VIEW),))
    lacking = [name for name in NEEDED[purpose] if is_lacking(held, name)]
    lesser = ""
    if PRIVATE in lacking and getattr(held, PUBLIC):
        lacking.remove(PRIVATE)
        lesser = PUBLIC_THREADS
    if purpose == "announce" and not getattr(held, EVENTS):
        lesser = CALENDAR_FILES
    return Rights(tuple(map(setting_name, lacking)), lesser)


class ChannelRights:
    """The permissions of Mingle in one server."""

    def __init__(
        self, people: DiscordPeople, database: Database, now: Callable[[], datetime]
    ) -> None:
        self.people = people
        self.workspace = people.workspace
        self.database = database
        self.now = now

    async def find_closed(
        self, purposes: Mapping[str, ChannelPurpose], told: Mapping[str, discord.Permissions]
    ) -> tuple[dict[str, str], dict[str, Lesser]]:
        """Return channels in which Mingle cannot do what is asked, and those with a lesser way.

        `told` are permissions that came with the gesture, by Discord's ids.
        """
        closed, lesser = {}, {}
        for channel, purpose in purposes.items():
            native = ids.native_id(self.workspace, channel)
            place = self._find_place(native)
            name = place.name if place else ""
            rights = find_rights(told.get(native) or self._held(place), purpose)
            if rights.lacking:
                closed[channel] = strings.rights_needed(name, rights.lacking)
            elif rights.lesser and not await self._is_agreed(channel, rights.lesser):
                lesser[channel] = Lesser(rights.lesser, strings.lesser_way(name, rights.lesser))
        return closed, lesser

    async def find_closed_here(self, call: Invocation, held: discord.Permissions) -> dict[str, str]:
        """Return the channel of a command if Mingle cannot post in it, with what mends that."""
        if not call.channel or not call.channel_name:
            return {}
        told = {ids.native_id(self.workspace, call.channel): held}
        closed, _ = await self.find_closed({call.channel: "post"}, told)
        return closed

    async def look(self) -> None:
        """Compare what Mingle may do with what it does by plan; tell organisers of what changed.

        Nothing is compared while the gateway has not told of the server.
        """
        if self._known_guild() is None:
            return
        async with self.database.read_transaction() as tx:
            purposes = await planned_purposes(tx, self.workspace)
            known = {each: await what_is_lacking(tx, self.workspace, each) for each in purposes}
        found = {
            channel: await self._describe(channel, purpose) for channel, purpose in purposes.items()
        }
        changed = {channel: why for channel, why in found.items() if why != known[channel]}
        if not changed:
            return
        async with self.database.transaction() as tx:
            await tx.share_workspace(self.workspace)
            for channel, why in changed.items():
                await note_lacking(tx, self.workspace, channel, why, self.now())

    async def _describe(self, channel: str, purpose: ChannelPurpose) -> str:
        """Return what is missing in a channel, what mends it, and what it means until then."""
        place = self._find_place(ids.native_id(self.workspace, channel))
        if place is None:  # its deletion is told where something is posted
            return ""
        rights = find_rights(self._held(place), purpose)
        if rights.lacking:
            return strings.rights_lacking(rights.lacking, introduces=purpose == "introduce")
        if not rights.lesser or await self._is_agreed(channel, rights.lesser):
            return ""
        return strings.rights_lacking([setting_name(PRIVATE)], introduces=True)

    def names_of(self, channels: Iterable[str]) -> dict[str, str]:
        """Return the names of those of the channels that Mingle knows of in this server."""
        found = {each: self._find_place(ids.native_id(self.workspace, each)) for each in channels}
        return {each: place.name for each, place in found.items() if place}

    def kinds_of_channels(self) -> dict[str, int]:
        """Return the kind of each channel that Mingle knows of in this server, by Discord's ids."""
        guild = self._known_guild()
        channels = guild.channels if guild else ()
        return {str(channel.id): int(channel.type.value) for channel in channels}

    def _known_guild(self) -> discord.Guild | None:
        try:
            return self.people.known_guild
        except TemporaryError:
            return None

    def _find_place(self, native: str) -> discord.abc.GuildChannel | None:
        guild = self._known_guild()
        return guild.get_channel(int(native)) if guild else None

    @staticmethod
    def _held(place: discord.abc.GuildChannel | None) -> discord.Permissions:
        return place.permissions_for(place.guild.me) if place else discord.Permissions.none()

    async def _is_agreed(self, channel: str, lesser: str) -> bool:
        async with self.database.read_transaction() as tx:
            return await is_lesser_agreed(tx, self.workspace, channel, lesser)
