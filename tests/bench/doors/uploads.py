"""Calendar files that make as much work as a file can."""

import random
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import bot.features  # noqa: F401 - what listens to sources
from bot.cli.serve import load_ahead
from bot.people import records as people
from bot.sources import records
from bot.sources.addresses import file_address
from bot.sources.files import records as files
from bot.store.engine import Database, open_database
from bot.store.schema import metadata
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import SandboxedParser
from jobs.web.source_refresh import SourceRefresher
from tests.bench.doors.watch import Waits, watch_loop

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
EVENING = datetime(2026, 10, 15, 16, 30, tzinfo=UTC)
FILE_SIZE = 266_000  # bytes
WORKSPACE, PERSON = "w", "w/ada"


@dataclass
class Desk:
    """A database, and who reads the files that are handed in."""

    database: Database
    looks: SourceRefresher
    numbers: dict[str, int] = field(default_factory=dict)

    async def hand_in(self, name: str, content: bytes) -> None:
        """Hand a file in as somebody does, and let it be read and saved."""
        address = file_address(PERSON, name)
        async with self.database.transaction() as tx:
            number = self.numbers.get(name)
            if number is None:
                number = await records.enqueue_source(
                    tx, WORKSPACE, address, PERSON, "Europe/Berlin", NOW
                )
                self.numbers[name] = number
            await files.save_upload(tx, WORKSPACE, number, content)
            await records.update_source(tx, WORKSPACE, number, state="active", next_look=NOW)

    async def read(self, now: datetime = NOW) -> Waits:
        """Read what is due, and return how long others waited."""
        async with watch_loop() as waits:
            await self.looks.run_due(now)
        return waits


@asynccontextmanager
async def open_desk() -> AsyncIterator[Desk]:
    """Yield an empty database with one person, and a reader with its child."""
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        database = open_database(f"sqlite+aiosqlite:///{folder}/mingle.db")
        async with database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await load_ahead()  # as `mingle run` does at its start
        fetcher, parser = Fetcher(), SandboxedParser()
        async with database.transaction() as tx:
            await people.add_if_new(tx, WORKSPACE, PERSON, "Ada", "Europe/Berlin", NOW)
        looks = SourceRefresher(database, lambda _: fetcher, parser, random.Random(1))
        try:
            yield Desk(database, looks)
        finally:
            await parser.close()
            await fetcher.close()
            await database.close()


def calendar(entry: Callable[[int], list[str]], size: int = FILE_SIZE) -> bytes:
    """Return a calendar of as many entries as fit."""
    text, number = "BEGIN:VCALENDAR\r\n", 0
    while True:
        lines = "\r\n".join(["BEGIN:VEVENT", *entry(number), "END:VEVENT", ""])
        if len(text) + len(lines) > size:
            return (text + "END:VCALENDAR\r\n").encode()
        text, number = text + lines, number + 1


def one_minute(source: str) -> Callable[[int], list[str]]:
    """Entries that all begin at one minute and share their words."""

    def entry(number: int) -> list[str]:
        return [
            f"UID:{source}{number}",
            f"SUMMARY:Python evening {number} of Berlin",
            f"DTSTART:{EVENING:%Y%m%dT%H%M%SZ}",
        ]

    return entry


def one_title(source: str, moved: timedelta = timedelta()) -> Callable[[int], list[str]]:
    """Entries of one title, each a minute after the other."""

    def entry(number: int) -> list[str]:
        at = EVENING + timedelta(minutes=number) + moved
        return [f"UID:{source}{number}", "SUMMARY:Python evening", f"DTSTART:{at:%Y%m%dT%H%M%SZ}"]

    return entry


def hostile_files() -> list[tuple[str, bytes]]:
    """Return files whose reading alone is much work."""
    sly = [
        "DTSTART:19700101T000000Z",
        "SUMMARY:Talk",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYWEEKNO=40",
    ]
    return [
        ("with rules that never come true", calendar(lambda number: [f"UID:{number}", *sly])),
        ("a page with data 200,000 deep", b'<script type="application/ld+json">' + b"[" * 200_000),
        ("a page of tags 200,000 deep", b"<html>" + b"<div>" * 50_000),
    ]
