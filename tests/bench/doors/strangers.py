"""What strangers send to an HTTP door: floods, silence, and bodies that nobody signed."""

import asyncio
import resource
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.slack.serve import EVENTS_PATH
from tests.bench.start import memory
from tests.ports import free_port

FLOOD = 600_000_000  # bytes
SILENT = 253  # connections
FILES = 256  # that the process may open
PIECE = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
PATIENCE = 30.0  # seconds


@dataclass
class Siege:
    """What an attack did to a process: its memory, its log, its loop, its files."""

    grew: float = 0.0  # megabytes
    log: int = 0  # bytes
    longest: float = 0.0  # seconds that others waited for a turn, as the process itself saw it
    opened: str = ""  # whether a file could be


@asynccontextmanager
async def besieged() -> AsyncIterator[tuple[int, Callable[[], Awaitable[Siege]]]]:
    """Yield the port of a Slack door in a process of its own, and what tells of it in the end."""
    port = free_port()
    with TemporaryDirectory(prefix="mingle-bench-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as written:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.bench.doors.slack_door",
                str(port),
                str(FILES),
                folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=written,
            )
        assert process.stdin
        assert process.stdout
        await process.stdout.readline()
        before = memory(process.pid)

        async def tell() -> Siege:
            siege = Siege(grew=memory(process.pid) - before)
            process.stdin.write(b"tell\n")  # type: ignore[union-attr]
            answer = (await process.stdout.readline()).decode().split()  # type: ignore[union-attr]
            siege.longest, siege.opened = float(answer[0]), answer[1]
            siege.log = log.stat().st_size
            return siege

        try:
            yield port, tell
        finally:
            process.kill()
            await process.wait()


async def flood(port: int) -> int:
    """Send a chunked body without end that nobody signed; return how much of it was taken."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {EVENTS_PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    stamps = f"X-Slack-Request-Timestamp: {_now()}\r\nX-Slack-Signature: v0={'0' * 64}\r\n\r\n"
    writer.write((head + stamps).encode())
    sent = 0
    with suppress(ConnectionError):
        while sent < FLOOD and not reader.at_eof():
            writer.write(PIECE)
            await writer.drain()
            sent += len(PIECE)
    writer.close()
    return sent


async def stay_silent(port: int) -> list[asyncio.StreamWriter]:
    """Open connections that send half a request, and then nothing."""
    writers = []
    for _ in range(SILENT):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            writers.append(writer)
    return writers


async def is_answered(port: int) -> bool:
    """Return whether a good request gets its answer (here 401: it is not signed)."""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            line = await reader.readline()
            writer.close()
            return b" 401 " in line
    return False


def allow_files(count: int) -> None:
    """Let this process open so many files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


def _now() -> int:
    return int(time.time())
