"""Payloads of a shape that nobody expected: an event is passed over, and everything else goes on.

An event that is not acknowledged comes again and again, and in the end Slack sends none any more.
Whoever clicked or typed what cannot be read is told by Slack that there was no answer.
"""

from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.json_types import JsonObject, Payload
from adapters.slack.acknowledgement import HandleInteraction
from adapters.slack.events import HANDLED_EVENTS

# what reading a payload of another shape raises, in the library and here
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
EVENT = "event_callback"

log = structlog.get_logger()


class ForgivingApp(AsyncApp):
    """Bolt's application; it acknowledges an event that it or Mingle cannot read.

    What `find_handler` knows goes past Bolt's chain of middleware and matchers, which an
    interaction needs nothing of, and which takes longer than the acknowledgement itself.
    """

    def __init__(
        self,
        find_handler: Callable[[JsonObject], HandleInteraction | None],
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self._find_handler = find_handler
        self.error(self._pass_over)

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a payload."""
        handle = self._find_handler(req.body)
        if handle is None:
            return await super().async_dispatch(req)
        try:
            ack = AsyncAck()  # type: ignore[no-untyped-call]
            return await handle(ack, req.body) or BoltResponse(status=404)
        except Exception as error:
            await self._pass_over(error, req.body)
            return BoltResponse(status=500)

    async def _pass_over(self, error: Exception, body: Payload) -> BoltResponse | None:
        if body.get("type") == EVENT and isinstance(error, UNREADABLE):
            log_unreadable(error, body)
            return BoltResponse(status=200, body="")
        log.error("a payload failed", action="slack.payload", exc_info=error)
        return None


class ForgivingSocket(AsyncSocketModeHandler):
    """Bolt's socket; it acknowledges an event of which Bolt cannot even make a request."""

    async def handle(  # type: ignore[override]
        self, client: SocketModeClient, req: SocketModeRequest
    ) -> None:
        """Hand a payload to Bolt."""
        try:
            await super().handle(client, req)
        except UNREADABLE as error:
            log_unreadable(error, req.payload)
            if req.type == "events_api":
                await client.send_socket_mode_response(SocketModeResponse(req.envelope_id))


def log_unreadable(error: Exception, body: object) -> None:
    """Log what was passed over by its kind, where that is one that Mingle knows."""
    event = body.get("event") if isinstance(body, dict) else None
    kind = event.get("type") if isinstance(event, dict) else None
    known = kind if isinstance(kind, str) and kind in HANDLED_EVENTS else "unknown"
    reason = type(error).__name__
    log.warning("unreadable payload", action="slack.event", kind=known, error=reason)
