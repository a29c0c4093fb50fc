"""Sources of events: calendars, and the sites that publish them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from bot.events.tables import event
from bot.sources import records
from bot.sources.tables import listing_change
from bot.store.engine import Database
from bot.ui.cards import Card
from jobs.web.fetch import Fetcher
from tests.doubles.web.server import Gate, Signpost, Site, no_pause
from tests.factories.people import make_people
from tests.world import BEN, HOME, World, world_on

OCTOBER = datetime(2026, 10, 1, 8, tzinfo=UTC)


@asynccontextmanager
async def world_with_site(database: Database, site: Site) -> AsyncIterator[World]:
    """Open a world of one person whose web is a site on loopback."""
    fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
    world = await world_on(database, moment=OCTOBER, web=fetcher)
    await make_people(world, "Ben Marsh", known=True, housekeeping=False)
    yield world
    await fetcher.close()


async def add_address(world: World, address: str) -> Card:
    """Add an address, as its command does; return the card that shows what was found."""
    async with world.database.transaction() as tx:
        await records.enqueue_source(tx, HOME, address, BEN, "Europe/Berlin", world.now)
    await world.pass_time()
    return (await world.dms(BEN))[-1]


async def make_source(world: World, address: str, name: str = "") -> int:
    """Add an address and save it as a source of Berlin; return its number."""
    await add_address(world, address)
    async with world.database.transaction() as tx:
        source = await records.find_source_by_address(tx, HOME, address)
        assert source, address
        values = {
            "name": name or urlsplit(address).path,
            "state": "active",
            "next_look": world.now,
            "town": "Berlin",
            "reach": "local",
        }
        await records.update_source(tx, HOME, source.id, **values)
    await world.pass_time()
    return source.id


async def find_source(world: World, number: int) -> records.Source:
    """Return one source."""
    async with world.database.read_transaction() as tx:
        source = await records.find_source(tx, HOME, number)
    assert source
    return source


async def listed_events(world: World) -> list[tuple[str, str, str]]:
    """Return the start in UTC, title and state of every event, in order."""
    async with world.database.read_transaction() as tx:
        rows = await tx.all(select(event).order_by(event.c.starts_at, event.c.id))
    return [(f"{row.starts_at:%d %H:%M}", row.title, row.state) for row in rows]


async def source_changes(world: World) -> list[str]:
    """Return what sources changed, in order."""
    async with world.database.read_transaction() as tx:
        return list(await tx.scalars(select(listing_change.c.what).order_by(listing_change.c.id)))


def make_calendar(*events: tuple[str, ...], name: str = "City Tech") -> tuple[str, bytes]:
    """Return an iCalendar response: UID, title, local start and further lines of each event."""
    lines = ["BEGIN:VCALENDAR", f"X-WR-CALNAME:{name}", "X-WR-TIMEZONE:Europe/Berlin"]
    for uid, title, *rest in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"SUMMARY:{title}",
            f"DTSTART:{rest[0]}",
            *rest[1:],
            "END:VEVENT",
        ]
    return "text/calendar", "\r\n".join([*lines, "END:VCALENDAR"]).encode()


TALK = ("1", "Python evening", "20261015T183000")
WALK = ("2", "Walk", "20261020T100000")
FAIR = ("3", "Fair", "20261101T100000")
