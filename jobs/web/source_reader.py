"""Read a source: find the best feed of an address, follow its pages, parse each in the sandbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from bot.sources import rules
from bot.sources.addresses import calendar_of, combined_address, google_calendars
from bot.sources.event_pages import complete_events, says_more
from bot.sources.ingest import FetchResult
from bot.sources.parsers.detect import combine_results
from bot.sources.parsers.model import (
    MAX_EVENTS,
    AlternateLink,
    Document,
    Fault,
    ParseResult,
)
from bot.sources.records import Source
from bot.sources.web_port import WebClient, WebResponse
from bot.ui.text import host_of
from jobs.web.sandbox import DocumentParser

MAX_CANDIDATES = 6  # ways from a page that are followed
MAX_PAGES = 4  # of one list
MAX_SILENT_PAGES = 4  # of single events that say nothing, before the others are left alone

_NOTHING_SURE = ("dates", "over")  # what a page shows that lists nothing ahead for sure
_NOTHING_THERE = (
    "",
    "not_found",
    "no_events",
    *_NOTHING_SURE,
)  # outcomes that say all there is to say

FetchedReading = tuple[WebResponse, ParseResult]


@dataclass
class SourceReader:
    """Reads one source at one moment; `zone` is that of its town, for times that name none.

    `first_look`: of several calendars, those that cannot be read are left out from then on.
    """

    web: WebClient
    parser: DocumentParser
    zone: str
    now: datetime
    first_look: bool = True

    async def discover_feed(self, address: str) -> FetchResult:
        """Find out what an address is, and which of its feeds lists its events best."""
        calendar = calendar_of(address)
        answer, reading = await self._get(calendar)
        if reading.fault and calendar != address:
            answer, reading = await self._get(address)
        if reading.fault or reading.kind not in ("page", "listing"):
            return await self._with_more(answer, reading)

        direct = [way for way in reading.alternates if way.kind not in ("entry", "rss")]
        posts = [way for way in reading.alternates if way.kind == "rss"]
        look = await self._first_good(direct, reading.title)
        if look and look.parsed.events:
            return look
        own = await self._own_events(reading, "")
        if any(event.sure for event in own.events):
            return FetchResult(own, answer.address, answer.etag, answer.modified)
        if look := look or await self._first_good(posts, reading.title):
            return look
        fault: Fault = "dates" if own.events else "no_events"
        nothing = ParseResult(fault=fault, detail="seen on the page", events=own.events)
        return FetchResult(nothing, answer.address)

    async def refresh_feed(self, source: Source) -> FetchResult:
        """Fetch a source again and return what changed."""
        stale = rules.needs_full_read(source.kind, source.read_at, self.now)
        etag, modified = ("", "") if stale else (source.etag, source.modified)
        answer, reading = await self._get(source.feed, etag, modified)
        if reading.fault in _NOTHING_SURE and source.kind in ("page", "listing"):
            # A page between two seasons, or one that was made anew: nothing is off for that.
            reading = structs.replace(reading, fault="", events=(), partial=True)
        if answer.unchanged or reading.fault:
            return FetchResult(
                reading, source.feed, unchanged=answer.unchanged, retry_after=answer.retry_after
            )
        if reading.kind not in ("page", "listing"):
            return structs.replace(await self._with_more(answer, reading), feed=source.feed)

        if source.kind not in ("page", "listing"):
            fault = ParseResult(fault="unreadable", detail=f"a page where {source.kind} was")
            return FetchResult(fault, source.feed)
        own = await self._own_events(reading, source.kind)
        return FetchResult(own, source.feed, answer.etag, answer.modified)

    async def _first_good(self, ways: Sequence[AlternateLink], title: str) -> FetchResult | None:
        """Follow alternate links from a page until one leads to events.

        An empty calendar is better than none.
        """
        empty: FetchResult | None = None
        for way in ways[:MAX_CANDIDATES]:
            answer, reading = await self._get(way.address)
            if way.kind == "club" and reading.kind in ("page", "listing"):
                inner = [each for each in reading.alternates if each.kind == "luma"]
                if look := await self._first_good(inner, title):
                    return look
            if reading.fault or reading.kind in ("page", "listing"):
                continue
            named = title if reading.kind == "calendars" and title else reading.title
            reading = structs.replace(reading, title=named or title)
            if reading.events:
                return await self._with_more(answer, reading)
            if reading.kind in ("ics", "calendars") and empty is None:
                empty = FetchResult(reading, answer.address, answer.etag, answer.modified)
        return empty

    async def _own_events(self, page: ParseResult, kind: str) -> ParseResult:
        """Return the events of a page itself, or of the files and pages that it lists one by one.

        `kind` is what the source was so far, or an empty string.
        """
        entries = [way.address for way in page.alternates if way.kind == "entry"]
        if not entries or (kind == "page" and page.events):
            return structs.replace(page, kind="page")

        pages: dict[str, ParseResult] = {}
        unread: set[str] = set()
        for address in entries:
            _, reading = await self._get(address)
            if reading.fault not in _NOTHING_THERE:
                unread.add(address)
            elif says_more(reading):
                pages[address] = reading
            elif not pages and page.events and entries.index(address) >= MAX_SILENT_PAGES:
                break
        hidden = kind == "listing" and bool(unread)
        if not (pages or hidden):
            return structs.replace(page, kind="page", partial=bool(unread))
        # What stood on a page that does not answer now is neither off nor without its hour.
        known = [each for each in page.events if kind != "listing" or each.link not in unread]
        return structs.replace(
            page,
            kind="listing",
            events=complete_events(known, pages),
            entries=len(entries),
            partial=bool(unread),
        )

    async def _with_more(self, answer: WebResponse, reading: ParseResult) -> FetchResult:
        """Follow the next pages of a paginated list."""
        events, more = list(reading.events), reading.next_page
        entries, sees_until, partial = reading.entries, reading.sees_until, False
        for _ in range(MAX_PAGES - 1):
            if not more or host_of(more) != host_of(answer.address):
                break
            _, page = await self._get(more)
            events += page.events
            entries += page.entries
            sees_until = page.sees_until
            partial |= bool(page.fault)
            more = page.next_page
        told = structs.replace(
            reading,
            events=tuple(events[:MAX_EVENTS]),
            entries=entries,
            sees_until=sees_until,
            partial=partial,
        )
        return FetchResult(
            told, answer.address, answer.etag, answer.modified, retry_after=answer.retry_after
        )

    async def _several(self, calendars: Sequence[str]) -> FetchedReading:
        """Fetch a few calendars as one."""
        looks = [await self._get(address) for address in calendars]
        good = [look for look in looks if look[1].kind == "ics" and not look[1].fault]
        if len(good) < len(looks) and not (self.first_look and good):
            return next(look for look in looks if look[1].kind != "ics" or look[1].fault)
        if len(good) == 1:
            return good[0]
        together = combined_address([answer.address for answer, _ in good])
        return WebResponse(together), combine_results([reading for _, reading in good])

    async def _get(self, address: str, etag: str = "", modified: str = "") -> FetchedReading:
        if len(several := google_calendars(address)) > 1:
            return await self._several(several)
        answer = await self.web.fetch(address, etag, modified)
        if answer.fault or answer.unchanged:
            return answer, ParseResult(fault=answer.fault, detail=answer.detail)

        document = Document(
            answer.address, answer.body, answer.media_type, self.now, self.zone, answer.charset
        )
        # What was asked for is what is kept: a redirect may lead elsewhere tomorrow.
        answer = structs.replace(answer, address=address)
        return answer, await self.parser.parse_document(document)
