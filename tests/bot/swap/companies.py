"""Two companies with a Mingle each, and the wire between them, which is recorded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http import serve_http
from adapters.swap import swap_route
from bot.swap import agreements, records, views
from bot.swap.exchange import answer_envelope
from bot.swap.records import SwapLunch
from bot.swap.rules import MAX_BODY
from jobs.web.swap_exchange import open_swap_exchange
from tests.factories.people import make_people
from tests.ports import free_port
from tests.reading import form_of, text
from tests.world import World, world_in

NORTH, SOUTH = "north", "south"
PEOPLE = ("Ada Wolf", "Ben Marsh", "Cleo Duarte")
OTHERS = ("Tom Baker", "Uma Patel", "Vera Lind")
OPEN = datetime(2026, 3, 9, 12, 40, tzinfo=UTC)  # people are looked for
STEP = timedelta(hours=1)
PLACE = "The fountain on Market Square"


@dataclass
class Wire:
    """Stands before the company that follows; keeps what passes, and can misbehave."""

    upstream: str
    turns: list[tuple[str, str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    loses_answers: bool = False
    is_cut: bool = False
    replays: str = ""

    async def pass_on(self, request: Request) -> Response:
        """Pass a turn on, as the network of the day does."""
        body = (await request.body()).decode()
        if self.is_cut:
            return Response(status_code=502)
        self.turns.append((request.url.path, body))
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.upstream + request.url.path, data=body) as response,
        ):
            told, status = await response.text(), response.status
        self.answers.append(told)
        if self.loses_answers:
            return Response(status_code=504)
        return Response(self.replays or told, status_code=status)


@dataclass
class Companies:
    """North leads, South follows."""

    north: World
    south: World
    wire: Wire
    code: str = ""

    async def send(self, path: str, body: str) -> tuple[int, str]:
        """Send something to South's own door, past the wire."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.wire.upstream + path, data=body) as response,
        ):
            return response.status, await response.text()

    async def until(self, moment: datetime, step: timedelta = STEP) -> None:
        """Let time pass in both, a while in one and then in the other."""
        while self.south.now < moment:
            now = min(moment, self.south.now + step)
            await self.north.until(now)
            await self.south.until(now)

    def jump(self, moment: datetime) -> None:
        """Let both have been off until a moment."""
        self.north.now = self.south.now = moment

    async def lunches(self, world: World, state: str = "standing") -> list[SwapLunch]:
        """Return the lunches of one side."""
        async with world.database.read_transaction() as tx:
            number = (await records.list_swaps(tx))[0].id
            found = await records.list_lunches(tx, number)
        return [lunch for lunch in found if lunch.state == state]

    async def log(self, world: World) -> list[tuple[int, str, str]]:
        """Return what crossed as one side wrote it down."""
        async with world.database.read_transaction() as tx:
            number = (await records.list_swaps(tx))[0].id
            entries = await records.list_log(tx, number)
        return [(entry.number, entry.kind, entry.digest) for entry in entries]

    def people(self, world: World) -> list[str]:
        """Return the ids of one side's people."""
        home, names = (NORTH, PEOPLE) if world is self.north else (SOUTH, OTHERS)
        return [f"{home}/{name.split()[0].lower()}" for name in names]

    async def agree(self, address: str) -> None:
        """Let both operators exchange keys."""
        for world, home, names in (
            (self.north, NORTH, PEOPLE),
            (self.south, SOUTH, OTHERS),
        ):
            await make_people(world, *names, workspace=home)
            for person in self.people(world):
                await world.say(person, "/mingle")
        now = self.north.now
        async with self.north.database.transaction() as tx:
            told, mine = await agreements.invite(tx, NORTH, "Northwind", PLACE, "UTC", now)
        async with self.south.database.transaction() as tx:
            agreed = await agreements.accept(tx, SOUTH, told, "Southgate", address, now)
        async with self.north.database.transaction() as tx:
            await agreements.accept(tx, NORTH, agreed.back, "", "", now)
        assert mine == agreed.their_fingerprint
        self.code = agreed.swap.code

    async def join(self, world: World, person: str) -> str:
        """Let somebody agree to be traded, by the form."""
        await world.say(person, "/mingle swap")
        form = form_of(await world.click(person, "swap.open", 1))
        return text(await world.submit(person, form, {"field": "teaching"}))

    async def told(self, world: World, person: str) -> list[str]:
        """Return the titles of what somebody was sent about swaps."""
        titles = [card.title for card in await world.inbox(person)]
        return [title for title in titles if "unch" in title and title != views.TITLE]


@asynccontextmanager
async def two_companies(folder: Path, *, joined: int = 2) -> AsyncIterator[Companies]:
    """Open two companies whose operators agreed, with so many people of each who joined."""
    port, own = free_port(), free_port()
    wire = Wire(f"http://127.0.0.1:{own}")
    path = "/swap/{code}"
    app = Starlette(routes=[Route(path, wire.pass_on, methods=["POST"])])
    async with (
        world_in(folder / "north.db", NORTH) as north,
        world_in(folder / "south.db", SOUTH) as south,
        open_swap_exchange(north.database, north.clock.now, loopback=True) as exchange,
        open_swap_exchange(south.database, south.clock.now, loopback=True) as other,
    ):
        north.engine.periodic_tasks = {**north.engine.periodic_tasks, "swap": exchange}
        south.engine.periodic_tasks = {**south.engine.periodic_tasks, "swap": other}
        route = swap_route(partial(answer_envelope, south.database, north.clock.now))
        door = Starlette(routes=[route])
        servers = [
            asyncio.create_task(serve_http(door, "127.0.0.1", own, max_body=MAX_BODY)),
            asyncio.create_task(serve_http(app, "127.0.0.1", port, max_body=MAX_BODY)),
        ]
        companies = Companies(north, south, wire)
        try:
            await companies.agree(f"http://127.0.0.1:{port}")
            for world in (north, south):
                for person in companies.people(world)[:joined]:
                    await companies.join(world, person)
            companies.jump(OPEN)
            yield companies
        finally:
            for server in servers:
                server.cancel()
            await asyncio.gather(*servers, return_exceptions=True)
