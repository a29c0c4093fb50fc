# ruff: noqa: E501
"""No page or feed harms Mingle (S2): whatever is read ends soon, in little memory, while everybody else is served."""

import asyncio
import gzip
import itertools
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import thread_time

import pytest

from bot.sources.parsers.model import Document, ParseResult
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import MAX_MEMORY, MAX_SECONDS, SandboxedParser
from tests.doubles.web.server import Gate, Signpost, endless, no_pause, packed, serving, zip_bomb

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
MOST_WORK = 0.25  # seconds of the processor that the loop may spend between two turns of others
GOOD = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Talk\nDTSTART:20261015T163000Z\nEND:VEVENT\nEND:VCALENDAR\n"


@dataclass
class Work:
    """The most processor time that the loop kept for itself between two turns of others."""

    most: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Work]:
    work = Work()

    async def watch() -> None:
        while True:
            before = thread_time()
            await asyncio.sleep(0.005)
            work.most = max(work.most, thread_time() - before)

    watching = asyncio.create_task(watch())
    try:
        yield work
    finally:
        watching.cancel()


@pytest.fixture
async def reader() -> AsyncIterator[SandboxedParser]:
    made = SandboxedParser()
    await made.parse_document(document(GOOD))  # the child has started
    yield made
    await made.close()


@pytest.fixture
async def hasty() -> AsyncIterator[SandboxedParser]:
    """A parser that allows each document one second."""
    made = SandboxedParser(seconds=1)
    yield made
    await made.close()


def document(body: bytes) -> Document:
    return Document("https://town.example/", body, "", NOW, "Europe/Berlin")


def rule_bombs() -> Iterator[str]:
    """Return recurrence rules with far too many occurrences, or with none ever."""
    every = ",".join(map(str, range(60)))
    often = ("SECONDLY", "MINUTELY", "HOURLY", "secondly")
    lists = (
        "",
        f";BYSECOND={every}",
        f";BYMINUTE={every}",
        ";BYMONTH=2;BYMONTHDAY=30",
        ";INTERVAL=1",
        ";COUNT=999999999",
    )
    yield from (
        f"FREQ={freq}{more}{end}"
        for freq in often
        for more in lists
        for end in ("", ";UNTIL=99991231")
    )
    for freq, a, b in itertools.product(
        ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"), ("BYHOUR", "BYMINUTE"), ("BYSECOND",)
    ):
        hours = ",".join(map(str, range(24))) if a == "BYHOUR" else every
        yield f"FREQ={freq};{a}={hours};{b}={every}"
    for freq, month, day in itertools.product(
        ("DAILY", "MONTHLY", "YEARLY"), ("2", "02", "2,4", "4,6,9,11"), ("31", "-31", "31,32", "32")
    ):
        yield f"FREQ={freq};BYMONTH={month};BYMONTHDAY={day}"
    yield from (f"FREQ=DAILY;COUNT={'9' * length}" for length in range(5, 45))
    yield from (
        f"FREQ={freq};BYSETPOS={at};BYDAY=MO"
        for freq in ("WEEKLY", "MONTHLY")
        for at in (-9999, 999, 1000)
    )
    yield from (f"FREQ=YEARLY;BYYEARDAY={day};BYMONTHDAY=3" for day in range(200, 260))


def calendar(rule: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Talk",
        "DTSTART:19700101T000000Z",
        f"RRULE:{rule}",
    ]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR"]).encode()


def entities() -> bytes:
    levels = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{levels}]><rss><channel><title>&l9;</title></channel></rss>'.encode()


BOMBS = {
    "entities nine levels deep": entities(),
    "entities in another alphabet": entities().decode().encode("utf-16"),
    "a hundred thousand posts": b"<rss version='2.0'><channel>" + b"<item><title>Talk on 15 October 2026</title></item>" * 100_000,
    "tags 200,000 deep": b"<rss version='2.0'><channel>" + b"<a>" * 200_000,
    "a page 200,000 deep": b"<html><body>" + b"<div>" * 200_000,
    "lists 200,000 deep": b"[" * 200_000,
    "data 200,000 deep on a page": b'<html><script type="application/ld+json">' + b"[" * 200_000 + b"</script>",
    "ten megabytes of one line": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"x" * 9_900_000,
    "ten megabytes of events": (b"BEGIN:VEVENT\nDTSTART:20261015T163000Z\nEND:VEVENT\n" * 250_000)[:9_900_000],
    "millions of small lists": b"[" + b"[]," * 3_000_000 + b"[]]",
    "a zone that never rests": b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
    b"RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\n"
    b"BEGIN:VEVENT\nDTSTART;TZID=X:20261015T183000\nEND:VEVENT\n",
    "a list of two hundred thousand events": b"<html><ul>" + b"<li>15 October 2026, 18:30 <b>Talk</b></li>" * 200_000,
    "a line of three hundred thousand dates": b"<html><p>" + b"15 October 2026, 18:30 Talk " * 300_000,
    "lines of numbers": b"<html>" + b"<p>1, 2, 3, 4, 5, 6, 7, 8, 9, 1.1.1.1.1 10:00, 11:00</p>" * 100_000,
    "dates with gaps": b"<html>" + (b"<p>15 " + b"- " * 900 + b"October</p>") * 5_000,
    "dates far inside": b"<html>" + b"<div>" * 250 + b"<p>15 October 2026 Talk</p>" * 300_000,
    "sheets of a calendar": b"<html>" + b"<p>Oct</p><p>15</p><p>Thu</p>" * 300_000,
    "a hundred thousand dates": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261015T163000Z\n"
    + b"RDATE:" + b"20261015T163000Z," * 100_000 + b"\nEND:VEVENT\n",
}  # fmt: skip


async def test_whatever_is_sent_is_read_or_refused_soon(reader: SandboxedParser) -> None:
    child = reader._child
    async with watched() as work:
        for name, body in BOMBS.items():
            reading = await reader.parse_document(document(body))
            assert len(reading.events) <= 2_000, name
            assert reader._child is child, name  # it kept its own limits: nobody had to end it
    assert work.most < MOST_WORK
    assert (
        len((await reader.parse_document(document(GOOD))).events) == 1
    )  # and the next one is read as ever


async def test_a_rule_that_asks_for_too_much_is_refused(reader: SandboxedParser) -> None:
    bombs = list(rule_bombs())
    assert len(set(bombs)) >= 200
    async with watched() as work:
        readings = [await reader.parse_document(document(calendar(rule))) for rule in bombs]
    assert not [
        rule for rule, reading in zip(bombs, readings, strict=True) if reading.fault != "bomb"
    ]
    # each is seen without trying it
    assert not [reading.detail for reading in readings if f"{MAX_SECONDS} s" in reading.detail]
    assert work.most < MOST_WORK


async def test_what_slips_through_is_ended_in_time_and_in_little_memory(
    reader: SandboxedParser, hasty: SandboxedParser
) -> None:
    # No single rule of these looks odd; each makes the library search until the year 9999.
    sly = calendar("FREQ=DAILY;BYMONTH=2;BYWEEKNO=40").decode()
    events = "\r\n".join(
        sly.replace("UID:1", f"UID:{number}").split("\r\n", 1)[1].removesuffix("END:VCALENDAR")
        for number in range(20)
    )
    async with watched() as work:
        slow = await hasty.parse_document(
            document(f"BEGIN:VCALENDAR\r\n{events}\r\nEND:VCALENDAR".encode())
        )
        large = await reader.parse_document(document(BOMBS["millions of small lists"]))
    assert (slow.fault, large.fault) == ("bomb", "bomb")
    assert "more than 1 s" in slow.detail
    assert str(MAX_MEMORY) in large.detail
    assert work.most < MOST_WORK


async def test_a_child_that_died_is_replaced(reader: SandboxedParser) -> None:
    child = reader._child
    assert child
    child.kill()
    await child.wait()
    assert len((await reader.parse_document(document(GOOD))).events) == 1


async def test_what_unpacks_to_a_thousand_times_its_size_is_left_where_it_is() -> None:
    bomb = zip_bomb(1)
    assert len(bomb) < 1_100_000
    small = gzip.compress(b"\0" * 9_000_000)
    async with serving() as site, watched() as work:
        site.pages |= {
            "/zip": packed(bomb),
            "/small": packed(small),
            "/big": endless(50),
            "/odd": packed(b"x", "br"),
        }
        site.pages |= {"/lie": packed(b"not packed at all"), "/ok": packed(gzip.compress(GOOD))}
        fetcher = Fetcher(Gate(site), Signpost(site), no_pause)
        answers = {path: await fetcher.fetch(site.home + path) for path in site.pages}
        await fetcher.close()
    faults = {path: answer.fault for path, answer in answers.items()}
    assert faults == {
        "/zip": "too_big",
        "/small": "too_big",
        "/big": "too_big",
        "/odd": "unreadable",
        "/lie": "unreadable",
        "/ok": "",
    }
    assert answers["/ok"].body == GOOD
    assert work.most < MOST_WORK


class TestTenThousandInputs:
    """Whatever a program may write, or a line may garble: it is read, or refused in a word."""

    @pytest.mark.parametrize("seed", range(5))
    def test_calendars(self, seed: int) -> None:
        rng = random.Random(seed)
        assert all(self._well(garbled(rng, calendar_words(rng))) for _ in range(1_000))

    @pytest.mark.parametrize("seed", range(5))
    def test_feeds(self, seed: int) -> None:
        rng = random.Random(seed)
        assert all(self._well(garbled(rng, feed_words(rng))) for _ in range(1_000))

    @pytest.mark.parametrize("seed", range(2))
    def test_pages_and_data(self, seed: int) -> None:
        rng = random.Random(seed)
        assert all(
            self._well(garbled(rng, rng.choice((page_words, data_words))(rng))) for _ in range(500)
        )

    def _well(self, body: bytes) -> bool:
        from bot.sources.parsers.detect import parse_document

        reading = parse_document(document(body))
        return isinstance(reading, ParseResult) and all(
            each.starts_at < each.ends_at for each in reading.events
        )


STAMPS = (
    "20261015T183000", "20261015T163000Z", "20261015", "2026-10-15T18:30:00+02:00", "99991231T235959", "00010101T000000",
    "20261332", "", "now", "20261025T023000", "20260329T023000", "21000101T000000Z", "١٩٧٠٠١٠١", "20261015T183000/PT1H",
)  # fmt: skip
ZONES = (
    "Europe/Berlin",
    "W. Europe Standard Time",
    "X",
    "",
    '"Pacific/Apia"',
    "UTC",
    "../../etc/passwd",
    "\u202e",
    "Etc/GMT+99",
)
RULES = ("FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=3", "FREQ=MONTHLY;BYDAY=3TH", "FREQ=DAILY;UNTIL=20261101", "FREQ=", "COUNT=3",
         "FREQ=YEARLY;BYWEEKNO=53", "FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR", "nonsense")  # fmt: skip
WORDS = (
    "Talk",
    "",
    "Caf\u00e9",
    "\ud800",
    "<b>x</b>",
    "a" * 300,
    "\\n\\,\\;",
    "CANCELLED: x",
    "\u202ex",
    "15.10.2026 18 Uhr",
    "x\0y",
    "31 Feb 2026",
    "&amp;&#0;&#xD800;",
)


def calendar_words(rng: random.Random) -> str:
    lines = ["BEGIN:VCALENDAR", f"X-WR-TIMEZONE:{rng.choice(ZONES)}"]
    for _ in range(rng.randint(0, 3)):
        lines += ["BEGIN:VEVENT", f"UID:{rng.choice('ab')}", f"SUMMARY:{rng.choice(WORDS)}"]
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"):
            if rng.random() < (0.9 if name == "DTSTART" else 0.4):
                zone = (
                    f";TZID={rng.choice(ZONES)}"
                    if rng.random() < 0.5
                    else rng.choice(("", ";VALUE=DATE"))
                )
                lines.append(f"{name}{zone}:{rng.choice(STAMPS)}")
        lines += [f"RRULE:{rng.choice(RULES)}"] * (rng.random() < 0.4)
        lines += [
            f"{rng.choice(('LOCATION', 'URL', 'DESCRIPTION', 'STATUS', 'DURATION', 'SEQUENCE'))}:{rng.choice(WORDS)}"
        ]
        lines += ["END:VEVENT"] * (rng.random() < 0.9)
    return rng.choice(("\r\n", "\n")).join([*lines, "END:VCALENDAR"])


def feed_words(rng: random.Random) -> str:
    item = "".join(
        f"<{name}>{rng.choice((*WORDS, *STAMPS))}</{name}>"
        for name in (
            "title",
            "description",
            "ev:startdate",
            "ev:enddate",
            "xCal:dtstart",
            "link",
            "guid",
            "pubDate",
        )
        if rng.random() < 0.6
    )
    kind = rng.choice(("item", "entry"))
    spaces = ' xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:xCal="urn:ietf:params:xml:ns:xcal"'
    return f'<?xml version="1.0"?><rss version="2.0"{spaces}><channel><{kind}>{item}</{kind}></channel></rss>'


def page_words(rng: random.Random) -> str:
    data = f'{{"@type": "Event", "name": "{rng.choice(WORDS)}", "startDate": "{rng.choice(STAMPS)}", "location": [{rng.randint(0, 9)}]}}'
    link = f'<a href="{rng.choice(("webcal:", "http://[", "/x.ics", "//", "http://a b/"))}">x</a>'
    return f'<html><script type="application/ld+json">{data}</script>{link}<div class="h-event"><time class="dt-start">{rng.choice(STAMPS)}</time></div>'


def data_words(rng: random.Random) -> str:
    value = rng.choice(
        (
            '"x"',
            "null",
            "1e400",
            "[]",
            "{}",
            f'"{rng.choice(STAMPS)}"',
            "-1",
            "99999999999999999999",
        )
    )
    event = f'{{"id": {value}, "title": {value}, "start_date": "{rng.choice(STAMPS)}", "startDate": {value}, "venue": {value}, "event": {value}}}'
    return f'{{"{rng.choice(("events", "upcoming"))}": [{event}], "website": {value}, "next_rest_url": {value}}}'


def garbled(rng: random.Random, words: str) -> bytes:
    body = bytearray(words.encode(rng.choice(("utf-8", "utf-16", "cp1252")), errors="replace"))
    for _ in range(rng.choice((0, 0, 1, 3))):
        at = rng.randrange(len(body))
        match rng.randrange(3):
            case 0:
                body[at] = rng.randrange(256)
            case 1:
                del body[at : at + rng.randint(1, 40)]
            case 2:
                body[at:at] = body[max(0, at - 30) : at]
    return bytes(body) or b" "
