"""Know the people of one Discord server: their names, and who organises."""

import asyncio
from collections.abc import Iterable
from time import monotonic

import discord
from msgspec import Struct

from adapters.discord import ids, state
from adapters.discord.api import UNKNOWN_MEMBER, UNKNOWN_USER, DiscordApi, DiscordRefused
from bot.core.platform import ChannelMember, PermanentError, TemporaryError
from bot.store.engine import Database

MEMBER_TTL = 6 * 3600  # seconds for which we believe what Discord told us of somebody
MAX_CONCURRENT = 10  # people asked about at the same time
RETRY_AFTER = 30.0  # seconds, while a server has not been told of yet


class _Known(Struct, frozen=True):
    member: discord.Member
    fetched_at: float


class DiscordPeople:
    """What one server told us of its people, one by one: the list of all takes a privileged
    intent."""

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
        self._known: dict[str, _Known] = {}

    @property
    def known_guild(self) -> discord.Guild:
        """Give the server as the gateway told of it; raise while it has not."""
        found = self.api.client.get_guild(int(ids.guild_of(self.workspace)))
        if found is None or found.unavailable:
            raise TemporaryError("this server has not been told of yet", RETRY_AFTER)
        return found

    async def fetch_member(self, native: str, *, anew: bool = False) -> discord.Member | None:
        """Give one person; None for who is not there."""
        known = self._known.get(native)
        if not anew and known and known.fetched_at + MEMBER_TTL > monotonic():
            return known.member
        try:
            return self.remember_member(
                await self.api.call_idempotent(self.known_guild.fetch_member, int(native))
            )
        except DiscordRefused as error:
            if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                self._known.pop(native, None)
                return None
            raise

    def remember_member(self, member: discord.Member) -> discord.Member:
        """Believe what Discord tells of somebody."""
        self._known[str(member.id)] = _Known(member, monotonic())
        return member

    def is_organiser(self, who: discord.Member, allowed: discord.Permissions) -> bool:
        """Tell whether somebody may set Mingle up.

        Who may manage events or the server, or holds a configured role.
        """
        may = allowed.administrator or allowed.manage_guild or allowed.manage_events
        return may or not self.roles.isdisjoint(role.id for role in who.roles)

    def to_member(
        self, who: discord.Member, allowed: discord.Permissions | None = None
    ) -> ChannelMember:
        """Give one person in the core's words."""
        organiser = self.is_organiser(who, allowed or who.guild_permissions)
        return ChannelMember(
            ids.qualify_id(self.workspace, who.id), who.display_name, self.zone, organiser
        )

    async def channel_members(self, channel: str) -> list[ChannelMember]:
        """Name those who have used Mingle in a channel and can still see it."""
        place = self.known_guild.get_channel(int(channel))
        if place is None:
            raise PermanentError(f"no channel {channel} here")
        async with self.database.read_transaction() as tx:
            used = await state.channel_users(
                tx, self.workspace, ids.qualify_id(self.workspace, channel)
            )
        found: list[ChannelMember] = []
        for start in range(0, len(used), MAX_CONCURRENT):
            some = [
                native
                for who in used[start : start + MAX_CONCURRENT]
                if (native := ids.native_id_or_empty(self.workspace, who))
            ]
            people = await asyncio.gather(*map(self.fetch_member, some))
            found += [
                self.to_member(who) for who in people if who and not who.bot and _sees(who, place)
            ]
        return found


def _sees(who: discord.Member, place: discord.abc.GuildChannel) -> bool:
    return place.permissions_for(who).view_channel
