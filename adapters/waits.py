"""Waits that end early, once the program ends."""

import asyncio
from collections.abc import Awaitable


async def wait_unless(stopped: asyncio.Event, wait: Awaitable[None]) -> bool:
    """Wait until `wait` is over or the event is set; return whether it is set."""
    waits = {asyncio.ensure_future(wait), asyncio.ensure_future(stopped.wait())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
    return stopped.is_set()
