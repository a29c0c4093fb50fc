"""Measure what strangers and single employees can do to everybody else at the doors."""

import asyncio
import gzip
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.config import LogSection
from bot.logs import configure_logging
from jobs.web.fetch import Fetcher
from jobs.web.sandbox import SandboxedParser
from tests.bench.doors import strangers, uploads
from tests.bench.doors.watch import Waits, watch_idle, watch_loop
from tests.bench.report import Figure, ms, show
from tests.doubles.web.server import Gate, Signpost, no_pause, packed, serving

MOST_WORK = 0.1  # seconds of the loop's own work between two turns of others
MOST_MEMORY, MOST_LOG = 50, 100_000  # megabytes; bytes
LINES = 100_000  # that strangers cause in a log


def main() -> None:
    show(
        "Doors",
        [
            ("an idle loop", idle),
            ("a file of evenings", upload),
            ("robots.txt", robots),
            ("a flood", flood),
            ("silence", silence),
            ("the log", log_lines),
        ],
    )


def idle() -> Iterator[Figure]:
    waits = asyncio.run(watch_idle())
    yield Figure("an idle loop beside it: a turn of others is late by", "", ms(waits.longest))


def upload() -> Iterator[Figure]:
    for words, waits in asyncio.run(_upload()):
        yield _waits(f"266 kB .ics, {words}", waits)


def robots() -> Iterator[Figure]:
    fault, waits = asyncio.run(_robots())
    yield _waits(f"robots.txt of 1.5 MB on the wire ({fault or 'read'})", waits)


def flood() -> Iterator[Figure]:
    sent, siege = asyncio.run(_flood())
    yield Figure(
        "600 MB, chunked and unsigned, to Slack's door: taken in",
        "<= 10 MB",
        f"{sent / 1e6:.1f} MB",
        sent <= 10_000_000,
    )
    kept = siege.grew <= MOST_MEMORY
    yield Figure("… memory grows by", f"<= {MOST_MEMORY} MB", f"{siege.grew:.1f} MB", kept)


def silence() -> Iterator[Figure]:
    answered, siege = asyncio.run(_silence())
    words = f"{strangers.SILENT} half-sent requests, {strangers.FILES} files allowed: "
    yield Figure(f"{words}a good request", "is answered", "yes" if answered else "no", answered)
    yield Figure("… a file can be opened", "yes", siege.opened, siege.opened == "yes")
    yield Figure("… written to the log", "<= 0.1 MB", f"{siege.log} bytes", siege.log <= MOST_LOG)


def log_lines() -> Iterator[Figure]:
    size, seconds = _log()
    told = f"{size} bytes, {seconds:.2f} s"
    yield Figure(f"{LINES:,} lines of a library", "<= 0.1 MB", told, size <= MOST_LOG)


def _waits(goal: str, waits: Waits) -> Figure:
    reached = f"{ms(waits.work)} work, {ms(waits.longest)} on the clock, in {waits.took:.1f} s"
    return Figure(f"{goal}: others wait at most", "100 ms", reached, waits.work <= MOST_WORK)


async def _upload() -> list[tuple[str, Waits]]:
    moved = timedelta(minutes=7, seconds=30)
    found = []
    async with uploads.open_desk() as desk:
        for words, name, entry in (
            ("all at one minute", "a.ics", uploads.one_minute("a")),
            ("the same again from another source", "b.ics", uploads.one_minute("b")),
            ("numbered anew", "b.ics", uploads.one_minute("c")),
            ("of one title", "t.ics", uploads.one_title("t")),
            ("of one title, moved and numbered anew", "t.ics", uploads.one_title("u", moved)),
        ):
            await desk.hand_in(name, uploads.calendar(entry))
            found.append((words, await desk.read()))
        for words, content in uploads.hostile_files():
            await desk.hand_in("h.ics", content)
            found.append((words, await desk.read()))
    return found


async def _robots() -> tuple[str, Waits]:
    rules = "".join(f"User-agent: b{n}\nDisallow: /{n}*a*b$\n" for n in range(200_000))
    async with serving() as site:
        site.pages["/robots.txt"] = packed(gzip.compress(rules.encode(), 1))
        site.pages["/"] = "text/html", b"<html>"
        parser = SandboxedParser()
        fetcher = Fetcher(Gate(site), Signpost(site), no_pause, parser=parser)
        async with watch_loop() as waits:
            answer = await fetcher.fetch(site.home + "/")
        await fetcher.close()
        await parser.close()
    return answer.fault, waits


async def _flood() -> tuple[int, strangers.Siege]:
    async with strangers.besieged() as (port, tell):
        sent = await strangers.flood(port)
        return sent, await tell()


async def _silence() -> tuple[bool, strangers.Siege]:
    async with strangers.besieged() as (port, tell):
        writers = await strangers.stay_silent(port)
        answered = await strangers.is_answered(port)
        siege = await tell()
        for writer in writers:
            writer.close()
        return answered, siege


def _log() -> tuple[int, float]:
    with tempfile.NamedTemporaryFile("w+", prefix="mingle-bench-") as file:
        was, sys.stderr = sys.stderr, file
        try:
            configure_logging(LogSection())
            began = time.perf_counter()
            for _ in range(LINES):
                logging.getLogger("asyncio").error("out of files\nsocket: <x>")
            seconds = time.perf_counter() - began
        finally:
            sys.stderr = was
            configure_logging(LogSection(level="error"))
        file.flush()
        return Path(file.name).stat().st_size, seconds
