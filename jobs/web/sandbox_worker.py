"""The child that parses untrusted documents, one after the other.

`python -m jobs.web.sandbox_worker 8` reads them from its input; 8 is the limit in seconds.
"""

import os
import resource
import select
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from typing import BinaryIO

import msgspec

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document, ParseResult
from jobs.web.confinement import confine_process
from jobs.web.sandbox import LENGTH_BYTES, MAX_ANSWER, MAX_MEMORY

# one of each kind, so that whatever reads it is loaded while files can still be opened
_SAMPLES = (
    b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Talk\n"
    b"DTSTART;TZID=Europe/Berlin:20261015T183000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\nEND:VCALENDAR\n",
    b'<html><script type="application/ld+json">{"@type": "Event", "name": "Talk", "startDate": '
    b'"2026-10-15T18:30"}</script><ul><li>15 October 2026, 18:30 Talk</ul>',
    b'<rss version="2.0"><channel><item><title>Talk, 15 October 2026</title></item></channel>',
    b'{"events": [{"id": 1, "title": "Talk", "start_date": "2026-10-15 18:30:00"}]}',
)

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Document)


def main(seconds: int) -> None:
    """Serve until the input ends; one document may take `seconds` of CPU."""
    _warm_up()
    confine_process()
    while len(size := sys.stdin.buffer.read(LENGTH_BYTES)) == LENGTH_BYTES:
        told = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        answer = _within_limits(told, seconds)
        sys.stdout.buffer.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        sys.stdout.buffer.flush()


def _warm_up() -> None:
    """Load what parsing needs once, before anything is forked and files are out of reach."""
    now = datetime(2026, 10, 1, tzinfo=UTC)
    for sample in _SAMPLES:
        parse_document(Document("https://town.example/", sample, "", now, "Europe/Berlin"))
    rules = Document("https://town.example/", b"User-agent: *", "", now, "UTC", robots=True)
    parse_document(rules)


def _within_limits(told: bytes, seconds: int) -> bytes:
    """Parse one document in a forked process with the limits."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        _read_and_go(told, into, seconds)
    os.close(into)
    with open(out, "rb", buffering=0) as pipe:
        answer = _answer(pipe, seconds)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return answer or _encoder.encode(
        ParseResult(fault="bomb", detail=f"more than {seconds} s or {MAX_MEMORY} bytes to read")
    )


def _answer(pipe: BinaryIO, seconds: int) -> bytes:
    until, answer = monotonic() + seconds, bytearray()
    while (left := until - monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        piece = os.read(pipe.fileno(), 1 << 20)
        if not piece:
            return bytes(answer[:-1]) if answer[-1:] == b"." else b""
        answer += piece
        if len(answer) > MAX_ANSWER:
            break
    return b""


def _read_and_go(told: bytes, into: int, seconds: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        answer = _encoder.encode(_read(told))
        with open(into, "wb") as pipe:
            pipe.write(answer + b".")  # the last byte says that it is whole
    finally:
        os._exit(0)


def _read(told: bytes) -> ParseResult:
    try:
        return parse_document(_decoder.decode(told))
    except MemoryError:
        return ParseResult(fault="bomb", detail=f"more than {MAX_MEMORY} bytes to read")
    except Exception as error:
        return ParseResult(fault="unreadable", detail=type(error).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]))
