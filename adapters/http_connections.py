"""HTTP connections within limits: how many, how slow a request may be, how much at once.

Whoever opens connections and stays silent takes room from others who do the same, and from nobody
else.
"""

import asyncio
import resource
from functools import cache
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 100  # of one door at one time
FILES_SHARE = 8  # one door takes at most this part of the files that the process may open
REQUEST_TIMEOUT = 15.0  # seconds until a whole request must be there
RESPONSE_TIMEOUT = 60.0  # seconds until its response must be written and taken
MAX_HEADERS = 16_384  # bytes
BACKLOG = 64  # connections that wait to be accepted
SLICE = 4_096  # bytes that are parsed before others get their turn
MAX_UNPARSED = 65_536  # bytes from which on nothing more is read


@cache
def max_connections() -> int:
    """Return how many connections one door takes: few enough to leave files for everything else."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(1, min(MAX_CONNECTIONS, files // FILES_SHARE))


class LimitedProtocol(H11Protocol):
    """A connection with deadlines; what arrives is parsed in slices.

    It overrides uvicorn's `data_received` and `on_response_complete`: look there before upgrading.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._unparsed = bytearray()
        self._parsing = False

    @property
    def waits(self) -> bool:
        """Whether the request is not there yet, or none has begun."""
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; beyond the limit, the one that has been silent the longest ends."""
        super().connection_made(transport)
        self._set_deadline(REQUEST_TIMEOUT)
        if len(self.connections) > max_connections():
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._clear_deadline()
        self._unparsed.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, a slice at a time: a body of tiny chunks is much work."""
        self._unset_keepalive_if_required()
        self._unparsed += data
        if not self._parsing:
            self._parse_slice()

    def on_response_complete(self) -> None:
        """Wait for the next request of this connection, which gets a deadline of its own."""
        self._clear_deadline()
        super().on_response_complete()
        if self.conn.trailing_data[0]:  # the next request has begun
            self._set_deadline(REQUEST_TIMEOUT)

    def _parse_slice(self) -> None:
        piece = bytes(self._unparsed[:SLICE])
        del self._unparsed[:SLICE]
        was_waiting = self.waits
        if self._deadline is None:
            self._set_deadline(REQUEST_TIMEOUT)
        super().data_received(piece)
        if self.transport.get_protocol() is not self:  # a websocket by now
            self._clear_deadline()
            self._hand_over()
            return
        if was_waiting and not self.waits:
            self._set_deadline(RESPONSE_TIMEOUT)
        self._parsing = bool(self._unparsed) and not self.transport.is_closing()
        if self._parsing:
            self.loop.call_soon(self._go_on)
        self._throttle()

    def _go_on(self) -> None:
        self._parsing = False
        if not self.transport.is_closing():
            self._parse_slice()

    def _hand_over(self) -> None:
        if self._unparsed:
            parser: Any = self.transport.get_protocol()
            parser.data_received(bytes(self._unparsed))
            self._unparsed.clear()

    def _throttle(self) -> None:
        if self.transport.is_closing():
            return
        if len(self._unparsed) > MAX_UNPARSED:
            self.transport.pause_reading()
        elif not self.flow.read_paused:
            self.transport.resume_reading()

    def _make_room(self) -> None:
        """End an idle connection, or the one that has waited for its request the longest."""
        ours = [each for each in self.connections if isinstance(each, LimitedProtocol)]
        waiting = [each for each in ours if each.waits and not each.transport.is_closing()]
        min(waiting, key=LimitedProtocol._due_at).transport.abort()

    def _due_at(self) -> float:
        return self._deadline.when() if self._deadline else 0.0

    def _set_deadline(self, seconds: float) -> None:
        self._clear_deadline()
        self._deadline = self.loop.call_later(seconds, self._end)

    def _clear_deadline(self) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = None

    def _end(self) -> None:
        self._deadline = None
        self.transport.abort()
