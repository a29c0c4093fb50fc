"""Read documents in a process of its own: `python -m jobs.reading 8` takes them on its input, one after the other."""

import os
import resource
import select
import signal
import sys
from contextlib import suppress
from time import monotonic
from typing import BinaryIO

import msgspec

from bot.sources.model import Document, Reading
from bot.sources.reading import read
from jobs.reader import MEMORY, MOST_ANSWERED, SIZE

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Document)


def main(seconds: int) -> None:
    """Serve until the input ends; reading one document may take so many seconds."""
    _warm_up()
    while len(size := sys.stdin.buffer.read(SIZE)) == SIZE:
        told = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        answer = _within_limits(told, seconds)
        sys.stdout.buffer.write(len(answer).to_bytes(SIZE, "big") + answer)
        sys.stdout.buffer.flush()


def _warm_up() -> None:
    """Import what reading takes once, before anything is split off."""
    import feedparser  # noqa: F401


def _within_limits(told: bytes, seconds: int) -> bytes:
    """Read one document in a process that ends with it."""
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
    return answer or _encoder.encode(Reading(fault="bomb", reason=f"more than {seconds} s or {MEMORY} bytes to read"))


def _answer(pipe: BinaryIO, seconds: int) -> bytes:
    until, answer = monotonic() + seconds, bytearray()
    while (left := until - monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        piece = os.read(pipe.fileno(), 1 << 20)
        if not piece:
            return bytes(answer[:-1]) if answer[-1:] == b"." else b""
        answer += piece
        if len(answer) > MOST_ANSWERED:
            break
    return b""


def _read_and_go(told: bytes, into: int, seconds: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        answer = _encoder.encode(_read(told))
        with open(into, "wb") as pipe:
            pipe.write(answer + b".")  # the last byte says that it is whole
    finally:
        os._exit(0)


def _read(told: bytes) -> Reading:
    try:
        return read(_decoder.decode(told))
    except MemoryError:
        return Reading(fault="bomb", reason=f"more than {MEMORY} bytes to read")
    except Exception as error:
        return Reading(fault="unreadable", reason=f"{type(error).__name__}: {error}"[:300])


if __name__ == "__main__":
    main(int(sys.argv[1]))
