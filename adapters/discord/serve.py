"""The gateway connection: resumed when it breaks, and replaced by a new login when it must be."""

import asyncio
from collections.abc import Callable

import discord
import structlog

from adapters.discord.app import MAX_RETRY_DELAY, RETRY_DELAY, DiscordApp, NotDiscord, log_in
from adapters.discord.gateway import GatewayClient
from bot.core.platform import PermanentError

AUTHENTICATION_FAILED = 4004
GRACE = 5  # seconds that a connection gets to end

log = structlog.get_logger()


async def serve_gateway(app: DiscordApp, ready: Callable[[], None]) -> None:
    """Receive events until cancelled; call `ready` once interactions can arrive.

    Whichever client connects says so: the first may have failed, and be replaced by then.
    """
    app.receiving.clear()
    announcing = asyncio.create_task(_announce_ready(app, ready))
    try:
        await _stay_connected(app)
        await asyncio.Event().wait()  # the token is refused: other platforms go on
    finally:
        announcing.cancel()
        await app.close()


async def _stay_connected(app: DiscordApp) -> None:
    """Connect again and again with growing pauses; return once Discord refuses the token."""
    wait = RETRY_DELAY
    while True:
        try:
            await _connect(app)
            wait = RETRY_DELAY
        except (discord.LoginFailure, PermanentError):
            return app.api.refuse_all()
        except discord.ConnectionClosed as error:
            if error.code == AUTHENTICATION_FAILED:
                return app.api.refuse_all()
            log.warning("connection closed", action="discord.gateway", code=error.code)
        except discord.PrivilegedIntentsRequired:
            app.refuse_members()
            await replace_client(app)
            continue
        except Exception as error:  # whatever the library meets, other platforms go on
            app.client.reachability.note_failure(type(error).__name__)

        await asyncio.sleep(wait)
        wait = min(wait * 2, MAX_RETRY_DELAY)
        await replace_client(app)


async def _connect(app: DiscordApp) -> None:
    """Stay connected until cancelled, and until the interactions under way are answered.

    The library swallows a cancellation that arrives while it reconnects, so it runs in a task.
    """
    connecting = asyncio.create_task(app.client.connect())
    try:
        await asyncio.shield(connecting)
    except asyncio.CancelledError:
        await app.close()
        connecting.cancel()
        await asyncio.wait({connecting}, timeout=GRACE)
        raise


async def replace_client(app: DiscordApp) -> None:
    """Log in with a new client, since a closed one cannot be used again."""
    await app.client.close()
    members = app.settings.members and not app.members_refused
    client = GatewayClient(app.client.budget, app.time, app.client.reachability, members=members)
    app.client = app.api.client = client
    app.attach_callbacks()
    try:
        await _log_in_again(client, app.settings.token.get_secret_value())
    except PermanentError:
        app.api.refuse_all()


async def _log_in_again(client: GatewayClient, token: str) -> None:
    """Log in, however long something else answers in Discord's place."""
    wait = RETRY_DELAY
    while True:
        try:
            return await log_in(client, token)
        except NotDiscord:
            log.warning("something else answers", action="discord.gateway")
        await asyncio.sleep(wait)
        wait = min(wait * 2, MAX_RETRY_DELAY)


async def _announce_ready(app: DiscordApp, ready: Callable[[], None]) -> None:
    await app.receiving.wait()
    ready()
