"""Look at the sources of events when their time comes.

Get what they give, have it read, and write it down.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from msgspec import structs

from bot.sources import ingest, records, rules
from bot.sources.addresses import calendar_of, combined_address, file_of, google_calendars
from bot.sources.files import records as uploads
from bot.sources.ingest import FetchResult
from bot.sources.parsers.detect import combine_results
from bot.sources.parsers.model import MAX_EVENTS, AlternateLink, Document, ParsedEvent, ParseResult
from bot.sources.records import Source
from bot.sources.web_port import WebClient, WebResponse
from bot.store.engine import Database, ReadTransaction
from bot.ui.text import host_of
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import DocumentParser, SandboxedParser

MAX_CONCURRENT = 4  # sources looked at side by side
MAX_CANDIDATES = 6  # ways from a page that are followed
MAX_PAGES = 4  # of one list

log = structlog.get_logger()

FetchedReading = tuple[WebResponse, ParseResult]


@dataclass
class SourceRefresher:
    """Looks at sources; `web_of` gives the web that a workspace sees."""

    database: Database
    web_of: Callable[[str], WebClient]
    parser: DocumentParser
    rng: random.Random

    async def next_due_at(self, tx: ReadTransaction) -> datetime | None:
        """Tell when the next look is due."""
        return await records.next_look_due(tx)

    async def run_due(self, now: datetime) -> int:
        """Look at every source whose time has come; give their number."""
        async with self.database.transaction() as tx:
            sources = [
                one
                for one in await records.due_sources(tx, now)
                if await records.claim_source(tx, one, now)
            ]
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
        look = await self._look(source, now)
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
        async with self.database.transaction() as tx:
            await ingest.ingest_result(tx, source.workspace, source.id, look, now, self.rng)

    async def _look(self, source: Source, now: datetime) -> FetchResult:
        if file_of(source.address):
            return await self._read_file(source, now)
        return await (
            self._discover(source, now) if source.state == "looking" else self._refresh(source, now)
        )

    async def _read_file(self, source: Source, now: datetime) -> FetchResult:
        """Read a file that somebody handed in; nothing is fetched."""
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

    async def _discover(self, source: Source, now: datetime) -> FetchResult:
        """Find out what an address is, and where its events stand best."""
        address = calendar_of(source.address)
        answer, reading = await self._get(source, address, now)
        if reading.fault and address != source.address:
            answer, reading = await self._get(source, source.address, now)
        if reading.fault or reading.kind not in ("page", "listing"):
            return await self._with_more(source, answer, reading, now)
        direct = [way for way in reading.alternates if way.kind not in ("entry", "rss")]
        posts = [way for way in reading.alternates if way.kind == "rss"]
        if look := await self._first_good(source, direct, reading.title, now):
            return look
        own = await self._own_events(source, reading, now)
        if own.events:
            return FetchResult(own, answer.address, answer.etag, answer.modified)
        if look := await self._first_good(source, posts, reading.title, now):
            return look
        return FetchResult(
            ParseResult(fault="no_events", detail="a page without events"), answer.address
        )

    async def _first_good(
        self, source: Source, ways: Sequence[AlternateLink], title: str, now: datetime
    ) -> FetchResult | None:
        """Follow the ways from a page until one leads to events.

        An empty calendar is better than none.
        """
        empty: FetchResult | None = None
        for way in ways[:MAX_CANDIDATES]:
            answer, reading = await self._get(source, way.address, now)
            if reading.fault or reading.kind in ("page", "listing"):
                continue
            named = title if reading.kind == "calendars" and title else reading.title
            reading = structs.replace(reading, title=named or title)
            if reading.events:
                return await self._with_more(source, answer, reading, now)
            if reading.kind in ("ics", "calendars") and empty is None:
                empty = FetchResult(reading, answer.address, answer.etag, answer.modified)
        return empty

    async def _refresh(self, source: Source, now: datetime) -> FetchResult:
        """Look whether a source tells anything new."""
        stale = rules.needs_full_read(source.kind, source.read_at, now)
        etag, modified = ("", "") if stale else (source.etag, source.modified)
        answer, reading = await self._get(source, source.feed, now, etag, modified)
        if answer.unchanged or reading.fault:
            return FetchResult(
                reading, source.feed, unchanged=answer.unchanged, retry_after=answer.retry_after
            )
        if reading.kind in ("page", "listing"):
            if source.kind not in ("page", "listing"):
                fault = ParseResult(fault="unreadable", detail=f"a page where {source.kind} was")
                return FetchResult(fault, source.feed)
            return FetchResult(
                await self._own_events(source, reading, now),
                source.feed,
                answer.etag,
                answer.modified,
            )
        return structs.replace(
            await self._with_more(source, answer, reading, now), feed=source.feed
        )

    async def _own_events(self, source: Source, page: ParseResult, now: datetime) -> ParseResult:
        """Give the events of a page itself, or of the files that it lists one by one."""
        entries = [way.address for way in page.alternates if way.kind == "entry"]
        if not entries or (source.kind == "page" and page.events):
            return structs.replace(page, kind="page")
        found: dict[tuple[str, str], ParsedEvent] = {}
        for address in entries:
            _, reading = await self._get(source, address, now)
            found |= {(each.uid, each.recurrence): each for each in reading.events}
        events = sorted(found.values(), key=lambda each: each.starts_at)
        if len(events) < len(page.events):
            return structs.replace(page, kind="page")
        return structs.replace(page, kind="listing", events=tuple(events))

    async def _with_more(
        self, source: Source, answer: WebResponse, reading: ParseResult, now: datetime
    ) -> FetchResult:
        """Turn the pages of a list that has several."""
        events, more = list(reading.events), reading.next_page
        for _ in range(MAX_PAGES - 1):
            if not more or host_of(more) != host_of(answer.address):
                break
            _, page = await self._get(source, more, now)
            events += page.events
            more = page.next_page
        told = structs.replace(reading, events=tuple(events[:MAX_EVENTS]))
        return FetchResult(
            told, answer.address, answer.etag, answer.modified, retry_after=answer.retry_after
        )

    async def _several(
        self, source: Source, calendars: Sequence[str], now: datetime
    ) -> FetchedReading:
        """Read a few calendars as one.

        What cannot be read at the first look is left out from then on.
        """
        looks = [await self._get(source, address, now) for address in calendars]
        good = [look for look in looks if look[1].kind == "ics" and not look[1].fault]
        if len(good) < len(looks) and (source.state != "looking" or not good):
            return next(look for look in looks if look[1].kind != "ics" or look[1].fault)
        if len(good) == 1:
            return good[0]
        return WebResponse(
            combined_address([answer.address for answer, _ in good])
        ), combine_results([reading for _, reading in good])

    async def _get(
        self, source: Source, address: str, now: datetime, etag: str = "", modified: str = ""
    ) -> FetchedReading:
        if len(several := google_calendars(address)) > 1:
            return await self._several(source, several, now)
        answer = await self.web_of(source.workspace).fetch(address, etag, modified)
        if answer.fault or answer.unchanged:
            return answer, ParseResult(fault=answer.fault, detail=answer.detail)
        # What was asked for is what is kept: a redirect may lead elsewhere tomorrow.
        answer = structs.replace(answer, address=address)
        document = Document(address, answer.body, answer.media_type, now, source.zone)
        return answer, await self.parser.parse_document(document)


@asynccontextmanager
async def open_source_refresher(
    database: Database, webs: Mapping[str, WebClient], seed: str
) -> AsyncIterator[SourceRefresher]:
    """Look at the web that a workspace has of its own, or at the world's.

    Let go of both at the end.
    """
    fetcher, reader = Fetcher(), SandboxedParser()
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
