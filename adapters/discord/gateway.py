"""Hold the connection to Discord's gateway.

No privileged intent, and never more logins than a day allows.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import discord
import structlog

from adapters.discord.http_trace import build_trace_config

# logins at once; with one every two minutes that is 780 a day, and Discord resets a token after
# 1,000
MAX_LOGINS = 60
LOGIN_INTERVAL = 120.0  # seconds after which another login is allowed
MIN_LOGIN_GAP = 5.0  # seconds between two logins, as Discord asks for
MIN_WAIT = 0.05  # seconds of waiting that count, however floats are rounded
GUILD_READY_TIMEOUT = (
    0.3  # seconds without another server, after which all of them have been told of
)

log = structlog.get_logger()


@dataclass
class LoginBudget:
    """The logins that are left.

    A bucket that fills slowly, so that no loop of crashes costs the token.
    """

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
        now = self.now()
        self.remaining = min(
            MAX_LOGINS,
            self.remaining
            + (now - (now if self._filled is None else self._filled)) / LOGIN_INTERVAL,
        )
        self._filled = now
        lacking = (1 - self.remaining) * LOGIN_INTERVAL if self.remaining < 1 else 0.0
        return max(lacking, self._last + MIN_LOGIN_GAP - now)


@dataclass
class GatewayCallbacks:
    """Whoever wants to hear of what Discord tells."""

    on_interaction: Callable[["discord.Interaction[Any]"], Awaitable[None]]
    on_servers_ready: Callable[[], Awaitable[None]]
    on_server_joined: Callable[[int], Awaitable[None]]
    on_server_left: Callable[[int], Awaitable[None]]
    on_permissions_changed: Callable[[], None]


class GatewayClient(discord.AutoShardedClient):
    """The library's client. What it tells goes to `ears`; it alone decides nothing."""

    callbacks: GatewayCallbacks | None = None

    def __init__(self, budget: LoginBudget) -> None:
        self.budget = budget
        # No max_ratelimit_timeout: with it the library refuses every call of a window longer than
        # that, although calls
        # are left in it. A call that waits too long for its turn is given up by Api.
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            guild_ready_timeout=GUILD_READY_TIMEOUT,
            http_trace=build_trace_config(),
        )

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Wait for a turn to log in."""
        await self.budget.acquire_login()

    async def on_ready(self) -> None:
        """Pass on that every server is known; it happens again after each new login."""
        if self.callbacks:
            await self.callbacks.on_servers_ready()

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        """Pass on commands, suggestions and forms; clicks come by the one dynamic item."""
        if self.callbacks and interaction.type is not discord.InteractionType.component:
            await self.callbacks.on_interaction(interaction)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Pass on that a server let Mingle in."""
        if self.callbacks:
            await self.callbacks.on_server_joined(guild.id)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Pass on that a server is back, or new: the library cannot always tell them apart."""
        await self.on_guild_join(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pass on that a server removed Mingle; an outage is told otherwise."""
        if self.callbacks:
            await self.callbacks.on_server_left(guild.id)

    async def on_guild_channel_update(self, *_: Any) -> None:
        """Pass on that permissions may have changed."""
        self._changed()

    async def on_guild_role_update(self, *_: Any) -> None:
        """Pass on that permissions may have changed."""
        self._changed()

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Write down what went wrong, without what people wrote."""
        log.exception("event failed", action=f"discord.{event_method}")

    def _changed(self) -> None:
        if self.callbacks:
            self.callbacks.on_permissions_changed()
