"""The gateway client: the intents that are needed, and no more logins than Discord allows a day."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

import discord
import structlog
import yarl

from adapters.background import BackgroundTasks
from adapters.discord.http_trace import build_trace_config
from adapters.discord.native_events import (
    DELETED,
    INTERESTED,
    NOT_INTERESTED,
    UPDATED,
    Interest,
    NativeEvent,
    read_event,
    read_interest,
)
from adapters.discord.reachability import BriefBackoff, Reachability
from adapters.discord.rest_answers import reading_answers
from bot.core.platform_time import PlatformTime

# Logins at once; with one every two minutes that is 780 a day, and Discord resets a token after
# 1,000.
MAX_LOGINS = 60
LOGIN_INTERVAL = 120.0  # seconds after which another login is allowed
MIN_LOGIN_GAP = 5.0  # seconds between two logins, as Discord asks for
MIN_WAIT = 0.05  # seconds; a shorter wait could be rounded to none
GUILD_READY_TIMEOUT = 0.3  # seconds without another server, after which the list is complete

LOGGED_IN, INTERACTION_CREATED = "READY", "INTERACTION_CREATE"  # in events of the gateway

Interaction = discord.Interaction[Any]
_OfServer = discord.abc.GuildChannel | discord.Role | discord.Member

log = structlog.get_logger()


@dataclass
class LoginBudget:
    """A token bucket for logins, so that a crash loop does not cost the bot its token."""

    now: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    remaining: float = MAX_LOGINS
    used: int = 0
    _filled: float | None = None
    _last: float = float("-inf")

    async def acquire_login(self) -> None:
        """Wait until another login is allowed."""
        while (wait := self._wait()) > 0:
            if wait > MIN_LOGIN_GAP:
                log.warning("logins are running out", action="discord.identify", wait=round(wait))
            await self.sleep(max(wait, MIN_WAIT))

        self.remaining -= 1
        self.used += 1
        self._last = self.now()

    def _wait(self) -> float:
        """Refill the bucket, and return the seconds until a login is allowed."""
        now = self.now()
        if self._filled is not None:
            refill = (now - self._filled) / LOGIN_INTERVAL
            self.remaining = min(MAX_LOGINS, self.remaining + refill)
        self._filled = now

        until_refilled = max(0.0, (1 - self.remaining) * LOGIN_INTERVAL)
        until_gap_over = self._last + MIN_LOGIN_GAP - now
        return max(until_refilled, until_gap_over)


@dataclass
class GatewayCallbacks:
    """Callbacks for gateway events."""

    on_interaction: Callable[[Interaction], Awaitable[None]]
    on_servers_ready: Callable[[], Awaitable[None]]
    on_server_joined: Callable[[int], Awaitable[None]]
    on_server_left: Callable[[int], Awaitable[None]]
    on_member_joined: Callable[[int, int], Awaitable[None]]
    on_member_left: Callable[[int, int], Awaitable[None]]
    on_permissions_changed: Callable[[int], None]
    on_event_changed: Callable[[NativeEvent], None]
    on_event_deleted: Callable[[NativeEvent], None]
    on_interest: Callable[[Interest, bool], None]
    on_unreadable: Callable[[object], Coroutine[object, object, None]]


class GatewayClient(discord.AutoShardedClient):
    """discord.py's client; it passes each event to `callbacks` and decides nothing itself.

    An event that the library cannot read would end its connection. So each is read alone: one of an
    unknown shape is logged by its kind and passed over, and whoever clicked or typed is told. Only
    an answer to a login ends it, as nothing else would come.
    """

    callbacks: GatewayCallbacks | None = None

    def __init__(
        self,
        budget: LoginBudget,
        time: PlatformTime | None = None,
        reachability: Reachability | None = None,
        *,
        members: bool = False,
    ) -> None:
        self.budget = budget
        self.reachability = reachability or Reachability()
        self._answers = BackgroundTasks()
        # No max_ratelimit_timeout: with it the library refuses every call of a longer window,
        # although calls are left in it. DiscordApi gives up a call that waits too long.
        super().__init__(
            intents=discord.Intents(guilds=True, guild_scheduled_events=True, members=members),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=GUILD_READY_TIMEOUT,
            http_trace=build_trace_config(time or PlatformTime()),
        )
        setattr(self.http, "request", reading_answers(self.http.request))  # noqa: B010
        parsers = self._connection.parsers
        parsers |= {  # the library passes on none of people whom it has not cached
            UPDATED: self._pass_event_changed,
            DELETED: self._pass_event_deleted,
            INTERESTED: partial(self._pass_interest, interested=True),
            NOT_INTERESTED: partial(self._pass_interest, interested=False),
        }
        for event, parse in list(parsers.items()):
            parsers[event] = partial(self._read_event, event, parse)

    def _read_event(self, event: str, parse: Callable[[Any], None], data: object) -> None:
        try:
            parse(data)
        except Exception as error:
            kind = type(error).__name__
            log.warning("unreadable event", action="discord.event", kind=event, error=kind)
            if event == LOGGED_IN:
                raise  # nothing would be heard without it: serve.py logs in anew
            if event == INTERACTION_CREATED and self.callbacks:
                self._answers.start_task(self.callbacks.on_unreadable(data))

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect one shard, and let it come back soon whenever its connection breaks."""
        await super().launch_shard(gateway, shard_id, initial=initial)
        shard = self.get_shard(shard_id)
        if shard:
            shard._parent._backoff = BriefBackoff()

    async def before_identify_hook(
        self,
        shard_id: int | None,  # noqa: ARG002
        *,
        initial: bool = False,  # noqa: ARG002
    ) -> None:
        """Wait until the budget allows another login."""
        await self.budget.acquire_login()

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note a connection that broke, and each try that failed."""
        self.reachability.note_failure(f"shard {shard_id} has no connection")

    async def on_shard_connect(self, _shard_id: int) -> None:
        """Note a connection after a login."""
        self.reachability.note_return()

    async def on_shard_resumed(self, _shard_id: int) -> None:
        """Note a connection that goes on where it broke."""
        self.reachability.note_return()

    async def on_ready(self) -> None:
        """Report that every server is known; the event repeats after each new login."""
        if self.callbacks:
            await self.callbacks.on_servers_ready()

    async def on_interaction(self, interaction: Interaction) -> None:
        """Pass on what somebody typed, clicked or sent; a click's route is in its custom id alone,
        so clicks work after any restart, and whatever became of the message."""
        if self.callbacks:
            await self.callbacks.on_interaction(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Report a server that let Mingle in."""
        if self.callbacks:
            await self.callbacks.on_server_joined(guild.id)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Report a server as joined: the library cannot always tell a new one from one back up."""
        await self.on_guild_join(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Report a server that removed Mingle; an outage is another event."""
        if self.callbacks:
            await self.callbacks.on_server_left(guild.id)

    async def on_member_join(self, member: discord.Member) -> None:
        """Report somebody who joined a server; told with the members intent alone."""
        if self.callbacks:
            await self.callbacks.on_member_joined(member.guild.id, member.id)

    async def on_raw_member_remove(self, removed: discord.RawMemberRemoveEvent) -> None:
        """Report somebody who left a server; told with the members intent alone."""
        if self.callbacks:
            await self.callbacks.on_member_left(removed.guild_id, removed.user.id)

    async def on_guild_channel_update(self, _before: object, after: _OfServer) -> None:
        """Report that permissions may have changed."""
        self._report_permissions(after)

    async def on_guild_role_update(self, _before: object, after: discord.Role) -> None:
        """Report that permissions may have changed."""
        self._report_permissions(after)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Report that permissions may have changed."""
        self._report_permissions(role)

    async def on_member_update(self, _before: object, after: discord.Member) -> None:
        """Report that permissions may have changed, where the roles are Mingle's own."""
        if self.user and after.id == self.user.id:
            self._report_permissions(after)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log an error without the event's arguments, which hold what people wrote."""
        log.exception("event failed", action=f"discord.{event_method}")

    def _pass_event_changed(self, data: object) -> None:
        event = read_event(data)
        if self.callbacks:
            self.callbacks.on_event_changed(event)

    def _pass_event_deleted(self, data: object) -> None:
        event = read_event(data)
        if self.callbacks:
            self.callbacks.on_event_deleted(event)

    def _pass_interest(self, data: object, *, interested: bool) -> None:
        interest = read_interest(data)
        if self.callbacks:
            self.callbacks.on_interest(interest, interested)

    def _report_permissions(self, thing: _OfServer) -> None:
        if self.callbacks:
            self.callbacks.on_permissions_changed(thing.guild.id)
