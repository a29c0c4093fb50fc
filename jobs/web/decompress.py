"""Decompression of HTTP bodies within limits: a small body that grows too much is refused."""

import zlib

MAX_RAW = 5_000_000  # bytes that may arrive
MAX_INFLATED = 10_000_000  # bytes that may come of them
MAX_RATIO = 100  # times as many
_SMALL = 100_000  # bytes under which a ratio says nothing
_STEP = 65_536


class BodyTooBig(Exception):
    """The body is over the limit."""


class Decompressor:
    """Collects a body chunk by chunk, compressed or not."""

    def __init__(self, encoding: str) -> None:
        self._packed = {
            "gzip": zlib.MAX_WBITS | 16,
            "x-gzip": zlib.MAX_WBITS | 16,
            "deflate": zlib.MAX_WBITS,
        }
        self._unpack = (
            zlib.decompressobj(self._packed[encoding]) if encoding in self._packed else None
        )
        self._raw = 0
        self._body = bytearray()

    @property
    def size(self) -> int:
        """The bytes of the body so far."""
        return len(self._body)

    def add_chunk(self, chunk: bytes, cut: int | None = None) -> None:
        """Add a chunk, no further than to `cut` bytes; raise BodyTooBig beyond the limit."""
        self._raw += len(chunk)
        if self._raw > MAX_RAW:
            raise BodyTooBig(f"more than {MAX_RAW} bytes")
        while chunk and (cut is None or self.size < cut):
            self._body += self._unpack.decompress(chunk, _STEP) if self._unpack else chunk
            chunk = self._unpack.unconsumed_tail if self._unpack else b""
            self._judge()

    def _judge(self) -> None:
        size = len(self._body)
        if size > MAX_INFLATED:
            raise BodyTooBig(f"more than {MAX_INFLATED} bytes unpacked")
        if size > _SMALL and size > self._raw * MAX_RATIO:
            raise BodyTooBig(f"grows more than {MAX_RATIO} times")

    def read_body(self) -> bytes:
        """Return the whole body."""
        return bytes(self._body)
