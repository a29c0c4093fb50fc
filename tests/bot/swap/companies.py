"""Two companies with a Mingle each, and the wire between them, which is recorded."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http import serve_http
from adapters.swap import swap_route
from bot.swap import agreements, crossings, records, views
from bot.swap.crossings import Crossing
from bot.swap.exchange import TurnDoor
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
NOT_FOUND = 404
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
    floods: int = 0  # forgeries before each turn

    async def pass_on(self, request: Request) -> Response:
        """Pass a turn on, as the network of the day does."""
        body = (await request.body()).decode()
        if self.is_cut:
            return Response(status_code=502)
        self.turns.append((request.url.path, body))
        head, _, rest = body.partition(".")
        for at in range(self.floods):
            assert (await self.send(request.url.path, f"{head}.{at}{rest}"))[0] == NOT_FOUND
        status, told = await self.send(request.url.path, body)
        self.answers.append(told)
        if self.loses_answers:
            return Response(status_code=504)
        return Response(self.replays or told, status_code=status)

    async def send(self, path: str, body: str) -> tuple[int, str]:
        """Send something to the door behind the wire; return what it answers."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.upstream + path, data=body) as response,
        ):
            return response.status, await response.text()


@dataclass
class Companies:
    """North leads, South follows."""

    north: World
    south: World
    wire: Wire
    names: dict[str, Sequence[str]]
    code: str = ""

    async def send(self, path: str, body: str) -> tuple[int, str]:
        """Send something to South's own door, past the wire."""
        return await self.wire.send(path, body)

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

    async def log(self, world: World) -> list[Crossing]:
        """Return what crossed as one side wrote it down."""
        async with world.database.read_transaction() as tx:
            number = (await records.list_swaps(tx))[0].id
            return list(await crossings.list_crossings(tx, number))

    def people(self, world: World) -> list[str]:
        """Return the ids of one side's people."""
        home = NORTH if world is self.north else SOUTH
        return [f"{home}/{name.split()[0].lower()}" for name in self.names[home]]

    async def agree(self, address: str) -> None:
        """Let both operators exchange keys."""
        for world, home in ((self.north, NORTH), (self.south, SOUTH)):
            await make_people(world, *self.names[home], workspace=home)
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

    async def join(self, world: World, person: str, field: str = "teaching") -> str:
        """Let somebody agree to be traded, by the form."""
        await world.say(person, "/mingle swap")
        form = form_of(await world.click(person, "swap.open", 1))
        return text(await world.submit(person, form, {"field": field}))

    async def told(self, world: World, person: str) -> list[str]:
        """Return the titles of what somebody was sent about swaps."""
        titles = [card.title for card in await world.inbox(person)]
        return [title for title in titles if "unch" in title and title != views.TITLE]


@asynccontextmanager
async def two_companies(
    folder: Path,
    *,
    joined: int = 2,
    names: Sequence[str] = PEOPLE,
    others: Sequence[str] = OTHERS,
    opened: datetime = OPEN,
) -> AsyncIterator[Companies]:
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
        route = swap_route(TurnDoor(south.database, north.clock.now).answer)
        door = Starlette(routes=[route])
        servers = [
            asyncio.create_task(serve_http(door, "127.0.0.1", own, max_body=MAX_BODY)),
            asyncio.create_task(serve_http(app, "127.0.0.1", port, max_body=MAX_BODY)),
        ]
        companies = Companies(north, south, wire, {NORTH: names, SOUTH: others})
        try:
            await companies.agree(f"http://127.0.0.1:{port}")
            for world in (north, south):
                for person in companies.people(world)[:joined]:
                    await companies.join(world, person)
            companies.jump(opened)
            yield companies
        finally:
            for server in servers:
                server.cancel()
            await asyncio.gather(*servers, return_exceptions=True)
