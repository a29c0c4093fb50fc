"""Refresh sources of events when they are due: fetch, parse in the sandbox, and ingest."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from msgspec import structs

from bot.core.concerns import hidden_values
from bot.held_messages.notifications import tell_of_matter
from bot.held_messages.records import SOURCE
from bot.sources import duplicates, ingest, listings, records, screening
from bot.sources.addresses import file_of
from bot.sources.apart import (
    LookWork,
    compare_apart,
    encode_work,
    match_apart,
    read_comparison,
    read_matches,
)
from bot.sources.comparison import ListingComparison
from bot.sources.files import records as uploads
from bot.sources.ingest import FetchResult, ListingUpdate
from bot.sources.listing_records import listings_of_source
from bot.sources.parsers.model import Document, ParsedEvent, ParseResult
from bot.sources.records import Source
from bot.sources.web_port import WebClient
from bot.store.engine import Database, ReadTransaction
from bot.text_guard.records import load_word_list
from bot.ui.text import host_of
from jobs.engine.worker_process import WorkerDied, run_in_process
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import DocumentParser, SandboxedParser
from jobs.web.source_reader import SourceReader

MAX_CONCURRENT = 4  # sources looked at side by side

log = structlog.get_logger()


@dataclass
class SourceRefresher:
    """Refreshes sources; `web_of` returns the web client of a workspace."""

    database: Database
    web_of: Callable[[str], WebClient]
    parser: DocumentParser
    rng: random.Random

    async def next_due_at(self, tx: ReadTransaction) -> datetime | None:
        """Return when the next source is due."""
        return await records.next_look_due(tx)

    async def run_due(self, now: datetime) -> int:
        """Refresh every source that is due; return their number."""
        async with self.database.transaction() as tx:
            for stuck in await records.set_looks_aside(tx, now):
                await tell_of_matter(tx, stuck.workspace, SOURCE, stuck.id, now)
            due = await records.due_sources(tx, now)
            # at one whose last look never ended the process may have died: it is claimed alone
            chosen = [each for each in due if not each.tries] or due[:1]
            sources = [each for each in chosen if await records.claim_source(tx, each, now)]
        room = asyncio.Semaphore(MAX_CONCURRENT)

        async def one(source: Source) -> None:
            async with room:
                await self._visit(source, now)

        outcomes = await asyncio.gather(*map(one, sources), return_exceptions=True)
        for source, outcome in zip(sources, outcomes, strict=True):
            if isinstance(outcome, Exception):
                log.error("look failed", action="source.look", source=source.id, exc_info=outcome)
        return len(sources)

    async def _visit(self, source: Source, now: datetime) -> None:
        look = await self._screen(source, await self._look(source, now))
        log.info(
            "looked",
            action="source.look",
            workspace=source.workspace,
            source=source.id,
            host=host_of(look.feed or source.address),
            fault=look.parsed.fault,
            reason=look.parsed.detail,
            events=len(look.parsed.events),
            unchanged=look.unchanged,
        )
        look = await self._compare(source, look, now)
        async with self.database.transaction() as tx:
            update = await ingest.ingest_result(
                tx, source.workspace, source.id, look, now, self.rng
            )
            if update is None:
                await records.end_look(tx, source)
        if update:
            await self._follow_up(source, update, now)

    async def _follow_up(self, source: Source, update: ListingUpdate, now: datetime) -> None:
        """Bring many events up to date, a few in each transaction: people write in between."""
        for part in update.parts():
            async with self.database.transaction() as tx:
                await listings.recompute_events(tx, source.workspace, part, now)
        async with self.database.transaction() as tx:
            await ingest.finish_update(tx, update, now, self.rng)
            await records.end_look(tx, source)

    async def _compare(self, source: Source, look: FetchResult, now: datetime) -> FetchResult:
        """Compare much in another process, before the transaction that needs the result.

        There it counts if nothing changed meanwhile. If the process dies, it is done there as well.
        """
        if source.state != "active" or look.unchanged or not look.parsed.events:
            return look
        async with self.database.read_transaction() as tx:
            known = await listings_of_source(tx, source, now)
        reading = listings.as_compared(look.parsed, complete=look.is_newer)
        work = LookWork(reading, known, source.most_entries, now)
        with suppress(WorkerDied):
            found = await self._compare_look(work)
            matches = await self._match(source, listings.find_fresh(found, now))
            prepared = listings.Prepared(known, found, matches)
            return structs.replace(look, prepared=prepared)
        return look

    async def _compare_look(self, work: LookWork) -> ListingComparison:
        if len(work.reading.events) + len(work.known) <= duplicates.MAX_HERE:
            return await listings.compare(work.reading, work.known, work.most_entries, work.now)
        answer = await run_in_process(compare_apart, encode_work(work))
        return read_comparison(work, answer)

    async def _match(
        self, source: Source, fresh: Sequence[ParsedEvent]
    ) -> duplicates.PreparedMatches | None:
        async with self.database.read_transaction() as tx:
            matching = await duplicates.prepare_matching(tx, source, fresh)
        if matching is None or not matching.is_large:
            return None
        answer = await run_in_process(match_apart, encode_work(matching))
        return duplicates.PreparedMatches(matching, read_matches(matching, answer))

    async def _screen(self, source: Source, look: FetchResult) -> FetchResult:
        """Mark what stays inside or is hidden, and find what its owner is asked about.

        Whoever saved a page was asked then: what it lists later is public.
        """
        if not look.parsed.events:
            return look
        async with self.database.read_transaction() as tx:
            kept = await load_word_list(tx, source.workspace, self.database.vault)
            hidden = await hidden_values(tx, source.workspace, "event", "title")
        asks = source.state == "looking" or look.is_newer
        if not (kept or hidden or asks):
            return look
        parsed, asked = await screening.screen_events(source, look.parsed, kept, hidden, asks=asks)
        return structs.replace(look, parsed=parsed, asked=asked)

    async def _look(self, source: Source, now: datetime) -> FetchResult:
        if file_of(source.address):
            return await self._read_file(source, now)
        reader = SourceReader(
            self.web_of(source.workspace),
            self.parser,
            source.zone,
            now,
            first_look=source.state == "looking",
        )
        if reader.first_look:
            return await reader.discover_feed(source.address)
        return await reader.refresh_feed(source)

    async def _read_file(self, source: Source, now: datetime) -> FetchResult:
        """Parse an uploaded file; nothing is fetched."""
        async with self.database.read_transaction() as tx:
            given = await uploads.find_upload(tx, source.workspace, source.id)
        if given is None:  # it was removed a moment ago
            return FetchResult(ParseResult(fault="unreadable", detail="no file"), source.address)
        reading = await self.parser.parse_document(
            Document("", given.content, "", now, source.zone)
        )
        if not reading.fault and reading.kind != "ics":
            reading = ParseResult(
                fault="unreadable", detail=f"{reading.kind} where a calendar file should be"
            )
        return FetchResult(reading, source.address, version=given.version, is_newer=given.is_newer)


@asynccontextmanager
async def open_source_refresher(
    database: Database, webs: Mapping[str, WebClient], seed: str
) -> AsyncIterator[SourceRefresher]:
    """Yield a refresher that uses a workspace's own web client, or the world's; close both at
    the end."""
    reader = SandboxedParser()
    fetcher = Fetcher(parser=reader)
    try:
        yield SourceRefresher(
            database,
            lambda workspace: webs.get(workspace, fetcher),
            reader,
            random.Random(seed or None),
        )
    finally:
        await reader.close()
        await fetcher.close()
