"""Measure what a very large calendar costs.

Read by the child, written down, looked at again unchanged.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.people import records as people
from bot.sources import records
from bot.store.engine import open_database
from bot.store.schema import metadata
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import SandboxedParser
from jobs.web.source_refresh import SourceRefresher
from tests.bench.report import Figure
from tests.bench.start import memory
from tests.doubles.web.server import Gate, Signpost, Site, no_pause, serving

EVENTS, SECONDS, MEGABYTES = 10_000, 5.0, 300
NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)


def feeds() -> Iterator[Figure]:
    first, again, held, asked = asyncio.run(_looks())
    goal = f"a calendar of {EVENTS:,} events"
    yield Figure(f"{goal}: read and written down for the first time", "", f"{first:.2f} s")
    yield Figure(
        f"{goal}: refreshed, one in ten changed",
        f"<= {SECONDS:.0f} s",
        f"{again:.2f} s",
        again <= SECONDS,
    )
    yield Figure(
        "memory of bot and reading child together",
        f"<= {MEGABYTES} MB",
        f"{held:.0f} MB",
        held <= MEGABYTES,
    )
    yield Figure("unchanged, it costs", "1 conditional request", f"{asked} request(s)", asked == 1)


async def _looks() -> tuple[float, float, float, int]:
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        database, reader = (
            open_database(f"sqlite+aiosqlite:///{folder}/mingle.db"),
            SandboxedParser(),
        )
        async with database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        async with serving() as site:
            fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
            looks = SourceRefresher(database, lambda _: fetcher, reader, random.Random(1))
            site.pages["/c.ics"] = ("text/calendar", calendar(0))
            async with database.transaction() as tx:
                await people.add_if_new(tx, "w", "w/ada", "Ada", "Europe/Berlin", NOW)
                number = await records.enqueue_source(
                    tx, "w", f"{site.home}/c.ics", "w/ada", "Europe/Berlin", NOW
                )
            await looks.run_due(NOW)
            async with database.transaction() as tx:
                await records.update_source(tx, "w", number, state="active", next_look=NOW)
            first = await _timed(looks, NOW)
            site.pages["/c.ics"] = ("text/calendar", calendar(1))
            again = await _timed(looks, NOW + timedelta(hours=12))
            held = await _held(reader)
            asked = await _requests(site, looks, NOW + timedelta(hours=24))
        await fetcher.close()
        await reader.close()
        await database.close()
    return first, again, held, asked


async def _timed(looks: SourceRefresher, now: datetime) -> float:
    began = time.perf_counter()
    await looks.run_due(now)
    return time.perf_counter() - began


async def _requests(site: Site, looks: SourceRefresher, now: datetime) -> int:
    site.asked.clear()
    await looks.run_due(now)
    return len([None for _, headers in site.asked if "If-None-Match" in headers]) or len(site.asked)


async def _held(reader: SandboxedParser) -> float:
    """Return the peak memory of this process and of the child together."""
    assert reader._child
    return sum(map(memory, (os.getpid(), reader._child.pid)))


def calendar(turn: int) -> bytes:
    """Return ten years of a busy calendar: half of it is over, and a tenth moves at each turn."""
    start = NOW - timedelta(hours=EVENTS // 2)
    lines = ["BEGIN:VCALENDAR", "X-WR-TIMEZONE:Europe/Berlin"]
    for number in range(EVENTS):
        at = start + timedelta(hours=number + (turn if number % 10 == 0 else 0))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}@town.example",
            f"DTSTART:{at:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Talk {number}",
        ]
        lines += [
            f"DTEND:{at + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            f"LOCATION:Hall {number % 40}\\, Market 1",
        ]
        lines += [
            f"DESCRIPTION:{'Come and listen. ' * 12}",
            f"URL:https://town.example/{number}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
