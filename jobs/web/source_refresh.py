"""Look at the sources of events when their time comes: get what they give, have it read, and write it down."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from msgspec import structs

from bot.sources import ingest, records, rules
from bot.sources.addresses import calendar_of, file_of, google_calendars, host_of, together
from bot.sources.files import records as uploads
from bot.sources.ingest import Look
from bot.sources.parsers.detect import as_one
from bot.sources.parsers.model import MOST_EVENTS, Document, Found, Reading, Way
from bot.sources.records import Source
from bot.sources.web_port import Answer, Web
from bot.store.engine import Database, Transaction
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import Reader, Reads

AT_ONCE = 4  # sources looked at side by side
MOST_TRIED = 6  # ways from a page that are followed
MOST_PAGES = 4  # of one list

log = structlog.get_logger()

Got = tuple[Answer, Reading]


@dataclass
class Feeds:
    """Looks at sources; `web_of` gives the web that a workspace sees."""

    database: Database
    web_of: Callable[[str], Web]
    reader: Reads
    rng: random.Random

    async def soonest(self, tx: Transaction) -> datetime | None:
        """Tell when the next look is due."""
        return await records.soonest(tx)

    async def sweep(self, now: datetime) -> int:
        """Look at every source whose time has come; give their number."""
        async with self.database.transaction() as tx:
            sources = [one for one in await records.due(tx, now) if await records.claim(tx, one, now)]
        room = asyncio.Semaphore(AT_ONCE)

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
            fault=look.reading.fault,
            reason=look.reading.reason,
            events=len(look.reading.events),
            unchanged=look.unchanged,
        )
        async with self.database.transaction() as tx:
            await ingest.take_in(tx, source.workspace, source.id, look, now, self.rng)

    async def _look(self, source: Source, now: datetime) -> Look:
        if file_of(source.address):
            return await self._read_file(source, now)
        return await (self._discover(source, now) if source.state == "looking" else self._refresh(source, now))

    async def _read_file(self, source: Source, now: datetime) -> Look:
        """Read a file that somebody handed in; nothing is fetched."""
        async with self.database.reading() as tx:
            given = await uploads.find(tx, source.workspace, source.id)
        if given is None:  # it was removed a moment ago
            return Look(Reading(fault="unreadable", reason="no file"), source.address)
        reading = await self.reader.read(Document("", given.content, "", now, source.zone))
        if not reading.fault and reading.kind != "ics":
            reading = Reading(fault="unreadable", reason=f"{reading.kind} where a calendar file should be")
        return Look(reading, source.address, version=given.version, newer=given.newer)

    async def _discover(self, source: Source, now: datetime) -> Look:
        """Find out what an address is, and where its events stand best."""
        address = calendar_of(source.address)
        answer, reading = await self._get(source, address, now)
        if reading.fault and address != source.address:
            answer, reading = await self._get(source, source.address, now)
        if reading.fault or reading.kind not in ("page", "listing"):
            return await self._with_more(source, answer, reading, now)
        direct = [way for way in reading.ways if way.kind not in ("entry", "rss")]
        posts = [way for way in reading.ways if way.kind == "rss"]
        if look := await self._first_good(source, direct, reading.title, now):
            return look
        own = await self._own_events(source, reading, now)
        if own.events:
            return Look(own, answer.address, answer.etag, answer.modified)
        if look := await self._first_good(source, posts, reading.title, now):
            return look
        return Look(Reading(fault="no_events", reason="a page without events"), answer.address)

    async def _first_good(self, source: Source, ways: Sequence[Way], title: str, now: datetime) -> Look | None:
        """Follow the ways from a page until one leads to events; an empty calendar is better than none."""
        empty: Look | None = None
        for way in ways[:MOST_TRIED]:
            answer, reading = await self._get(source, way.address, now)
            if reading.fault or reading.kind in ("page", "listing"):
                continue
            named = title if reading.kind == "calendars" and title else reading.title
            reading = structs.replace(reading, title=named or title)
            if reading.events:
                return await self._with_more(source, answer, reading, now)
            if reading.kind in ("ics", "calendars") and empty is None:
                empty = Look(reading, answer.address, answer.etag, answer.modified)
        return empty

    async def _refresh(self, source: Source, now: datetime) -> Look:
        """Look whether a source tells anything new."""
        stale = rules.is_stale(source.kind, source.read_at, now)
        etag, modified = ("", "") if stale else (source.etag, source.modified)
        answer, reading = await self._get(source, source.feed, now, etag, modified)
        if answer.unchanged or reading.fault:
            return Look(reading, source.feed, unchanged=answer.unchanged, wait=answer.wait)
        if reading.kind in ("page", "listing"):
            if source.kind not in ("page", "listing"):
                fault = Reading(fault="unreadable", reason=f"a page where {source.kind} was")
                return Look(fault, source.feed)
            return Look(await self._own_events(source, reading, now), source.feed, answer.etag, answer.modified)
        return structs.replace(await self._with_more(source, answer, reading, now), feed=source.feed)

    async def _own_events(self, source: Source, page: Reading, now: datetime) -> Reading:
        """Give the events of a page itself, or of the files that it lists one by one."""
        entries = [way.address for way in page.ways if way.kind == "entry"]
        if not entries or (source.kind == "page" and page.events):
            return structs.replace(page, kind="page")
        found: dict[tuple[str, str], Found] = {}
        for address in entries:
            _, reading = await self._get(source, address, now)
            found |= {(each.uid, each.recurrence): each for each in reading.events}
        events = sorted(found.values(), key=lambda each: each.starts_at)
        if len(events) < len(page.events):
            return structs.replace(page, kind="page")
        return structs.replace(page, kind="listing", events=tuple(events))

    async def _with_more(self, source: Source, answer: Answer, reading: Reading, now: datetime) -> Look:
        """Turn the pages of a list that has several."""
        events, more = list(reading.events), reading.more
        for _ in range(MOST_PAGES - 1):
            if not more or host_of(more) != host_of(answer.address):
                break
            _, page = await self._get(source, more, now)
            events += page.events
            more = page.more
        told = structs.replace(reading, events=tuple(events[:MOST_EVENTS]))
        return Look(told, answer.address, answer.etag, answer.modified, wait=answer.wait)

    async def _several(self, source: Source, calendars: Sequence[str], now: datetime) -> Got:
        """Read a few calendars as one; what cannot be read at the first look is left out from then on."""
        looks = [await self._get(source, address, now) for address in calendars]
        good = [look for look in looks if look[1].kind == "ics" and not look[1].fault]
        if len(good) < len(looks) and (source.state != "looking" or not good):
            return next(look for look in looks if look[1].kind != "ics" or look[1].fault)
        if len(good) == 1:
            return good[0]
        return Answer(together([answer.address for answer, _ in good])), as_one([reading for _, reading in good])

    async def _get(self, source: Source, address: str, now: datetime, etag: str = "", modified: str = "") -> Got:
        if len(several := google_calendars(address)) > 1:
            return await self._several(source, several, now)
        answer = await self.web_of(source.workspace).fetch(address, etag, modified)
        if answer.fault or answer.unchanged:
            return answer, Reading(fault=answer.fault, reason=answer.reason)
        # What was asked for is what is kept: a redirect may lead elsewhere tomorrow.
        answer = structs.replace(answer, address=address)
        document = Document(address, answer.body, answer.media_type, now, source.zone)
        return answer, await self.reader.read(document)


@asynccontextmanager
async def open_feeds(database: Database, webs: Mapping[str, Web], seed: str) -> AsyncIterator[Feeds]:
    """Look at the web that a workspace has of its own, or at the world's; let go of both at the end."""
    fetcher, reader = Fetcher(), Reader()
    try:
        yield Feeds(database, lambda workspace: webs.get(workspace, fetcher), reader, random.Random(seed or None))
    finally:
        await reader.close()
        await fetcher.close()
