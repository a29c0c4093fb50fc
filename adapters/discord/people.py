"""Know the people of one Discord server: their names, and who organises."""

import asyncio
from collections.abc import Iterable
from time import monotonic

import discord
from msgspec import Struct

from adapters.discord import ids, state
from adapters.discord.api import UNKNOWN_MEMBER, UNKNOWN_USER, Api, Refused
from bot.core.platform import Member, PermanentError, TemporaryError
from bot.store.engine import Database

FRESH = 6 * 3600  # seconds for which we believe what Discord told us of somebody
AT_ONCE = 10  # people asked about at the same time
AGAIN = 30.0  # seconds, while a server has not been told of yet


class _Known(Struct, frozen=True):
    member: discord.Member
    told: float


class People:
    """What one server told us of its people, one by one: the list of all takes a privileged intent."""

    def __init__(self, api: Api, database: Database, workspace: str, zone: str, organisers: Iterable[str]) -> None:
        self.api = api
        self.database = database
        self.workspace = workspace
        self.zone = zone
        self.roles = frozenset(int(role) for role in organisers)
        self._known: dict[str, _Known] = {}

    @property
    def server(self) -> discord.Guild:
        """Give the server as the gateway told of it; raise while it has not."""
        found = self.api.gate.get_guild(int(ids.guild_of(self.workspace)))
        if found is None or found.unavailable:
            raise TemporaryError("this server has not been told of yet", AGAIN)
        return found

    async def fetch(self, native: str, *, anew: bool = False) -> discord.Member | None:
        """Give one person; None for who is not there."""
        known = self._known.get(native)
        if not anew and known and known.told + FRESH > monotonic():
            return known.member
        try:
            return self.note(await self.api.ask(self.server.fetch_member, int(native)))
        except Refused as error:
            if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                self._known.pop(native, None)
                return None
            raise

    def note(self, told: discord.Member) -> discord.Member:
        """Believe what Discord tells of somebody."""
        self._known[str(told.id)] = _Known(told, monotonic())
        return told

    def organises(self, who: discord.Member, allowed: discord.Permissions) -> bool:
        """Tell whether somebody may set Mingle up: who may manage events or the server, or holds a configured role."""
        may = allowed.administrator or allowed.manage_guild or allowed.manage_events
        return may or not self.roles.isdisjoint(role.id for role in who.roles)

    def member(self, who: discord.Member, allowed: discord.Permissions | None = None) -> Member:
        """Give one person in the core's words."""
        organiser = self.organises(who, allowed or who.guild_permissions)
        return Member(ids.ours(self.workspace, who.id), who.display_name, self.zone, organiser)

    async def inside(self, channel: str) -> list[Member]:
        """Name those who have used Mingle in a channel and can still see it."""
        place = self.server.get_channel(int(channel))
        if place is None:
            raise PermanentError(f"no channel {channel} here")
        async with self.database.reading() as tx:
            used = await state.used_by(tx, self.workspace, ids.ours(self.workspace, channel))
        found: list[Member] = []
        for start in range(0, len(used), AT_ONCE):
            some = [native for who in used[start : start + AT_ONCE] if (native := ids.local(self.workspace, who))]
            people = await asyncio.gather(*map(self.fetch, some))
            found += [self.member(who) for who in people if who and not who.bot and _sees(who, place)]
        return found


def _sees(who: discord.Member, place: discord.abc.GuildChannel) -> bool:
    return place.permissions_for(who).view_channel
