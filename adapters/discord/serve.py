"""Keep the door to Discord open: resume what breaks, log in anew only when that is all there is."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
import discord
import structlog

from adapters.base import Core
from adapters.discord.app import AGAIN, MOST, House, connect, log_in
from adapters.discord.gateway import Gate
from bot.config import DiscordSection
from bot.core.platform import PermanentError, Platform

AUTHENTICATION_FAILED = 4004
GRACE = 5  # seconds that a connection gets to end

log = structlog.get_logger()


async def serve(house: House, ready: Callable[[], None]) -> None:
    """Listen until cancelled; `ready` is called once gestures can arrive."""
    told = asyncio.create_task(_tell(house, ready))
    try:
        await _listen(house)
        await asyncio.Event().wait()  # the token is refused: other platforms go on
    finally:
        told.cancel()
        await house.close()


async def _listen(house: House) -> None:
    wait = AGAIN
    while True:
        try:
            await _connect(house.gate)
            wait = AGAIN
        except (discord.LoginFailure, PermanentError):
            return house.api.refuse_all()
        except discord.ConnectionClosed as error:
            if error.code == AUTHENTICATION_FAILED:
                return house.api.refuse_all()
            log.warning("connection closed", action="discord.gateway", code=error.code)
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("not connected", action="discord.gateway", error=type(error).__name__)
        await asyncio.sleep(wait)
        wait = min(wait * 2, MOST)
        await _anew(house)


async def _connect(gate: Gate) -> None:
    """Stay connected until cancelled; the library swallows a cancellation that comes while it reconnects."""
    connecting = asyncio.create_task(gate.connect())
    try:
        await asyncio.shield(connecting)
    except asyncio.CancelledError:
        await gate.close()
        connecting.cancel()
        await asyncio.wait({connecting}, timeout=GRACE)
        raise


async def _anew(house: House) -> None:
    """Begin with a new client: one that has been closed does not come back."""
    await house.gate.close()
    gate = Gate(house.gate.budget)
    house.gate = house.api.gate = gate
    house.listen()
    try:
        await log_in(gate, house.settings.token.get_secret_value())
    except PermanentError:
        house.api.refuse_all()


async def _tell(house: House, ready: Callable[[], None]) -> None:
    await house.gate.wait_until_ready()
    ready()


@dataclass(frozen=True)
class Plug:
    """One app, in as many servers as let it in."""

    house: House

    @property
    def ports(self) -> Mapping[str, Platform]:
        """Give a port for each server, also for those that are still to come."""
        return self.house

    async def serve(self, core: Core, ready: Callable[[], None]) -> None:
        """Let gestures in."""
        self.house.move_in(core)
        await serve(self.house, ready)


async def plug(settings: DiscordSection) -> Plug:
    """Log in."""
    return Plug(await connect(settings))
