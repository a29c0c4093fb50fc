"""Refresh the busy times of people: fetch their private calendars, parse them in the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.held_messages.notifications import tell_of_matter
from bot.held_messages.records import CALENDAR
from bot.people import busy_times
from bot.people.busy_times import BusyCalendar
from bot.sources.parsers.model import Document, Fault, ParseResult
from bot.sources.web_port import WebClient
from bot.store.engine import Database, ReadTransaction
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import DocumentParser, SandboxedParser

MAX_CONCURRENT = 4  # calendars read side by side

log = structlog.get_logger()


@dataclass
class BusyRefresher:
    """Refreshes busy times; `web_of` returns the web client of a workspace.

    Addresses, and what a fetch or a parser says about them, are never logged.
    """

    database: Database
    web_of: Callable[[str], WebClient]
    parser: DocumentParser

    async def next_due_at(self, tx: ReadTransaction) -> datetime | None:
        """Return when the next calendar is due."""
        return await busy_times.next_look_due(tx)

    async def run_due(self, now: datetime) -> int:
        """Refresh every calendar that is due; return their number."""
        async with self.database.transaction() as tx:
            for calendar in await busy_times.set_looks_aside(tx, now):
                await tell_of_matter(tx, calendar.workspace, CALENDAR, calendar.id, now)
            calendars = await busy_times.claim_calendars(tx, now)
        room = asyncio.Semaphore(MAX_CONCURRENT)

        async def visit(calendar: BusyCalendar) -> None:
            async with room:
                fault = await self._visit(calendar, now)
            log.info("read", action="busy.read", workspace=calendar.workspace, fault=fault)

        outcomes = await asyncio.gather(*map(visit, calendars), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                log.error("read failed", action="busy.read", kind=type(outcome).__name__)
        return len(calendars)

    async def _visit(self, calendar: BusyCalendar, now: datetime) -> Fault:
        address = self.database.vault.unseal(calendar.address)
        answer = await self.web_of(calendar.workspace).fetch(address)
        parsed = ParseResult(fault=answer.fault)
        if not answer.fault:
            document = Document("", answer.body, answer.media_type, now, "UTC", busy_only=True)
            parsed = await self.parser.parse_document(document)
        async with self.database.transaction() as tx:
            if not parsed.fault:
                await busy_times.save_busy_times(tx, calendar, parsed.busy, now)
            await busy_times.end_look(tx, calendar)
        return parsed.fault


@asynccontextmanager
async def open_busy_refresher(
    database: Database, webs: Mapping[str, WebClient]
) -> AsyncIterator[BusyRefresher]:
    """Yield a refresher that uses a workspace's own web client, or the world's; close both."""
    fetcher, parser = Fetcher(heed_robots=False), SandboxedParser()
    try:
        yield BusyRefresher(database, lambda workspace: webs.get(workspace, fetcher), parser)
    finally:
        await parser.close()
        await fetcher.close()
