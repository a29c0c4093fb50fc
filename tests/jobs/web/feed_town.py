"""Give tests a workspace whose web is one site on loopback, and a clock."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.core.tables import outbox_message
from bot.events.tables import event
from bot.people import records as people
from bot.sources import records
from bot.sources.tables import listing_change
from bot.store.engine import Database
from bot.ui.cards import Card
from jobs.web.fetch import Fetcher
from jobs.web.source_refresh import SourceRefresher
from tests.doubles.standins import ReadsHere
from tests.doubles.web.server import Gate, Signpost, Site, no_pause, serving

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
HOME, BEN = "acme", "acme/ben"


@dataclass
class Town:
    """A workspace, a site on loopback, and a clock."""

    database: Database
    site: Site
    feeds: SourceRefresher
    now: datetime = NOW

    async def add(self, path: str) -> Card:
        """Name an address, as its command does, and give the card that comes of it."""
        async with self.database.transaction() as tx:
            await records.enqueue_source(
                tx, HOME, self.site.home + path, BEN, "Europe/Berlin", self.now
            )
        await self.feeds.run_due(self.now)
        return (await self.cards())[-1]

    async def save(self, path: str, name: str = "") -> int:
        """Add an address and keep it."""
        await self.add(path)
        async with self.database.transaction() as tx:
            found = await records.find_source_by_address(tx, HOME, self.site.home + path)
            assert found, path
            news = {
                "name": name or path,
                "state": "active",
                "next_look": self.now,
                "town": "Berlin",
                "reach": "local",
            }
            await records.update_source(tx, HOME, found.id, **news)
        await self.feeds.run_due(self.now)
        return found.id

    async def later(self, **span: float) -> None:
        """Let time pass, with every look that falls due."""
        until = self.now + timedelta(**span)
        while True:
            async with self.database.read_transaction() as tx:
                due = await records.next_look_due(tx)
            if due is None or due > until:
                break
            self.now = max(due, self.now)
            await self.feeds.run_due(self.now)
        self.now = until

    async def listed(self) -> list[tuple[str, str, str]]:
        async with self.database.read_transaction() as tx:
            rows = await tx.all(select(event).order_by(event.c.starts_at, event.c.id))
        return [(f"{row.starts_at:%d %H:%M}", row.title, row.state) for row in rows]

    async def changes(self) -> list[str]:
        async with self.database.read_transaction() as tx:
            return list(
                await tx.scalars(select(listing_change.c.what).order_by(listing_change.c.id))
            )

    async def cards(self) -> list[Card]:
        async with self.database.read_transaction() as tx:
            return list(
                await tx.scalars(select(outbox_message.c.card).order_by(outbox_message.c.id))
            )

    async def source(self, number: int) -> records.Source:
        async with self.database.read_transaction() as tx:
            found = await records.find_source(tx, HOME, number)
        assert found
        return found


@asynccontextmanager
async def town_on(database: Database) -> AsyncIterator[Town]:
    """Let somebody live in a town whose web is one site."""
    async with serving() as site:
        fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
        async with database.transaction() as tx:
            await people.add_if_new(tx, HOME, BEN, "Ben Marsh", "Europe/Berlin", NOW)
        yield Town(
            database,
            site,
            SourceRefresher(database, lambda _: fetcher, ReadsHere(), random.Random(1)),
        )
        await fetcher.close()
