"""Ownership of what only one process may have, such as the connection to Discord's gateway.

It is a row with a lease on the database's clock. The owner renews it; when the owner ends it is
free at once, and when the owner dies, is frozen or loses the database, as soon as the lease ends.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.exc import DBAPIError

from bot.core.leases import elapsed_seconds
from bot.core.tables import ownership
from bot.store.engine import Database

LEASE = timedelta(seconds=15)
RENEW_EVERY = 4.0  # seconds
ASK_EVERY = 1.0  # seconds between two looks whether another process still owns it
AWAY = (DBAPIError, OSError)  # what the database raises while it is out of reach

log = structlog.get_logger()

Serve = Callable[[], Awaitable[None]]


class ServeAlone(Protocol):
    """Serve what only one process may."""

    async def __call__(
        self, workspace: str, name: str, serve: Serve, stand_by: Serve | None = None
    ) -> None:
        """Run `serve` while this process owns a thing; `stand_by` after another took it over."""


async def serve_unshared(
    workspace: str,  # noqa: ARG001
    name: str,  # noqa: ARG001
    serve: Serve,
    stand_by: Serve | None = None,  # noqa: ARG001
) -> None:
    """Serve at once: for a process that shares its database with no other."""
    await serve()


@dataclass
class Ownership:
    """What one process owns; `owned` tells for each thing whether that is this process."""

    database: Database
    owner: str
    elapsed: Callable[[], float] = elapsed_seconds
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    owned: dict[str, bool] = field(default_factory=dict)

    async def serve_alone(
        self, workspace: str, name: str, serve: Serve, stand_by: Serve | None = None
    ) -> None:
        """Run `serve` while this process owns a thing, and wait while another does.

        `stand_by` is awaited after another process took it over. Return, or raise, as `serve` does.
        """
        thing = f"{workspace} {name}"
        while True:
            await self._acquire(workspace, name)
            self.owned[thing] = True
            log.info("owned", action="ownership", workspace=workspace, thing=name)
            serving = asyncio.ensure_future(serve())
            try:
                await self._hold(workspace, name, serving)
                if serving.done():
                    return serving.result()
            finally:
                self.owned[thing] = False
                serving.cancel()
                await asyncio.wait({serving})
                with suppress(*AWAY):  # then the lease ends by itself
                    await self._release(workspace, name)

            log.warning("owned by another process", action="ownership", thing=name)
            if stand_by:
                await stand_by()

    async def _hold(self, workspace: str, name: str, serving: "asyncio.Future[None]") -> None:
        """Renew the lease until serving has ended, or another process owns it."""
        renewed = self.elapsed()
        while not serving.done():
            pause = asyncio.ensure_future(self.sleep(RENEW_EVERY))
            await asyncio.wait({serving, pause}, return_when=asyncio.FIRST_COMPLETED)
            pause.cancel()
            try:
                now = self.elapsed()
                if not await self._take(workspace, name):
                    return
                renewed = now
            except AWAY as error:
                log.warning("not renewed", action="ownership", error=type(error).__name__)
                if self.elapsed() - renewed > LEASE.total_seconds():
                    return

    async def _acquire(self, workspace: str, name: str) -> None:
        waiting = False
        while True:
            try:
                if await self._take(workspace, name):
                    return
            except AWAY as error:
                log.warning("not acquired", action="ownership", error=type(error).__name__)
            if not waiting:
                log.info("another process serves it", action="ownership", thing=name)
                self.owned[f"{workspace} {name}"] = False
                waiting = True
            await self.sleep(ASK_EVERY)

    async def _take(self, workspace: str, name: str) -> bool:
        """Take or renew the lease; return whether this process has it now."""
        async with self.database.transaction() as tx:
            now = await tx.read_clock()
            place = {"workspace": workspace, "name": name}
            await tx.insert_or_ignore(ownership, owner=self.owner, lease_until=now, **place)
            free = or_(
                ownership.c.owner == self.owner,
                ownership.c.lease_until <= now,
                ownership.c.lease_until > now + 2 * LEASE,  # the clock was set back
            )
            mine = update(ownership).where(*_is(workspace, name), free)
            return bool(await tx.execute(mine.values(owner=self.owner, lease_until=now + LEASE)))

    async def _release(self, workspace: str, name: str) -> None:
        async with self.database.transaction() as tx:
            mine = delete(ownership).where(*_is(workspace, name), ownership.c.owner == self.owner)
            await tx.execute(mine)


def _is(workspace: str, name: str) -> tuple[ColumnElement[bool], ...]:
    return ownership.c.workspace == workspace, ownership.c.name == name
