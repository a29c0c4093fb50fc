"""How an interaction of Slack's is acknowledged: measured, and never cut short by a stop."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from time import perf_counter
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncAck

from adapters.json_types import Payload
from bot.core import metrics

if TYPE_CHECKING:
    from adapters.slack.listen import SlackListener

Acknowledge = Callable[..., Awaitable[object]]
Handler = Callable[["SlackListener", Acknowledge, Payload], Coroutine[object, object, None]]
BoltHandler = Callable[["SlackListener", AsyncAck, Payload], Coroutine[object, object, None]]


def run_to_completion(handler: Handler) -> BoltHandler:
    """Decorate a handler to run shielded, so a lost connection or a stop does not cancel it."""

    @wraps(handler)
    async def handled(self: "SlackListener", ack: AsyncAck, body: Payload) -> None:
        handling = handler(self, _measured(ack), body)
        await asyncio.shield(self.background.start_task(self.name_in_log(handling, body)))

    return handled


def _measured(ack: AsyncAck) -> Acknowledge:
    """Return the acknowledgement; it records how long the platform waited for it."""
    began = perf_counter()

    async def acknowledge(**response: Any) -> object:
        answer = await ack(**response)
        metrics.ACKNOWLEDGEMENT_SECONDS.labels("slack").observe(perf_counter() - began)
        return answer

    return acknowledge
