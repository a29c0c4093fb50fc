"""Check that the page comes up, says so, answers only to this machine's names, and goes quietly."""

import asyncio
import contextlib
import socket

import httpx
import pytest

from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
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
