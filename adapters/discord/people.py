"""The people of a Discord server: names, and who is an organiser."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Any

import discord
import structlog
from msgspec import Struct

from adapters.discord import ids, strings
from adapters.discord.api import (
    UNKNOWN_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    DiscordApi,
    DiscordRefused,
)
from adapters.discord.refusals import POSTING, lacking_permissions
from adapters.discord.rest_answers import UNREADABLE, reading
from adapters.faces import PATIENCE, Faces, is_picture_address, pictured_people
from bot.core.channels import channel_users
from bot.core.platform import (
    ChannelMember,
    PermissionMissing,
    PlaceGone,
    PlatformError,
    TemporaryError,
)
from bot.store.engine import Database
from bot.ui.cards import Card

MEMBER_TTL = 6 * 3600  # seconds for which a member is cached
GUILD_TTL = 60.0  # seconds for which a server is believed that no gateway tells of
FACE_SIZE = 128  # pixels of a profile picture
MAX_LISTED = 1_000  # people of a server that are listed, in one call
MAX_CONCURRENT = 10  # members fetched at the same time
RETRY_AFTER = 30.0  # seconds, while the gateway has not sent a server yet

log = structlog.get_logger()


class _CachedMember(Struct, frozen=True):
    member: discord.Member
    fetched_at: float


class DiscordPeople:
    """The members of one server, fetched one by one and cached.

    The list of all members takes a privileged intent, which the operator may have.
    """

    def __init__(
        self,
        api: DiscordApi,
        database: Database,
        workspace: str,
        zone: str,
        organisers: Iterable[str],
    ) -> None:
        self.api = api
        self.database = database
        self.workspace = workspace
        self.zone = zone
        self.roles = frozenset(int(role) for role in organisers)
        self._cache: dict[str, _CachedMember] = {}
        self._loaded_at = float("-inf")

    @property
    def known_guild(self) -> discord.Guild:
        """The server as the gateway sent it; raise TemporaryError while it is not there."""
        guild = self.api.client.get_guild(int(ids.guild_of(self.workspace)))
        if guild is None or guild.unavailable:
            raise TemporaryError("this server has not been told of yet", RETRY_AFTER)
        return guild

    async def load_guild(self, *, anew: bool = False) -> None:
        """Fetch the server while another process has the gateway, which tells of changes.

        With `anew` it is fetched all the same, as when Discord refuses what it has told we may.
        """
        client = self.api.client
        is_told = client.is_ready() and not anew
        if is_told or self._loaded_at + GUILD_TTL > self.api.now():
            return
        http, guild = self.api.http_client, int(ids.guild_of(self.workspace))
        try:
            told: Any = await self.api.call_idempotent(http.get_guild, guild)
            channels = await self.api.call_idempotent(http.get_all_guild_channels, guild)
            threads = await self.api.call_idempotent(http.get_active_threads, guild)
            own = await self.api.call_idempotent(http.get_member, guild, self.api.own_id)
        except DiscordRefused as error:
            log.info(
                "no server", action="discord.guild", workspace=self.workspace, error=str(error)
            )
            return
        before = client.get_guild(guild)
        counted = told.get("approximate_member_count") or (before and before.member_count)
        told.setdefault("member_count", counted)
        told |= {"channels": channels, "threads": threads["threads"], "members": [own]}
        with reading("get_guild"):
            made = client._connection._add_guild_from_data(told)
            if made.me is None:
                if before:
                    client._connection._add_guild(before)
                raise ValueError("a server without Mingle in it")
        self._loaded_at = self.api.now()

    async def fetch_member(self, native: str, *, anew: bool = False) -> discord.Member | None:
        """Return a member, cached unless `anew`; None for somebody who is not in the server."""
        cached = self._cache.get(native)
        if cached and not anew and cached.fetched_at + MEMBER_TTL > monotonic():
            return cached.member

        try:
            member = await self.api.call_idempotent(self.known_guild.fetch_member, int(native))
        except DiscordRefused as error:
            if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
                raise
            self._cache.pop(native, None)
            return None
        return self.remember_member(member)

    def forget_member(self, native: str) -> None:
        """Drop a member from the cache, as something shows that they may be gone or changed."""
        self._cache.pop(native, None)

    def remember_member(self, member: discord.Member) -> discord.Member:
        """Cache a member as Discord just sent it, and return it."""
        self._cache[str(member.id)] = _CachedMember(member, monotonic())
        return member

    async def find_faces(self, card: Card) -> Faces:
        """Return the pictures of the people in a card; none where Discord does not answer soon."""
        people = pictured_people(card)
        natives = {person: ids.native_id_or_empty(self.workspace, person) for person in people}
        unknown = [native for native in natives.values() if native and native not in self._cache]
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*map(self.fetch_member, unknown))
        except (PlatformError, DiscordRefused, TimeoutError) as error:
            log.info("faces left out", action="discord.faces", error=str(error))

        known = {p: self._cache[native] for p, native in natives.items() if native in self._cache}
        found = {person: _picture_of(cached.member) for person, cached in known.items()}
        return {person: url for person, url in found.items() if is_picture_address(url)}

    def is_organiser(self, member: discord.Member, allowed: discord.Permissions) -> bool:
        """Return whether a member may set Mingle up.

        Either they may manage events or the server, or they hold a configured role.
        """
        manages = allowed.administrator or allowed.manage_guild or allowed.manage_events
        return manages or any(role.id in self.roles for role in member.roles)

    def to_member(
        self, member: discord.Member, allowed: discord.Permissions | None = None
    ) -> ChannelMember:
        """Return a member in the core's type."""
        return ChannelMember(
            ids.qualify_id(self.workspace, member.id),
            member.display_name,
            self.zone,
            self.is_organiser(member, allowed or member.guild_permissions),
            silent_until=member.timed_out_until,
        )

    @property
    def lists_everybody(self) -> bool:
        """Whether the people of the server are listed: with the members intent, if it is small.

        Thousands of direct messages at once would be taken for spam.
        """
        client = self.api.client
        guild = client.get_guild(int(ids.guild_of(self.workspace)))
        count = guild.member_count if guild else None
        return client.intents.members and count is not None and count <= MAX_LISTED

    async def _everybody_in(
        self, place: discord.abc.GuildChannel, used_by: Iterable[str]
    ) -> list[ChannelMember]:
        """Return who can see a channel, no bots; of those who used Mingle also who has left."""
        guild = place.guild
        told: Any = await self.api.call_idempotent(
            self.api.http_client.get_members, guild.id, MAX_LISTED, None
        )
        here = {ids.qualify_id(self.workspace, one["user"]["id"]) for one in told}
        readable = filter(None, (_read_member(one, guild) for one in told))
        present = [self.to_member(member) for member in readable if _can_join(member, place)]
        left = [ChannelMember(person, "", left=True) for person in used_by if person not in here]
        return [*present, *left]

    async def channel_members(self, channel: str) -> list[ChannelMember]:
        """Return the people who have used Mingle in a channel and can still see it, no bots.

        Those who have left the server since are returned as leavers.
        """
        our_channel = ids.qualify_id(self.workspace, channel)
        place = self.known_guild.get_channel(int(channel))
        if place is None:
            raise PlaceGone(strings.REFUSALS[UNKNOWN_CHANNEL], our_channel)

        lacking = lacking_permissions(place, POSTING[:2])
        if lacking:
            raise PermissionMissing(strings.permissions_needed(lacking), lacking, our_channel)

        async with self.database.read_transaction() as tx:
            used_by = await channel_users(tx, self.workspace, our_channel)
        if self.lists_everybody:
            return await self._everybody_in(place, used_by)

        members: list[ChannelMember] = []
        for batch in _batches(used_by):
            natives = ids.native_ids(self.workspace, batch)
            fetched = await asyncio.gather(*map(self.fetch_member, natives))
            for person, member in zip(batch, fetched, strict=True):
                if member is None:
                    members.append(ChannelMember(person, "", left=True))
                elif _can_join(member, place):
                    members.append(self.to_member(member))
        return members


def _read_member(told: Any, guild: discord.Guild) -> discord.Member | None:
    """Return a member as Discord told of them; None where the library cannot read that."""
    try:
        return discord.Member(data=told, guild=guild, state=guild._state)
    except UNREADABLE as error:
        log.warning("unreadable member", action="discord.members", error=type(error).__name__)
        return None


def _picture_of(member: discord.Member) -> str:
    return member.display_avatar.replace(size=FACE_SIZE, static_format="png").url


def _batches(people: list[str]) -> list[list[str]]:
    starts = range(0, len(people), MAX_CONCURRENT)
    return [people[start : start + MAX_CONCURRENT] for start in starts]


def _can_join(member: discord.Member, place: discord.abc.GuildChannel) -> bool:
    return not member.bot and not member.pending and place.permissions_for(member).view_channel


def is_silenced(member: discord.Member, now: datetime) -> bool:
    """Return whether somebody may not write: timed out, or before they accept the rules."""
    until = member.timed_out_until
    return member.pending or (until is not None and until > now)
