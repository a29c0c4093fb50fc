"""Carry payloads to the app, over a socket or signed HTTP, and see whether it acknowledges in
time."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from tests.doubles.loopback import PATIENCE
from tests.doubles.slack.core import Core
from tests.doubles.slack.sockets import Sockets, Unanswered
from tests.doubles.slack.state import Json

EVENT_RETRIES = (0.0, 60.0, 300.0)
Sort = Literal["slash_commands", "interactive", "events_api"]


@dataclass(eq=False)
class Delivery:
    """One payload on its way: what the app answered, and how often it was tried."""

    sort: Sort
    payload: Json
    tries: int = 0
    acked: bool = False
    answer: Json | None = None
    error: str = ""
    took: float = 0.0
    failures: list[str] = field(default_factory=list)


class Courier:
    """Deliver commands and interactions once, events up to four times, and as the faults say."""

    def __init__(self, core: Core, sockets: Sockets) -> None:
        self._core = core
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self._held: list[Delivery] = []
        self.deliveries: list[Delivery] = []

    async def interaction(self, sort: Sort, payload: Json) -> Delivery:
        """Bring a command or an interaction, which Slack never repeats by itself."""
        delivery = self._new(sort, payload)
        copies = self._core.faults.copies()
        await self._attempt(delivery)
        for _ in range(copies - 1):
            await self._attempt(Delivery(sort, payload))
        return delivery

    async def event(self, payload: Json) -> Delivery:
        """Bring an event.

        If the app does not take it, again at once, after a minute and after five.
        """
        delivery = self._new("events_api", payload)
        if self._core.faults.happens(self._core.faults.disorder):
            self._held.append(delivery)
            self._core.spawn(self._let_go_later(delivery))
            return delivery
        await self._first(delivery)
        held, self._held = self._held, []
        for late in held:
            await self._first(late)
        return delivery

    async def shuffled(self, payloads: list[Json], times: int = 1) -> list[Delivery]:
        """Bring events in any order, each `times` times."""
        deliveries = [self._new("events_api", payload) for payload in payloads]
        order = [delivery for delivery in deliveries for _ in range(times)]
        self._core.faults.rng.shuffle(order)
        for delivery in order:
            await self._attempt(delivery)
        return deliveries

    async def post(
        self, url: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, dict[str, str]]:
        """Send the app any request at all, signed or not."""
        self._session = self._session or aiohttp.ClientSession()
        async with self._session.post(url, data=body, headers=headers) as response:
            return (
                response.status,
                await response.read(),
                {key.lower(): v for key, v in response.headers.items()},
            )

    def signed(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """Return the headers with which Slack signs a request."""
        stamp = str(int(self._core.clock.now() if at is None else at))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._core.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def request_of(self, sort: Sort, payload: Json) -> tuple[str, bytes, dict[str, str]]:
        """Return address, body and unsigned headers with which a payload travels over HTTP."""
        app = self._core.app
        form = "application/x-www-form-urlencoded"
        if sort == "events_api":
            return app.url, json.dumps(payload).encode(), {"Content-Type": "application/json"}
        if sort == "slash_commands":
            return app.command_url or app.url, urlencode(payload).encode(), {"Content-Type": form}
        return app.url, urlencode({"payload": json.dumps(payload)}).encode(), {"Content-Type": form}

    async def verify_url(self) -> bool:
        """Ask the app for a challenge back, as Slack does before it sends events to an address."""
        token, challenge = self._core.app.verification_token, self._core.number("challenge-")
        body = json.dumps(
            {"token": token, "challenge": challenge, "type": "url_verification"}
        ).encode()
        headers = {"Content-Type": "application/json"} | self.signed(body)
        status, answer, _ = await self.post(self._core.app.url, body, headers)
        return status == 200 and challenge in answer.decode()

    async def close(self) -> None:
        """Hang up."""
        if self._session:
            await self._session.close()

    def _new(self, sort: Sort, payload: Json) -> Delivery:
        delivery = Delivery(sort, payload)
        self.deliveries.append(delivery)
        return delivery

    async def _let_go_later(self, delivery: Delivery) -> None:
        await self._core.clock.sleep(self._core.faults.held_for)
        if delivery in self._held:
            self._held.remove(delivery)
            await self._first(delivery)

    async def _first(self, delivery: Delivery) -> None:
        faults = self._core.faults
        copies = [
            Delivery(delivery.sort, delivery.payload, n, error="http_timeout")
            for n in range(1, faults.copies())
        ]
        if faults.happens(faults.lost_events):
            delivery.tries, delivery.error = 1, "http_timeout"
        else:
            await asyncio.gather(*(self._attempt(one) for one in [delivery, *copies]))
        if not delivery.acked and delivery.error != "no_retry":
            self._core.spawn(self._again(delivery))

    async def _again(self, delivery: Delivery) -> None:
        for pause in EVENT_RETRIES:
            await self._core.clock.sleep(pause)
            await self._attempt(delivery)
            if delivery.acked or delivery.error == "no_retry":
                return

    async def _attempt(self, delivery: Delivery) -> None:
        started = self._core.clock.now()
        reason, delivery.tries = delivery.error, delivery.tries + 1
        try:
            answer = await self._in_time(self._carry(delivery, delivery.tries - 1, reason))
        except Unanswered as problem:
            delivery.error = "no_retry" if problem.final else problem.reason
            delivery.failures.append(problem.reason)
        else:
            delivery.acked, delivery.answer, delivery.error = True, answer, ""
        delivery.took = self._core.clock.now() - started

    async def _in_time(self, work: Any) -> Json | None:
        carrying, alarm = (
            asyncio.ensure_future(work),
            asyncio.ensure_future(self._core.clock.sleep(self._core.answer_within)),
        )
        try:
            await asyncio.wait(
                {carrying, alarm}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE
            )
            if carrying.done():
                answer: Json | None = carrying.result()
                return answer
            assert alarm.done(), "the app does not answer, and no time goes by"
            raise Unanswered("http_timeout")
        finally:
            carrying.cancel()
            alarm.cancel()

    async def _carry(self, delivery: Delivery, retry: int, reason: str) -> Json | None:
        if self._core.app.url:
            return await self._over_http(delivery, retry, reason)
        return await self._sockets.carry(delivery.sort, delivery.payload, retry, reason)

    async def _over_http(self, delivery: Delivery, retry: int, reason: str) -> Json | None:
        url, body, headers = self.request_of(delivery.sort, delivery.payload)
        if delivery.sort == "events_api" and retry:
            headers |= {
                "X-Slack-Retry-Num": str(retry),
                "X-Slack-Retry-Reason": reason or "http_timeout",
            }
        try:
            status, answer, got = await self.post(url, body, headers | self.signed(body))
        except aiohttp.ClientError as error:
            raise Unanswered("connection_failed") from error
        if not 200 <= status < 300:
            raise Unanswered("http_error", final=got.get("x-slack-no-retry") == "1")
        if not answer.strip():
            return None
        if "json" in got.get("content-type", ""):
            parsed: Json = json.loads(answer)
            return parsed
        return {"text": answer.decode()}
