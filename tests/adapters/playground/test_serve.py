"""Check that the page comes up, says so, answers only to this machine's names, and goes quietly."""

import asyncio
import contextlib
import socket

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.same_origin import SameOrigin
from adapters.playground.serve import HOST, serve_playground
from bot.calendar_feeds import feeds
from bot.core.router import Router
from bot.people import records as people
from bot.store.engine import Database
from tests.adapters.playground.people import NAMES, person_id, settle
from tests.adapters.playground.test_post import NOW

TOM = person_id(NAMES[0])


async def _nothing(call: object) -> None:
    return None


def _arguments(database: Database) -> tuple[Playground, PlaygroundListener, Router, None]:
    playground = Playground(database, "playground", lambda: NOW)
    return playground, PlaygroundListener(playground, Router(), _nothing), Router(), None


async def test_a_port_in_use_is_said_at_once(database: Database) -> None:
    with socket.create_server((HOST, 0)) as taken, pytest.raises(OSError, match="in use"):
        await serve_playground(*_arguments(database), taken.getsockname()[1])


async def test_the_page_is_served_until_it_is_told_to_stop(database: Database) -> None:
    await settle(database)
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    ready = asyncio.Event()
    serving = asyncio.create_task(serve_playground(*_arguments(database), port, ready.set))
    await asyncio.wait_for(ready.wait(), 30)
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
        assert (await client.get("/healthz")).text == "ok"
        page = await client.get("/")
        assert "Tom Becker" in page.text
        async with database.transaction() as tx:
            await people.add_if_new(tx, "playground", TOM, "Tom Becker", "Europe/Berlin", NOW)
            token = await feeds.renew_token(tx, "playground", TOM, "", TOM, NOW)
        assert (await client.get(f"/calendar/{token}.ics")).text.startswith("BEGIN:VCALENDAR")
        assert (await client.get("/calendar/other.ics")).status_code == 404
        assert (await client.get("/", headers={"host": "evil.example"})).status_code == 400
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    with socket.create_server((HOST, port)):
        pass


OWN = "http://playground.example"
FOREIGN = "http://127.0.0.1:9"
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
TURNED_AWAY = {
    "a click of another page": ("POST", {"origin": FOREIGN}),
    "a page without an origin": ("POST", {"origin": "null"}),
    "a picture in another page": ("GET", {"sec-fetch-site": "cross-site"}),
    "a page at another port of this machine": ("GET", {"sec-fetch-site": "same-site"}),
    "a frame in another page": ("GET", {**LINK, "sec-fetch-dest": "iframe"}),
    "a form of another page": ("POST", {**LINK, "origin": FOREIGN}),
}
TAKEN = {
    "an address that is typed": ("GET", {"sec-fetch-site": "none"}),
    "a link that is followed": ("GET", LINK),
    "a click of the own page": ("POST", {"origin": OWN, "sec-fetch-site": "same-origin"}),
    "a program that is no browser": ("GET", {}),
}


async def _ask(method: str, headers: dict[str, str]) -> httpx.Response:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("done")(scope, receive, send)

    transport = httpx.ASGITransport(SameOrigin(answer))
    async with httpx.AsyncClient(transport=transport, base_url=OWN) as client:
        return await client.request(method, "/", headers=headers)


@pytest.mark.parametrize("who", TURNED_AWAY)
async def test_another_page_is_turned_away(who: str) -> None:
    assert (await _ask(*TURNED_AWAY[who])).status_code == 403


@pytest.mark.parametrize("who", TAKEN)
async def test_the_own_page_and_links_are_served_with_a_policy(who: str) -> None:
    answer = await _ask(*TAKEN[who])
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "http" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("origin", [FOREIGN, "null", None, "https://playground.example"])
async def test_a_websocket_of_another_page_is_refused_before_it_opens(origin: str | None) -> None:
    headers = [(b"host", b"playground.example")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def accept(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    await SameOrigin(accept)({"type": "websocket", "headers": headers}, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
