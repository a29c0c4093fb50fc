"""A site says what programs may read: however long it is about it, little of that is taken in."""

import gzip
from collections.abc import AsyncIterator

import pytest

from bot.sources.parsers.model import Document, ParseResult
from jobs.web.fetch import MAX_ROBOTS, Fetcher
from tests.doubles.standins import ReadsHere
from tests.doubles.web.server import (
    Gate,
    Handler,
    Signpost,
    Site,
    endless,
    no_pause,
    packed,
    serving,
)
from tests.factories.sources import TALK, make_calendar

RULES = b"User-agent: *\nDisallow: /private\n"


class Reading(ReadsHere):
    """Reads rules, and notes how long they were."""

    def __init__(self, *, fails: bool = False) -> None:
        self.sizes: list[int] = []
        self.fails = fails

    async def parse_document(self, document: Document) -> ParseResult:
        self.sizes.append(len(document.body))
        if self.fails:
            return ParseResult(fault="bomb", detail="more than 8 s")
        return await super().parse_document(document)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as opened:
        opened.pages["/c.ics"] = make_calendar(TALK)
        yield opened


async def look(site: Site, reading: Reading, *paths: str) -> list[str]:
    fetcher = Fetcher(Gate(site), Signpost(site), no_pause, parser=reading)
    faults: list[str] = [(await fetcher.fetch(site.home + path)).fault for path in paths]
    await fetcher.close()
    return faults


async def test_rules_are_heeded_and_fetched_once(site: Site) -> None:
    site.pages |= {"/robots.txt": ("text/plain", RULES), "/private": make_calendar(TALK)}
    assert await look(site, Reading(), "/private", "/c.ics", "/c.ics") == ["robots", "", ""]
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


@pytest.mark.parametrize("kind", ["long", "endless", "packed"])
async def test_of_endless_rules_the_beginning_is_read(site: Site, kind: str) -> None:
    long = RULES + b"".join(b"Disallow: /%d\n" % number for number in range(100_000))
    pages: dict[str, tuple[str, bytes] | Handler] = {
        "long": ("text/plain", long),
        "endless": endless(200),
        "packed": packed(gzip.compress(long)),
    }
    site.pages |= {"/robots.txt": pages[kind], "/private": make_calendar(TALK)}
    reading = Reading()
    forbidden = "" if kind == "endless" else "robots"  # zeros forbid nothing
    assert await look(site, reading, "/c.ics", "/private") == ["", forbidden]
    assert set(reading.sizes) == {MAX_ROBOTS}


async def test_where_nobody_can_read_the_rules_the_site_is_left_alone(site: Site) -> None:
    site.pages["/robots.txt"] = ("text/plain", RULES)
    assert await look(site, Reading(fails=True), "/c.ics") == ["robots"]
    assert site.requests() == []


async def test_no_rules_need_no_reading(site: Site) -> None:
    reading = Reading()
    assert await look(site, reading, "/c.ics") == [""]
    assert reading.sizes == []
