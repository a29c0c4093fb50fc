"""Whatever takes over the child that reads pages finds nothing there: no file, no network."""

import asyncio
import sys
from pathlib import Path

import msgspec
import pytest

from bot.sources.parsers.model import Document, ParseResult
from jobs.web.confinement import find_confinement
from jobs.web.sandbox import LENGTH_BYTES, SandboxedParser
from tests.jobs.web.test_sandbox import GOOD, NOW, document

# The child's own program, of which the reading alone is another.
TAKEN_OVER = """
import os, socket, sys
from bot.sources.parsers.model import ParseResult
from jobs.web import sandbox_worker

def attempt(told):
    outcomes = []
    for deed in DEEDS:
        try:
            eval(deed)
            outcomes.append("done")
        except OSError as error:
            outcomes.append(type(error).__name__)
    return ParseResult(detail=" ".join(outcomes))

DEEDS = sys.argv[1:]
sandbox_worker._read = attempt
sandbox_worker.main(5)
"""

confined = find_confinement()
needs_landlock = pytest.mark.skipif(not confined.landlock, reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not confined.seccomp, reason="this kernel has no seccomp")


async def attempt(*deeds: str) -> list[str]:
    """Return what becomes of deeds in the child, in the process that would read a page."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        TAKEN_OVER,
        *deeds,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told = msgspec.msgpack.encode(document(GOOD))
    answer, _ = await child.communicate(len(told).to_bytes(LENGTH_BYTES, "big") + told)
    return msgspec.msgpack.decode(answer[LENGTH_BYTES:], type=ParseResult).detail.split()


@needs_landlock
async def test_the_child_opens_neither_the_database_nor_settings_and_writes_nothing(
    tmp_path: Path,
) -> None:
    database = tmp_path / "mingle.db"
    database.write_bytes(b"SQLite format 3\0")
    deeds = (
        f"open({str(database)!r}, 'rb')",
        f"open({str(tmp_path / 'new')!r}, 'wb')",
        f"os.listdir({str(tmp_path)!r})",
        f"os.unlink({str(database)!r})",
        "open('/etc/passwd')",
        "open(f'/proc/{os.getppid()}/environ')",
        "open('README.md')",
    )
    assert await attempt(*deeds) == ["PermissionError"] * len(deeds)
    assert database.read_bytes() == b"SQLite format 3\0"


@needs_seccomp
async def test_the_child_reaches_no_network_and_starts_no_program() -> None:
    deeds = (
        "socket.create_connection(('127.0.0.1', 80), 1)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "os.execv(sys.executable, [sys.executable, '-c', ''])",
    )
    assert await attempt(*deeds) == ["PermissionError"] * 4


async def test_the_child_opens_only_so_many_files_at_once_on_every_system() -> None:
    assert await attempt("[os.dup(1) for _ in range(100)]") == ["OSError"]


@needs_landlock
async def test_a_confined_child_still_reads_times_of_every_zone() -> None:
    parser = SandboxedParser()
    zones = ("Pacific/Apia", "America/Argentina/Buenos_Aires", "Europe/Kyiv")
    bodies = [
        GOOD.replace(b"DTSTART:", f"DTSTART;TZID={zone}:".encode()).replace(b"Z\n", b"\n")
        for zone in zones
    ]
    try:
        readings = [await parser.parse_document(document(body)) for body in bodies]
    finally:
        await parser.close()
    assert [reading.events[0].zone for reading in readings] == [*zones]


async def test_robots_are_read_by_the_child_too() -> None:
    parser = SandboxedParser()
    body = b"User-agent: *\nDisallow: /private"
    try:
        faults = [
            (
                await parser.parse_document(
                    Document(f"https://x.example{path}", body, "", NOW, "UTC", robots=True)
                )
            ).fault
            for path in ("/private/a", "/public")
        ]
    finally:
        await parser.close()
    assert faults == ["robots", ""]
