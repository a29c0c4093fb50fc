"""Apps at the other end: one that listens on sockets, and one that listens on HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_sdk.signature import Clock as StampClock
from slack_sdk.signature import SignatureVerifier

from tests.doubles.slack.server import SlackServer
from tests.doubles.slack.state import Json

SILENCE: Json = {"silence": True}
Answering = Callable[[Json], Awaitable[Json | None]]


async def _acknowledge(envelope: Json) -> Json | None:
    return None


@dataclass
class App:
    """What came, in the order it came, and how to answer it: None acknowledges, SILENCE does
    not."""

    got: list[Json] = field(default_factory=list)
    answering: Answering = _acknowledge
    farewells: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    answer_headers: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def on_sockets(slack: SlackServer, connections: int = 1) -> AsyncIterator[App]:
    app = App()
    async with aiohttp.ClientSession() as session:
        listening = [asyncio.create_task(_listen(slack, session, app)) for _ in range(connections)]
        await slack.sockets.ready(connections)
        yield app
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)


async def open_address(slack: SlackServer, session: aiohttp.ClientSession) -> Json:
    headers = {"Authorization": f"Bearer {slack.app.app_token}"}
    async with session.post(slack.url + "apps.connections.open", headers=headers) as response:
        answer: Json = await response.json()
        return answer


async def _listen(slack: SlackServer, session: aiohttp.ClientSession, app: App) -> None:
    async with session.ws_connect((await open_address(slack, session))["url"]) as ws:
        assert (await ws.receive_json())["type"] == "hello"
        async for message in ws:
            said = json.loads(message.data)
            if said["type"] == "disconnect":
                app.farewells.append(said["reason"])
                continue
            app.got.append(said)
            answer = await app.answering(said)
            if answer is not SILENCE:
                await ws.send_json(
                    {"envelope_id": said["envelope_id"]} | ({"payload": answer} if answer else {})
                )


class _ServersTime(StampClock):
    def __init__(self, slack: SlackServer) -> None:
        self._slack = slack

    def now(self) -> float:
        return self._slack.clock.now()


@asynccontextmanager
async def on_http(slack: SlackServer) -> AsyncIterator[App]:
    app = App()
    verifier = SignatureVerifier(slack.app.signing_secret, clock=_ServersTime(slack))

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        if not verifier.is_valid_request(body, {**request.headers}):
            return web.Response(status=401)
        payload: dict[str, Any] = _payload(request.content_type, body.decode())
        if "challenge" in payload:
            return web.json_response({"challenge": payload["challenge"]})
        app.got.append(payload)
        app.headers.append({key.lower(): value for key, value in request.headers.items()})
        answer = await app.answering(payload)
        if app.status != 200 or answer is None:
            return web.Response(status=app.status, headers=app.answer_headers)
        return web.json_response(answer)

    server = web.Application()
    server.router.add_post("/slack/events", receive)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app.url = "http://{}:{}/slack/events".format(*runner.addresses[0][:2])
    yield app
    await runner.cleanup()


def _payload(content_type: str, body: str) -> Json:
    if content_type == "application/json":
        whole: Json = json.loads(body)
        return whole
    form: Json = {key: values[0] for key, values in parse_qs(body, keep_blank_values=True).items()}
    inner: Json = json.loads(form["payload"]) if "payload" in form else form
    return inner
