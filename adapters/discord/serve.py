"""Keep the door to Discord open: resume what breaks, log in anew only when that is all there is."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
import discord
import structlog

from adapters.base import AppContext
from adapters.discord.app import MAX_RETRY_DELAY, RETRY_DELAY, DiscordApp, connect_app, log_in
from adapters.discord.gateway import GatewayClient
from bot.config import DiscordSection
from bot.core.platform import PermanentError, Platform

AUTHENTICATION_FAILED = 4004
GRACE = 5  # seconds that a connection gets to end

log = structlog.get_logger()


async def serve_gateway(app: DiscordApp, ready: Callable[[], None]) -> None:
    """Listen until cancelled; `ready` is called once gestures can arrive."""
    told = asyncio.create_task(_tell(app, ready))
    try:
        await _listen(app)
        await asyncio.Event().wait()  # the token is refused: other platforms go on
    finally:
        told.cancel()
        await app.close()


async def _listen(app: DiscordApp) -> None:
    wait = RETRY_DELAY
    while True:
        try:
            await _connect(app.client)
            wait = RETRY_DELAY
        except (discord.LoginFailure, PermanentError):
            return app.api.refuse_all()
        except discord.ConnectionClosed as error:
            if error.code == AUTHENTICATION_FAILED:
                return app.api.refuse_all()
            log.warning("connection closed", action="discord.gateway", code=error.code)
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("not connected", action="discord.gateway", error=type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(wait * 2, MAX_RETRY_DELAY)
        await _anew(app)


async def _connect(client: GatewayClient) -> None:
    """Stay connected until cancelled.

    The library swallows a cancellation that comes while it reconnects.
    """
    connecting = asyncio.create_task(client.connect())
    try:
        await asyncio.shield(connecting)
    except asyncio.CancelledError:
        await client.close()
        connecting.cancel()
        await asyncio.wait({connecting}, timeout=GRACE)
        raise


async def _anew(app: DiscordApp) -> None:
    """Begin with a new client: one that has been closed does not come back."""
    await app.client.close()
    gate = GatewayClient(app.client.budget)
    app.client = app.api.client = gate
    app.attach_callbacks()
    try:
        await log_in(gate, app.settings.token.get_secret_value())
    except PermanentError:
        app.api.refuse_all()


async def _tell(app: DiscordApp, ready: Callable[[], None]) -> None:
    await app.client.wait_until_ready()
    ready()


@dataclass(frozen=True)
class DiscordAdapter:
    """One app, in as many servers as let it in."""

    app: DiscordApp

    @property
    def platforms_by_workspace(self) -> Mapping[str, Platform]:
        """Give a port for each server, also for those that are still to come."""
        return self.app

    async def serve(self, context: AppContext, ready: Callable[[], None]) -> None:
        """Let gestures in."""
        self.app.start_app(context)
        await serve_gateway(self.app, ready)


async def connect_discord(settings: DiscordSection) -> DiscordAdapter:
    """Log in."""
    return DiscordAdapter(await connect_app(settings))
