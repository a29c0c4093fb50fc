"""Measure what one server's rate limit costs another: `python -m
tests.adapters.discord.rate_limits`."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import typer

from adapters.discord import ids
from adapters.discord.app import DiscordApp
from bot.config import LogSection
from bot.core.platform import MessageRef, TemporaryError
from bot.logs import configure_logging
from bot.store.engine import open_database
from tests.adapters.announcements import CARD
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.databases import create_sqlite
from tests.doubles.discord import Channel, DiscordServer, Fault

LIMIT = 45  # seconds that Discord asks for
TIMES = 30
Act = Callable[[int], Awaitable[object]]


class Neighbours:
    """Two servers of one app: the first is limited, in the second people go on."""

    def __init__(self, app: DiscordApp, limited: Channel, other: Channel) -> None:
        self.channels = [
            ids.qualify_id(ids.workspace_of(channel.guild), channel.id)
            for channel in (limited, other)
        ]
        self.first, self.second = (
            app[ids.workspace_of(channel.guild)] for channel in (limited, other)
        )

    async def post(self, number: int) -> MessageRef:
        return await self.second.post(self.channels[1], CARD, f"second {number}")

    async def be_limited(self, server: DiscordServer) -> None:
        """Meet a limit of posts, and one of edits, in the first server."""
        sent = await self.first.post(self.channels[0], CARD, "before")
        server.faults.next("create_message", Fault("limit", LIMIT))
        server.faults.next("update_message", Fault("error", code="30046"))
        for call in (
            self.first.post(self.channels[0], CARD, "limited"),
            self.first.edit_message(sent, CARD),
        ):
            try:
                await call
            except TemporaryError:
                continue
            raise AssertionError("no limit was met")


async def measure(act: Act, first: int = 0) -> float:
    """Return how long it takes, in milliseconds."""
    spans = []
    for number in range(first, first + TIMES):
        began = perf_counter()
        await act(number)
        spans.append(perf_counter() - began)
    return 1000 * median(spans)


async def print_figures() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(create_sqlite(Path(folder) / "mingle.db"))
        async with DiscordServer() as server:
            server.limits.enforced = False
            harness = DiscordHarness(server)
            other = server.channel("lunch", server.guild())
            async with connected(
                server, settings_for(server), database, harness.router, harness.note
            ) as app:
                neighbours = Neighbours(app, harness.lunch, other)
                sent = await neighbours.post(-1)

                async def edit(_number: int) -> None:
                    await neighbours.second.edit_message(sent, CARD)

                free = await measure(neighbours.post), await measure(edit)
                await neighbours.be_limited(server)
                limited = await measure(neighbours.post, TIMES), await measure(edit)
                assert len(other.messages) == 2 * TIMES + 1
        await database.close()
    for what, without, within in zip(("a post", "an edit"), free, limited, strict=True):
        typer.echo(
            f"{what} in another server: {without:.1f} ms without a limit, {within:.1f} ms while "
            f"the first has to wait {LIMIT} s (edits: 60 s)"
        )


if __name__ == "__main__":
    configure_logging(LogSection(level="error"))
    asyncio.run(print_figures())
