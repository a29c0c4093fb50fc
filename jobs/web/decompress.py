"""Unpack what a site sends, within limits: little that grows into much is refused."""

import zlib

MOST_RAW = 5_000_000  # bytes that may arrive
MOST_INFLATED = 10_000_000  # bytes that may come of them
MOST_RATIO = 100  # times as many
_SMALL = 100_000  # bytes under which a ratio says nothing
_STEP = 65_536


class TooBig(Exception):
    """More than we take."""


class Inflater:
    """Takes a body piece by piece, packed or not."""

    def __init__(self, encoding: str) -> None:
        self._packed = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
        self._unpack = zlib.decompressobj(self._packed[encoding]) if encoding in self._packed else None
        self._raw = 0
        self._body = bytearray()

    def take(self, piece: bytes) -> None:
        """Take a piece; raise TooBig once it is too much."""
        self._raw += len(piece)
        if self._raw > MOST_RAW:
            raise TooBig(f"more than {MOST_RAW} bytes")
        while piece:
            self._body += self._unpack.decompress(piece, _STEP) if self._unpack else piece
            piece = self._unpack.unconsumed_tail if self._unpack else b""
            self._judge()

    def _judge(self) -> None:
        size = len(self._body)
        if size > MOST_INFLATED:
            raise TooBig(f"more than {MOST_INFLATED} bytes unpacked")
        if size > _SMALL and size > self._raw * MOST_RATIO:
            raise TooBig(f"grows more than {MOST_RATIO} times")

    def body(self) -> bytes:
        """Give all of it."""
        return bytes(self._body)
