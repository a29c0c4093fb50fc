"""Parse untrusted documents in a child process with memory and time limits.

The child is kept ready and forks a process for each document: that one alone has the limits, and
ends with the document.
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from bot.sources.parsers.model import Document, ParseResult

MAX_SECONDS = 8  # for one document, of a processor and on the clock
MAX_MEMORY = 256 * 1024 * 1024
MAX_ANSWER = 16_000_000  # bytes a reading may have
LENGTH_BYTES = 4  # bytes that tell a length

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ParseResult)


class DocumentParser(Protocol):
    """A parser of documents, sandboxed or not."""

    async def parse_document(self, document: Document) -> ParseResult:
        """Return what a document holds."""


class SandboxedParser:
    """Sends documents to the child one by one; a child that died is replaced."""

    def __init__(self, seconds: int = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def parse_document(self, document: Document) -> ParseResult:
        """Return what a document holds; one that takes too much time or memory is unreadable."""
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds + 5):
                    return await self._ask(document)
            except (OSError, TimeoutError, EOFError, msgspec.MsgspecError) as error:
                await self._end()
                return ParseResult(
                    fault="unreadable", detail=f"the reading child failed: {type(error).__name__}"
                )

    async def close(self) -> None:
        """End the child."""
        async with self._turn:
            await self._end()

    async def _ask(self, document: Document) -> ParseResult:
        child = await self._started()
        assert child.stdin
        assert child.stdout
        told = _encoder.encode(document)
        child.stdin.write(len(told).to_bytes(LENGTH_BYTES, "big") + told)
        await child.stdin.drain()
        size = int.from_bytes(await child.stdout.readexactly(LENGTH_BYTES), "big")
        return _decoder.decode(await child.stdout.readexactly(min(size, MAX_ANSWER)))

    async def _started(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "jobs.web.sandbox_worker",
                str(self._seconds),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # libraries warn with words of the document
                cwd=Path(__file__).parents[2],
                env={
                    name: os.environ[name]
                    for name in ("PATH", "LANG", "COVERAGE_PROCESS_CONFIG")
                    if name in os.environ
                },
            )
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
