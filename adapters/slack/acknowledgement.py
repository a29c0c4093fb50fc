"""How an interaction of Slack's is acknowledged: measured, and never cut short by a stop."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial, wraps
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.async_app import AsyncAck
from slack_bolt.response import BoltResponse

from adapters.json_types import Payload
from bot.core import metrics

if TYPE_CHECKING:
    from adapters.slack.listen import SlackListener

Acknowledge = Callable[..., Awaitable[object]]
Handler = Callable[["SlackListener", Acknowledge, Payload], Coroutine[object, object, None]]
BoltHandler = Callable[
    ["SlackListener", AsyncAck, Payload], Coroutine[object, object, BoltResponse | None]
]
HandleInteraction = Callable[[AsyncAck, Payload], Coroutine[object, object, BoltResponse | None]]
Acknowledged = asyncio.Future[BoltResponse | None]

log = structlog.get_logger()


def run_to_completion(handler: Handler) -> BoltHandler:
    """Decorate a handler to run in a task that a lost connection or a stop does not cancel.

    Bolt gets the acknowledgement as soon as there is one: left to itself it looks for it a hundred
    times a second.
    """

    @wraps(handler)
    async def handled(self: "SlackListener", ack: AsyncAck, body: Payload) -> BoltResponse | None:
        acknowledged: Acknowledged = asyncio.get_running_loop().create_future()
        handling = handler(self, _measured(ack, acknowledged), body)
        task = self.background.start_task(self.name_in_log(handling, body))
        task.add_done_callback(partial(_conclude, acknowledged))
        return await acknowledged

    return handled


def _measured(ack: AsyncAck, acknowledged: Acknowledged) -> Acknowledge:
    """Return the acknowledgement; it records how long the platform waited for it."""
    began = perf_counter()

    async def acknowledge(**response: Any) -> object:
        answer = await ack(**response)
        metrics.ACKNOWLEDGEMENT_SECONDS.labels("slack").observe(perf_counter() - began)
        if not acknowledged.done():
            acknowledged.set_result(answer)
        return answer

    return acknowledge


def _conclude(acknowledged: Acknowledged, task: "asyncio.Task[object]") -> None:
    """End the wait for a handler that made no acknowledgement; log what failed after one."""
    error = None if task.cancelled() else task.exception()
    if acknowledged.done():
        if error:
            log.error("a payload failed", action="slack.payload", exc_info=error)
    elif task.cancelled():
        acknowledged.cancel()
    elif error:
        acknowledged.set_exception(error)
    else:
        acknowledged.set_result(None)
