"""Of several processes one receives over Socket Mode, and hands over when it ends or hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from adapters.base import AppContext
from adapters.slack.adapter import SlackAdapter
from adapters.slack.app import connect_workspace
from adapters.slack.serve import SOCKET_COUNT
from bot.core.dispatch import dispatch
from bot.core.ownership import Ownership
from bot.features import ROUTER
from bot.store.engine import Database
from jobs.registry import schedule_housekeeping
from tests.adapters.harness import end_lease, wall
from tests.adapters.slack.harness import SlackHarness, hurried, settings_for
from tests.doubles.slack import SlackServer


class Replica:
    """One of several processes; the semaphore counts how often it began to receive."""

    def __init__(self, adapter: SlackAdapter, owner: Ownership) -> None:
        self.adapter = adapter
        self.owner = owner
        self.receives = asyncio.Semaphore(0)

    @property
    def is_owner(self) -> bool:
        return any(self.owner.owned.values())

    async def until_it_receives(self) -> None:
        await asyncio.wait_for(self.receives.acquire(), 15)


@asynccontextmanager
async def replica(slack: SlackServer, database: Database, name: str) -> AsyncIterator[Replica]:
    settings = settings_for(slack)
    adapter = SlackAdapter(settings, await connect_workspace(settings, hurried()))
    one = Replica(adapter, Ownership(database, name))
    context = AppContext(
        database,
        ROUTER,
        partial(dispatch, ROUTER, database),
        schedule_housekeeping,
        wall,
        one.owner.serve_alone,
    )
    serving = asyncio.create_task(adapter.serve(context, one.receives.release))
    try:
        yield one
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def test_the_sockets_have_one_owner_and_are_handed_over_when_it_ends(
    on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("ASK_EVERY", "RENEW_EVERY"):
        monkeypatch.setattr(f"bot.core.ownership.{pause}", 0.05)
    async with SlackServer() as slack:
        office = SlackHarness(slack)
        async with replica(slack, on_postgresql, "one") as one:
            await one.until_it_receives()
            async with replica(slack, on_postgresql, "two") as two:
                await slack.until(lambda: two.owner.owned)
                assert (one.is_owner, two.is_owner) == (True, False)
                assert len(slack.sockets.open) == SOCKET_COUNT
                assert one.adapter.is_connected
                assert two.adapter.is_connected  # by the other, which receives for both

                await end_lease(on_postgresql, "two")
                await two.until_it_receives()
                await slack.until(lambda: not one.is_owner, 15)
                await slack.until(lambda: len(slack.sockets.open) == SOCKET_COUNT, 15)
                await slack.type_command(office.users[0], office.lunch, "/mingle why")
                await slack.until(lambda: len(slack.ephemerals) == 1)

            await one.until_it_receives()
            assert len(slack.sockets.open) == SOCKET_COUNT
            await slack.type_command(office.users[1], office.lunch, "/mingle why")
            await slack.until(lambda: len(slack.ephemerals) == 2)
