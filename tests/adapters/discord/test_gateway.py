"""Stay connected to Discord, come and go with servers, and never log in too often."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from adapters.base import AppContext
from adapters.discord import ids
from adapters.discord.adapter import DiscordAdapter
from adapters.discord.app import DiscordApp, connect_app
from adapters.discord.gateway import LoginBudget
from adapters.discord.serve import serve_gateway
from bot.core.dispatch import dispatch
from bot.core.ownership import Ownership
from bot.core.platform import Disconnected, PermanentError, PlaceGone
from bot.core.router import Router
from bot.core.tables import occurrence, outbox_message
from bot.features import ROUTER
from bot.people import records as people
from bot.people.platform_updates import ERASE_WORKSPACE
from bot.store.engine import Database
from bot.store.schema import metadata
from bot.ui.cards import Card
from jobs.engine.occurrences import run_due_occurrences
from jobs.registry import JOBS, schedule_housekeeping
from tests.adapters.discord.harness import DiscordHarness, connected, hurried, settings_for
from tests.adapters.harness import end_lease, wall
from tests.doubles.discord import DiscordServer, DrivenClock, Fault, Settings, driven

A_DAY = 86_400.0


@asynccontextmanager
async def at_home(discord: DiscordServer, database: Database) -> AsyncIterator[DiscordApp]:
    pass_on = partial(dispatch, ROUTER, database)
    async with connected(discord, settings_for(discord), database, ROUTER, pass_on) as house:
        yield house


async def planned(database: Database) -> Counter[tuple[str, str]]:
    async with database.read_transaction() as tx:
        rows = await tx.all(select(occurrence).where(occurrence.c.state == "waiting"))
    return Counter((row.workspace, row.kind) for row in rows)


async def test_being_ready_five_hundred_times_starts_each_task_once(database: Database) -> None:
    async with DiscordServer() as discord:
        guild = discord.guild()
        async with at_home(discord, database) as house:
            before = len(asyncio.all_tasks())
            for _ in range(500):
                house.client.dispatch("ready")
            await discord.until(lambda: len(asyncio.all_tasks()) <= before)
            assert set((await planned(database)).values()) == {1}
            assert {workspace for workspace, _ in await planned(database)} == {
                ids.workspace_of(guild.id)
            }
            assert len(discord.calls("bulk_set_application_commands")) == 1


async def test_an_event_under_way_is_handled_to_its_end_when_mingle_stops(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    ended: list[str] = []

    async def leave(_tx: object, workspace: str, _now: datetime) -> None:
        began.set()
        await go_on.wait()
        ended.append(workspace)

    monkeypatch.setattr("adapters.discord.app.platform_updates.workspace_left", leave)
    async with DiscordServer() as discord:
        discord.limits.enforced = False
        guild = discord.guild()
        async with at_home(discord, database):
            await discord.remove_bot(guild)
            await began.wait()
            asyncio.get_running_loop().call_later(0.1, go_on.set)
        assert ended == [ids.workspace_of(guild.id)]


async def test_commands_are_sent_when_they_change_and_only_then(database: Database) -> None:
    async with DiscordServer() as discord:
        discord.limits.enforced = False
        discord.guild()
        for _ in range(3):
            async with at_home(discord, database):
                assert len(discord.calls("bulk_set_application_commands")) == 1
        office = DiscordHarness(discord)
        async with connected(
            discord, settings_for(discord), database, office.router, office.note
        ) as house:
            await discord.until(lambda: len(discord.calls("bulk_set_application_commands")) == 2)
            await house.sync_commands()
            assert {one.name for one in discord.commands.values()} == {"mingle"}


async def test_commands_that_got_lost_are_sent_again_at_the_next_start(database: Database) -> None:
    async with DiscordServer() as discord:
        discord.limits.enforced = False
        discord.guild()
        discord.faults.next("bulk_set_application_commands", Fault("error"))
        house = await connect_app(settings_for(discord), hurried())
        house.start_app(
            AppContext(
                database, ROUTER, partial(dispatch, ROUTER, database), schedule_housekeeping, wall
            )
        )
        await house.sync_commands()
        assert not discord.commands
        await house.sync_commands()
        assert discord.commands
        await house.close()


@pytest.mark.rehearsal
@pytest.mark.parametrize(("hours", "resumable"), [(24, False), (2, True)])
async def test_drops_every_half_minute_stay_below_the_logins_that_discord_allows(
    database: Database, hours: int, resumable: bool
) -> None:
    clock = DrivenClock(datetime(2026, 3, 2, tzinfo=UTC))
    async with DiscordServer(clock, app=Settings(heartbeat=7 * A_DAY)) as discord:
        discord.guild()
        with driven(clock):
            house = await connect_app(settings_for(discord), LoginBudget(clock.now, clock.sleep))
            house.start_app(
                AppContext(
                    database,
                    Router(),
                    partial(dispatch, ROUTER, database),
                    schedule_housekeeping,
                    clock.utc,
                )
            )
            serving = asyncio.create_task(serve_gateway(house, lambda: None))
            for _ in range(hours * 120):
                discord.gateway.drop(resumable=resumable)
                await clock.advance(30)
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
        assert house.client.budget.used < 800
        assert not resumable or house.client.budget.used == 1


async def test_a_server_that_lets_us_in_is_begun_with_and_one_that_throws_us_out_is_left(
    database: Database,
) -> None:
    async with DiscordServer() as discord:
        first = discord.guild("First")
        async with at_home(discord, database) as house:
            second = discord.guild("Second")
            await discord.add_bot(second)
            there, here = ids.workspace_of(second.id), ids.workspace_of(first.id)
            await _until(database, lambda rows: (there, "census") in rows)
            await discord.outage(first)
            await discord.remove_bot(second)
            await _until(database, lambda rows: (there, "census") not in rows)
            assert (here, "census") in await planned(database)
            assert (await planned(database))[there, ERASE_WORKSPACE] == 1
            await discord.add_bot(second)
            await _until(database, lambda rows: (there, "census") in rows)
            assert (there, ERASE_WORKSPACE) not in await planned(database)
            assert house.server_workspaces()


async def test_a_server_that_left_while_we_were_away_is_left_at_the_next_start(
    database: Database,
) -> None:
    async with DiscordServer() as discord:
        guild = discord.guild()
        there, other = ids.workspace_of(guild.id), ids.workspace_of(discord.guild("Other").id)
        async with at_home(discord, database):
            assert (there, "census") in await planned(database)
        await discord.remove_bot(guild)
        async with at_home(discord, database):
            await _until(database, lambda rows: (there, "census") not in rows)
            assert (there, ERASE_WORKSPACE) in await planned(database)
            assert (other, "census") in await planned(database)


async def test_everything_about_a_server_that_left_is_erased_after_a_month(
    database: Database,
) -> None:
    gone, stays = "discord:1", "discord:2"
    async with DiscordServer() as discord:
        async with database.transaction() as tx:
            for workspace in (gone, stays):
                await people.add_if_new(tx, workspace, f"{workspace}/7", "Tom", "UTC", wall())
                await schedule_housekeeping(tx, workspace, wall())
        house = await connect_app(settings_for(discord), hurried())
        house.start_app(
            AppContext(
                database, ROUTER, partial(dispatch, ROUTER, database), schedule_housekeeping, wall
            )
        )
        await house.handle_server_left(1)
        await house.close()
    later = wall() + timedelta(days=31)
    await run_due_occurrences(database, JOBS, later, _chance())
    async with database.read_transaction() as tx:
        for table in metadata.sorted_tables:
            if "workspace" in table.c:
                assert gone not in await tx.scalars(select(table.c.workspace)), table.name
        assert stays in await tx.scalars(select(metadata.tables["person"].c.workspace))


async def test_nothing_is_said_any_more_where_we_were_thrown_out(database: Database) -> None:
    async with DiscordServer() as discord:
        office = DiscordHarness(discord)
        await office.move_in(database)
        async with at_home(discord, database) as house:
            await discord.command(
                office.users[0], office.lunch, "lunch find", when="tomorrow 12:30"
            )
            await house.handle_server_left(int(office.guild.id))
            async with database.read_transaction() as tx:
                assert set(await tx.scalars(select(outbox_message.c.state))) == {"cancelled"}


async def test_a_refused_token_stops_the_start_with_a_sentence() -> None:
    async with DiscordServer() as discord:
        with pytest.raises(PermanentError, match=r"discord\.token"):
            await connect_app(settings_for(discord, token="another"))


async def test_a_token_that_is_reset_stops_discord_and_nothing_else(database: Database) -> None:
    async with DiscordServer() as discord:
        discord.guild()
        async with at_home(discord, database) as house:
            discord.app.token = "another"
            await discord.gateway.close(4004, resumable=False)
            await discord.until(lambda: house.api.token_refused)
            calls = len(discord.requests)
            with pytest.raises(Disconnected):
                await house.api.call_method(house.api.http_client.get_guild, 1)
            assert len(discord.requests) == calls


async def test_a_discord_out_of_reach_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.app.RETRY_DELAY", 0.01)
    async with DiscordServer() as discord:
        discord.faults.next("get_my_user", Fault("error"), 2)
        house = await connect_app(settings_for(discord))
        assert len(discord.calls("get_my_user")) == 3
        await house.client.close()


async def test_a_first_connection_that_fails_is_followed_by_one_that_is_announced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.serve.RETRY_DELAY", 0.01)
    async with DiscordServer() as discord:
        discord.guild()
        discord.faults.next("get_bot_gateway", Fault("page"))
        async with at_home(discord, database) as house:
            assert house.client.is_ready()
        assert len(discord.calls("get_bot_gateway")) > 1


async def test_a_sign_in_page_in_the_place_of_discord_is_waited_for_by_a_running_program(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.serve.RETRY_DELAY", 0.01)
    async with DiscordServer() as discord:
        discord.guild()
        async with at_home(discord, database) as house:
            discord.faults.next("get_my_user", Fault("page"), 2)
            await discord.gateway.close(4011, resumable=False)
            await discord.until(lambda: len(discord.calls("get_my_user")) == 4)
            await discord.until(house.client.is_ready)
            assert not house.api.token_refused


async def _until(database: Database, condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition(await planned(database)):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)


def _chance() -> Any:
    import random

    return random.Random(1)


async def test_a_process_without_the_gateway_sends_all_the_same(database: Database) -> None:
    async with DiscordServer() as discord:
        discord.limits.enforced = False
        house = DiscordHarness(discord)
        await house.move_in(database)
        app = await connect_app(settings_for(discord), hurried())
        app.start_app(
            AppContext(
                database, ROUTER, partial(dispatch, ROUTER, database), schedule_housekeeping, wall
            )
        )
        port = app[house.workspace]
        sent = await port.introduce(house.people[:2], Card("round", "You two"), "key")
        await port.edit_message(sent, Card("round", "You two, again"))
        assert len(await port.list_members(house.channel)) == len(house.people)
        with pytest.raises(PlaceGone):
            await port.list_members(house.nowhere)
        await app.close()


async def test_the_gateway_has_one_owner_and_is_handed_over_when_it_ends(
    on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.ownership.ASK_EVERY", 0.02)
    async with DiscordServer() as discord:
        discord.limits.enforced = False
        house = DiscordHarness(discord)
        async with replica(discord, on_postgresql, "one") as (one, one_hears):
            await asyncio.wait_for(one_hears.acquire(), 15)
            await discord.until(lambda: discord.commands)
            async with replica(discord, on_postgresql, "two") as (two, two_hears):
                await discord.until(lambda: GATEWAY in two.owned)
                assert (len(discord.gateway.open), two.owned[GATEWAY]) == (1, False)
                await end_lease(on_postgresql, "two")  # the first was frozen for long
                await asyncio.wait_for(two_hears.acquire(), 15)
                await discord.until(lambda: not one.owned[GATEWAY], 15)
                assert (await discord.command(house.users[0], house.lunch, "mingle why")).acked
            await asyncio.wait_for(one_hears.acquire(), 15)
            assert (await discord.command(house.users[1], house.lunch, "mingle why")).acked


GATEWAY = "discord:app discord.gateway"


@asynccontextmanager
async def replica(
    discord: DiscordServer, database: Database, name: str
) -> AsyncIterator[tuple[Ownership, asyncio.Semaphore]]:
    """Serve as one of several processes; the semaphore counts how often it began to hear."""
    owner, hears = Ownership(database, name), asyncio.Semaphore(0)
    adapter = DiscordAdapter(await connect_app(settings_for(discord), hurried()))
    context = AppContext(
        database,
        ROUTER,
        partial(dispatch, ROUTER, database),
        schedule_housekeeping,
        wall,
        owner.serve_alone,
    )
    serving = asyncio.create_task(adapter.serve(context, hears.release))
    try:
        yield owner, hears
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
